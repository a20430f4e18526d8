// Answers the tests in Python: reads {roster, kernels, requests} as JSON, writes the answers.
// Arrays of doubles are {"f64": base64}, so that every bit of them arrives.
import { readFileSync, writeSync } from "node:fs";

const page = new URL("../../site/page/fast/", import.meta.url);
const load = (name) => import(new URL(`${name}.js`, page));
const { readMessage } = await import(new URL("../embed/messages.js", page));
const layout = await import(new URL("../alone/layout.js", page));
const { stopFrom } = await import(new URL("../access/sliders.js", page));
const { Live } = await load("live");
const { PIECE } = await load("table");
const spikes = await load("spikes");
const words = await load("result");
const [arithmetic, noise, currents, links, states, rest, eigen, strokes, { Kernel }] = await Promise.all(
  ["arithmetic", "noise", "currents", "query", "state", "rest", "eigen", "simplify", "kernel"].map(load),
);

const revive = (_key, value) =>
  typeof value?.f64 === "string" ? doubles(Buffer.from(value.f64, "base64")) : value;
const doubles = (bytes) => new Float64Array(Uint8Array.from(bytes).buffer);
const replace = (_key, value) =>
  value instanceof Float64Array
    ? { f64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") }
    : value;

const { roster, kernels, requests } = JSON.parse(readFileSync(0, "utf8"), revive);

const ready = {};
for (const [name, { binary, states: n, parameters }] of Object.entries(kernels)) {
  const module = new WebAssembly.Module(Buffer.from(binary, "base64"));
  ready[name] = await Kernel.from(module, { states: n, parameters }, roster.solver);
}

// The scales of the sliders that every current has, as live.js finds them.
function scalesOf(state, wide) {
  const live = new Live({ roster, models: {} }, () => {});
  live.state = state;
  const { parameters } = roster.models[state.model];
  const values = { ...Object.fromEntries(parameters.map((p) => [p.name, p.default])), ...state.parameters };
  for (const name of ["I_max", "I_period", "onset", "T"]) values[name] = state[name];
  return Object.entries(values).map(([name, value]) => {
    const { start, end, step, format } = layout.scale(live.limitOf(name), value, wide);
    return [name, start, end, step, format];
  });
}

const CALLS = {
  arithmetic: ({ name, x }) => x.map(arithmetic[name]),
  uniforms: ({ seed, count }) => noise.uniforms(seed, count),
  inverseNormal: ({ p }) => p.map(noise.inverseNormal),
  pieces: ({ state }) => currents.pieces(state, roster),
  sample: ({ state, times }) => currents.sample(state, times, roster),
  toQuery: ({ state }) => links.toQuery(state),
  fromQuery: ({ query, name }) => states.fromQuery(query, roster, name),
  readMessage: ({ message, present }) => readMessage(message, present, roster),
  layout: ({ state, wide }) => ({
    meaning: layout.meaningOf(state, roster),
    own: [...layout.ownLimits(state, roster)].map(([name, limit]) => {
      const shown = layout.usual(limit);
      const { start, end, step, format } = layout.scale(shown, state.own[name] ?? limit.default);
      return [name, layout.labelOf(name, shown.unit), start, end, step, format];
    }),
    common: scalesOf(state, wide),
  }),
  stopFrom: ({ value, steps, step }) => stopFrom(value, steps, step),
  parameterValues: ({ state }) => states.parameterValues(state, roster.models[state.model]),
  largestRealPart: ({ matrix }) => eigen.largestRealPart(matrix),
  rest: ({ model, parameters }) =>
    rest.restingState(ready[model], parameters, roster.models[model]),
  slopes: ({ model, parameters, state, t, I }) => ready[model].slopes(parameters, state, t, I),
  run: ({ model, ...asked }) => ready[model].run(asked),
  simplify: ({ x, y, tolerance }) => strokes.simplify(x, y, tolerance),
  perColumn: ({ x, y }) => strokes.perColumn(x, y),
  euler: ({ model, ...asked }) => ready[model].euler(asked),
  result: ({ model, how, onset, ...asked }) => {
    const told = roster.models[model];
    const run = ready[model][how](asked);
    const since = spikes.constantSince(asked.pieces, PIECE, asked.T);
    const numbers = spikes.summary(run, { onset, voltage: told.voltage, since }, roster.oscillation);
    const counted = words.facts(numbers, roster.words);
    const remarked = words.remarks(run, numbers, roster, told);
    const html = words.resultHtml(counted, remarked, told.rule);
    return { since, numbers, html, text: words.resultText(counted, remarked) };
  },
  extremes: ({ v, dt }) => spikes.localExtremes(v, 0, dt),
  fill: ({ template, values }) => values.map((x) => words.fill(template, { x })),
};

const answers = requests.map(({ call, ...asked }) => {
  try {
    // Written down at once: what a kernel returns lies in a memory that the next one overwrites.
    return JSON.stringify({ answer: CALLS[call](asked) }, replace);
  } catch (error) {
    return JSON.stringify({ error: String(error) });
  }
});
const text = Buffer.from(`[${answers.join()}]`);
for (let at = 0; at < text.length; ) at += writeSync(1, text, at);
