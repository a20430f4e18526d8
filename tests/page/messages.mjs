// Throws 10,000 random messages at the reader of an embedded page; reads {roster, present, seed,
// count} as JSON and writes the kinds of answers, and what was wrong with one if anything was.
import { readFileSync } from "node:fs";

const page = new URL("../../site/page/", import.meta.url);
const [{ readMessage, stateOf }, { fromQuery }, { toQuery }] = await Promise.all(
  ["embed/messages", "fast/state", "fast/query"].map((name) => import(new URL(`${name}.js`, page))),
);
const { roster, seed, count } = JSON.parse(readFileSync(0, "utf8"));

// Mulberry32: the same messages every time.
let counter = seed;
function random() {
  counter = (counter + 0x6d2b79f5) | 0;
  let t = Math.imul(counter ^ (counter >>> 15), 1 | counter);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const pick = (values) => values[Math.floor(random() * values.length)];

function cyclic() {
  const value = { type: "spiking:set" };
  value.state = value;
  return value;
}
function deep(levels) {
  let value = {};
  for (let k = 0; k < levels; k++) value = k % 2 ? [value] : { state: value };
  return value;
}
const trap = new Proxy({}, {
  ownKeys: () => { throw new Error("a trap"); },
  getPrototypeOf: () => { throw new Error("a trap"); },
});
const getter = () => Object.defineProperty({}, "I_max", { enumerable: true, get() { throw 1; } });

const ODD = [
  () => null, () => undefined, () => NaN, () => Infinity, () => -0, () => 10n, () => true,
  () => Symbol("s"), () => [], () => [1, 2], () => new Date(), () => new Map([["model", "lif"]]),
  () => new Set([1]), () => /x/, () => () => {}, () => new Error("x"), () => new Uint8Array(9),
  () => Object.create({ I_max: 5 }), () => Object.create(null), cyclic, () => deep(20_000),
  () => "x".repeat(2001), () => "y".repeat(5_000_000), () => trap, getter, () => new String("5"),
  () => ({ toString: () => "5" }), () => ({ valueOf: () => { throw new Error("v"); } }),
];
const TEXTS = [
  "", "0", "5", "-1e3", "1e400", "NaN", "1_0", " 7 ", "<img src=x onerror=alert(1)>", "__proto__",
  "constructor", "izhikevich", "published", "exact", "0:0_10:5", "5:1_5:2_5:3", "a&model=lif",
  "javascript:alert(1)", "${1}", "time,phase", "\u0000", "\ud800", "import os", "4294967296",
];
const NUMBERS = [0, 5, -3.5, 1e300, 1e-300, 2 ** 32, 20, 750, -0];
const { models, currents } = roster;

function keyOf(name) {
  const parameters = models[name].parameters.map((p) => p.name);
  const own = Object.keys(currents[pick(Object.keys(currents))].own);
  const common = ["I_max", "I_period", "onset", "T", "seed", "solver", "view", "current", "preset"];
  const odd = ["__proto__", "constructor", "toString", "<b>", "", "embed", "theme", "k".repeat(41)];
  return pick([parameters, parameters, common, own, random() < 0.1 ? odd : common].map(pick));
}

function valueOf(key, name) {
  if (random() < 0.04) return pick(ODD)();
  if (random() < 0.05) return pick(TEXTS);
  if (key === "current") return pick(Object.keys(currents));
  if (key === "preset") return pick([...models[name].presets.map((p) => p.name), ""]);
  if (key === "solver") return pick(roster.solvers);
  if (key === "view") return "time,phase";
  if (key === "points") return "0:0_10:5";
  const number = key === "seed" ? Math.floor(random() * 2 ** 32) : pick([...NUMBERS, random() * 50]);
  return random() < 0.3 ? String(number) : number;
}

function randomState() {
  if (random() < 0.08) return pick(ODD)();
  const name = pick(Object.keys(models));
  const state = {};
  if (random() < 0.6) state.model = random() < 0.95 ? name : pick(TEXTS);
  const n = random() < 0.02 ? 70 : Math.floor(random() * 6);
  for (let k = 0; k < n; k++) {
    const key = n === 70 ? `k${k}` : keyOf(name);
    // As a structured clone has it: an own property, whatever it is called.
    const value = valueOf(key, name);
    Object.defineProperty(state, key, { value, enumerable: true, configurable: true });
  }
  if (random() < 0.01) state[Symbol("s")] = 1;
  return state;
}

function randomMessage() {
  if (random() < 0.08) return pick([...ODD, ...TEXTS.map((text) => () => text)])();
  const type = random() < 0.9 ? "spiking:set" : pick(["spiking:get", "spiking:get", "spiking:get", "spiking:get", "spiking:get", "spiking:eval", 5, "other", ...TEXTS]);
  const message = { type, state: randomState() };
  if (random() < 0.02) delete message.state;
  return message;
}

// What must hold of every answer; returns what is wrong.
function wrong(message, answer, present) {
  if (answer === null) return String(message?.type).startsWith("spiking:") && "ignored";
  const [[kind, value], ...others] = Object.entries(answer);
  if (others.length) return "more than one answer";
  if (kind === "get") return value !== true && "get";
  if (kind === "error") return !(typeof value === "string" && /^[^<]{5,120}\.$/.test(value)) && value;
  if (kind !== "query") return kind;
  const state = fromQuery(value, roster);
  const asked = { ...message.state };
  if (asked.model !== undefined && state.model !== asked.model) return "model";
  if (asked.current !== undefined && state.current !== asked.current) return "current";
  if (asked.preset !== undefined && state.preset !== asked.preset) return "preset";
  // What is shown is its own description, and what was not given stayed.
  const query = toQuery(state);
  if (toQuery(fromQuery(query, roster)) !== query) return `not stable: ${query}`;
  const [before, after] = [stateOf(present), stateOf(query)];
  const moved = ["model", "preset", "current"].some((key) => before[key] !== after[key]);
  const kept = Object.keys(before).filter((key) => !(key in asked));
  const changed = !moved && kept.find((key) => key !== "solver" && before[key] !== after[key]);
  return changed && `changed ${changed}`;
}

const kinds = { ignored: 0, get: 0, error: 0, query: 0 };
const faults = [];
let present = toQuery(fromQuery("", roster));
for (let k = 0; k < count; k++) {
  const message = randomMessage();
  const answer = readMessage(message, present, roster);
  const fault = wrong(message, answer, present);
  if (fault) faults.push(`${fault} (message ${k}, after ${present})`);
  kinds[answer === null ? "ignored" : Object.keys(answer)[0]] += 1;
  if (answer?.query) present = toQuery(fromQuery(answer.query, roster));
}
const polluted = Object.keys(Object.prototype).length > 0 || {}.I_max !== undefined;
process.stdout.write(JSON.stringify({ kinds, faults: faults.slice(0, 5), polluted }));
