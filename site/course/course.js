// What this page adds to its three neurons: buttons that change them, a sentence about each run.

for (const row of document.querySelectorAll("[data-for]")) {
  const neuron = document.getElementById(row.dataset.for);
  row.addEventListener("click", ({ target }) => {
    if (target.dataset.set) neuron.set(target.dataset.set);
  });
}

for (const neuron of document.querySelectorAll("spiking-neuron")) {
  const told = document.getElementById(`${neuron.id}-told`);
  neuron.addEventListener("spiking-result", ({ detail }) => {
    told.textContent = sentence(detail, told.dataset.unit);
  });
  neuron.addEventListener("spiking-error", ({ detail }) => {
    told.textContent = detail.message;
  });
}

function sentence({ state, spike_times: times, outcome }, unit) {
  const current = `At a current of ${state.I_max} ${unit}`;
  if (outcome.kind !== "completed") return `${current}: ${outcome.sentence}`;
  if (times.length === 0) return `${current} there is no spike.`;
  if (times.length === 1) return `${current} there is one spike, at ${times[0].toFixed(1)} ms.`;
  const span = times.at(-1) - times[0];
  const rate = (1000 * (times.length - 1)) / span;
  return `${current} there are ${times.length} spikes, ${rate.toFixed(1)} per second.`;
}
