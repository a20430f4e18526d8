// The sentences below the figures, as neuron_app.prose.result_html writes them.

const escape = (text) =>
  text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
// Digits that count, without an exponent and without zeros at the end.
const digits = (value, n) => String(Number(value.toPrecision(n)));

// `sentences` is the text for every kind of outcome, with {t:.6g} for its time.
export function resultHtml({ spikeTimes, outcome }, sentences) {
  const n = spikeTimes.length;
  const facts = [`<b>${n}</b> ${n === 1 ? "spike" : "spikes"}`];
  if (n > 0) facts.push(`<span>first at ${spikeTimes[0].toFixed(2)} ms</span>`);
  const last = n > 1 ? spikeTimes[n - 1] - spikeTimes[n - 2] : 0;
  if (last > 0) {
    facts.push(`<span>last interval ${digits(last, 4)} ms, ${digits(1000 / last, 4)} Hz</span>`);
  }
  const ended = outcome.kind === "completed" ? "" : sentence(sentences, outcome);
  const warning = ended && `<p class="warning">${escape(ended)}</p>`;
  return `<p class="facts" role="status">${facts.join("")}</p>${warning}`;
}

/** The sentence of an outcome. */
export function sentence(sentences, { kind, t }) {
  return sentences[kind].replace("{t:.6g}", digits(t, 6));
}

// Panel's HTML panes take their text escaped.
export const asPaneText = (html) => escape(html);
