// What Python may say: data of a known shape, and nothing else. A model that somebody has written
// runs there, and what it has Python say is worth no more than what a stranger says.
import { STEPS, TO_PAGE } from "./messages.js";

const LONGEST_TEXT = 2000;
const LONGEST_FILE = 200_000_000;
const LONGEST_ANSWER = 20_000_000;
const MOST_NUMBERS = 50_000_000;
const NAME = /^[\p{L}_][\p{L}\p{N}_]{0,199}$/u;

/** Something that Python may not say; the message names it. */
export class Refused extends Error {}

const isPlain = (value) =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
const text = (longest) => (value) => typeof value === "string" && value.length <= longest;
const words = text(LONGEST_TEXT);
const flag = (value) => typeof value === "boolean";
const number = (value) => Number.isFinite(value);
const whole = (value) => Number.isSafeInteger(value) && value >= 0;
const nothing = (value) => value === null;
const any = (...checks) => (value) => checks.some((check) => check(value));
const all = (...checks) => (value) => checks.every((check) => check(value));
const list = (check, most = 1000) => (value) =>
  Array.isArray(value) && value.length <= most && value.every(check);
const row = (...checks) => (value) =>
  Array.isArray(value) && value.length === checks.length && checks.every((c, k) => c(value[k]));
const bound = any(nothing, number);
const named = all(words, (value) => NAME.test(value));
const oneOf = (names) => (value) => names.includes(value);

// An object with these properties and no other one.
const shape = (properties) => (value) =>
  isPlain(value) &&
  Object.keys(value).every((name) => Object.hasOwn(properties, name)) &&
  Object.entries(properties).every(([name, check]) => check(value[name]));

const table = (check) => (value) =>
  isPlain(value) && Object.entries(value).every(([name, item]) => words(name) && check(item));

const numbers = (value) =>
  ((ArrayBuffer.isView(value) && !(value instanceof DataView)) || Array.isArray(value)) &&
  value.length <= MOST_NUMBERS &&
  (!Array.isArray(value) || value.every((one) => typeof one === "number"));
const rows = list(numbers);
const buffers = (value) =>
  value instanceof Map &&
  [...value].every(([name, buffer]) => words(name) && buffer instanceof ArrayBuffer);
const run = shape({
  n: whole, dt: number, samples: rows, spikeTimes: numbers, before: rows, after: rows,
  outcome: shape({ kind: words, t: number }),
});

const CHECKS = {
  [TO_PAGE.PROGRESS]: {
    done: (value) => number(value) && value >= 0 && value <= 1, step: oneOf(Object.keys(STEPS)),
  },
  [TO_PAGE.DOCUMENT]: { fingerprint: words },
  [TO_PAGE.PATCH]: { patch: text(LONGEST_ANSWER), buffers },
  [TO_PAGE.READY]: {},
  [TO_PAGE.WAT]: { wat: text(LONGEST_ANSWER) },
  [TO_PAGE.OWN]: { answer: text(LONGEST_ANSWER) },
  [TO_PAGE.RUN]: { run, input: numbers },
  [TO_PAGE.SCRIPT]: { script: text(LONGEST_ANSWER) },
  [TO_PAGE.FIGURE]: {
    bytes: (value) => value instanceof Uint8Array && value.length <= LONGEST_FILE,
  },
  [TO_PAGE.QUERY]: { query: text(LONGEST_ANSWER) },
  [TO_PAGE.IDLE]: {},
  [TO_PAGE.ERROR]: { message: words, fatal: flag },
};

/** A message of Python's, if it is one; throws if it is not. */
export function readMessage(message) {
  const type = isPlain(message) && typeof message.type === "string" ? message.type : "";
  if (!Object.hasOwn(CHECKS, type)) throw new Refused("a message of no known kind");
  if (!shape({ type: words, ...CHECKS[type] })(message)) throw new Refused(`a message \`${type}\``);
  return message;
}

const LIMIT = {
  default: number, span: row(bound, bound), bounds: row(bound, bound), step: number, unit: words,
};
const state = shape({
  model: named, parameters: table(number), current: words, I_max: number, I_period: number,
  onset: number, T: number, seed: whole, preset: words, solver: words, view: list(words),
  own: table(any(number, list(row(number, number), 1_000_000))),
});
const preset = shape({
  name: words, title: words, y0: any(nothing, list(number)), state,
  published: any(nothing, shape({ dt: number, in_turn: flag, weaker_edges: flag })),
});
const ENTRY = shape({
  title: words, parameters: list(shape({ name: words, ...LIMIT, required: flag, whole: flag })),
  states: list(words), units: list(words), voltage: whole, y0: list(number),
  rule: text(LONGEST_TEXT), level: any(nothing, number), threshold_variable: any(nothing, whole),
  rest_range: row(number, number), strength: shape(LIMIT), state, presets: list(preset),
});
const optional = any(nothing, text(LONGEST_ANSWER));
const MADE = shape({
  ok: (value) => value === true, name: named, entry: ENTRY, wat: optional, program: optional,
  note: text(20 * LONGEST_TEXT),
});
const MISTAKE = shape({
  ok: (value) => value === false, line: any(nothing, whole, (value) => value === undefined),
  sentence: text(20 * LONGEST_TEXT), broken: any(flag, (value) => value === undefined),
});

/**
 * What came of a text of the visitor's, from JSON; `roster` is that of the page. Throws if that is no
 * answer. One that is `broken` has left no Python behind.
 */
export function readAnswer(json, roster, isBuiltIn) {
  const answer = parsed(json);
  if (MISTAKE(answer)) return answer;
  if (!MADE(answer) || isBuiltIn(answer.name) || !fits(answer.entry, roster)) {
    throw new Refused("a model of no known form");
  }
  return answer;
}

// Whether what an entry says goes together, and with what the page knows.
function fits({ states, units, y0, voltage, state: first, presets }, roster) {
  const size = states.length;
  const known = ({ current, view, solver }) =>
    Object.hasOwn(roster.currents, current) && roster.solvers.includes(solver) &&
    view.every((name) => roster.views.includes(name));
  return (
    size > 0 && units.length === size && y0.length === size && voltage < size && known(first) &&
    presets.every((one) => known(one.state) && (one.y0 === null || one.y0.length === size))
  );
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
