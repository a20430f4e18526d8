// The sentences below the figures, as neuron_app.prose.result_html writes them.

const escape = (text) =>
  text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
// Digits that count, without an exponent and without zeros at the end.
const digits = (value, n) => String(Number(value.toPrecision(n)));

// `sentences` is the text for every kind of outcome, with {t:.6g} for its time. No live region: it
// is written at every frame, and access/spoken.js says it when the hand rests.
export function resultHtml({ spikeTimes, outcome }, sentences) {
  const n = spikeTimes.length;
  const more = details(spikeTimes).map((text) => `<span>${text}</span>`);
  const ended = outcome.kind === "completed" ? "" : sentence(sentences, outcome);
  const warning = ended && `<p class="warning">${escape(ended)}</p>`;
  return `<p class="facts"><b>${n}</b> ${noun(n)}${more.join("")}</p>${warning}`;
}

// The same as one sentence.
export function resultText({ spikeTimes, outcome }, sentences) {
  const n = spikeTimes.length;
  const facts = [`${n} ${noun(n)}`, ...details(spikeTimes)].join(", ");
  return outcome.kind === "completed" ? `${facts}.` : `${facts}. ${sentence(sentences, outcome)}`;
}

const noun = (n) => (n === 1 ? "spike" : "spikes");

function details(spikeTimes) {
  const n = spikeTimes.length;
  const last = n > 1 ? spikeTimes[n - 1] - spikeTimes[n - 2] : 0;
  const texts = n > 0 ? [`first at ${spikeTimes[0].toFixed(2)} ms`] : [];
  if (last > 0) texts.push(`last interval ${digits(last, 4)} ms, ${digits(1000 / last, 4)} Hz`);
  return texts;
}

/** The sentence of an outcome. */
export function sentence(sentences, { kind, t }) {
  return sentences[kind].replace("{t:.6g}", digits(t, 6));
}

// Panel's HTML panes take their text escaped.
export const asPaneText = (html) => escape(html);
