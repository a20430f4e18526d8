// What a message to an embedded page asks for. Nothing here touches the page: any value goes in,
// and a query or a sentence comes out.
import { pointsFromText } from "../fast/points.js";
import { numberOf } from "../fast/state.js";

const MOST_KEYS = 60;
const LONGEST_KEY = 40;
const LONGEST_TEXT = 2000;
const LONGEST_STATE = 20_000;
// Values of these keys are words, of all others numbers.
const WORDS = new Set(["model", "preset", "current", "solver", "points", "view"]);
const OF_EVERY_CURRENT = new Set(["I_max", "I_period", "onset", "T", "seed", "solver", "view"]);

// A message that is not as it should be; the sentence is for whoever wrote the host's page.
class Refused extends Error {}

/**
 * Reads a message. `present` is the query of the state that is shown, or about to be.
 *
 * Answers null if it is meant for somebody else, {get: true}, {query}, or {error: a sentence}.
 */
export function readMessage(message, present, roster) {
  try {
    if (!isPlain(message) || !Object.hasOwn(message, "type")) return null;
    const { type } = message;
    if (typeof type !== "string" || !type.startsWith("spiking:")) return null;
    if (type === "spiking:get") return { get: true };
    if (type !== "spiking:set") refuse("A frame takes spiking:set and spiking:get only.");
    if (!Object.hasOwn(message, "state")) refuse("`state` is missing in the message.");
    return { query: merged(pairsOf(message.state), present, roster) };
  } catch (error) {
    const known = error instanceof Refused;
    return { error: known ? error.message : "The message could not be read." };
  }
}

/** The state of a query as an object: words are texts, all else numbers. */
export function stateOf(query) {
  const pairs = [...new URLSearchParams(query)];
  return Object.fromEntries(pairs.map(([k, text]) => [k, WORDS.has(k) ? text : Number(text)]));
}

function refuse(sentence) {
  throw new Refused(sentence);
}

function isPlain(value) {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

// What is quoted was sent by the host itself, but it may put the sentence into its page.
const quoted = (key) => (/^\w{1,40}$/.test(key) ? `\`${key}\`` : "A key of `state`");

/** A state's keys and values as texts, if they are small enough to be looked at. */
function pairsOf(state) {
  if (!isPlain(state)) refuse("`state` must be an object of keys and values.");
  const keys = Reflect.ownKeys(state);
  if (keys.length > MOST_KEYS) refuse(`\`state\` has more than ${MOST_KEYS} keys.`);
  const pairs = new Map();
  let total = 0;
  for (const key of keys) {
    if (typeof key !== "string" || key.length > LONGEST_KEY) refuse("A key of `state` is too long.");
    const text = textOf(key, state[key]);
    total += key.length + text.length;
    if (total > LONGEST_STATE) refuse("`state` is too long.");
    pairs.set(key, text);
  }
  return pairs;
}

function textOf(key, value) {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value !== "string") refuse(`${quoted(key)} must be a finite number or a text.`);
  if (value.length > LONGEST_TEXT) {
    refuse(`${quoted(key)} is longer than ${LONGEST_TEXT} characters.`);
  }
  return value;
}

/** The query of the present state with the given pairs put in. */
function merged(given, present, roster) {
  if (given.has("points") && !given.has("current")) given.set("current", "points");
  const before = new Map(new URLSearchParams(present));
  const name = given.get("model") ?? before.get("model");
  if (!Object.hasOwn(roster.models, name)) refuse("`model` is not the name of a neuron here.");
  const model = roster.models[name];
  const base = baseOf(given, before, name, model);
  const current = given.get("current") ?? base.get("current") ?? usualCurrent(model, given);
  if (!Object.hasOwn(roster.currents, current)) refuse("`current` is not the name of one here.");
  if (current !== base.get("current")) dropOwn(base, roster.currents[base.get("current")], model);
  for (const [key, text] of given) check(key, text, model, current, roster);
  const pairs = new URLSearchParams([...base]);
  for (const [key, text] of given) pairs.set(key, text);
  return String(pairs);
}

/** What stays of the state before: of another neuron or preset, its own defaults hold. */
function baseOf(given, before, name, { presets }) {
  const isOther = name !== before.get("model");
  const preset = given.get("preset") ?? (isOther ? "" : (before.get("preset") ?? ""));
  if (preset && !presets.some((one) => one.name === preset)) {
    refuse("`preset` is not the name of one of this neuron.");
  }
  if (!isOther && preset === (before.get("preset") ?? "")) return before;
  const kept = new Map([["model", name]]);
  if (before.has("view")) kept.set("view", before.get("view"));
  return kept;
}

function usualCurrent(model, given) {
  const preset = model.presets.find(({ name }) => name === given.get("preset"));
  return (preset?.state ?? model.state).current;
}

/** Forgets what only the current before had. */
function dropOwn(base, current, { parameters }) {
  const names = new Set(parameters.map(({ name }) => name));
  for (const key of ["points", ...Object.keys(current?.own ?? {})]) {
    if (!names.has(key)) base.delete(key);
  }
}

/** Refuses a value that cannot be meant; one that is out of its bounds is held inside, later. */
function check(key, text, model, current, roster) {
  if (key === "model" || key === "preset" || key === "current") return;
  const isOwn = Object.hasOwn(roster.currents[current].own, key);
  const isPoints = key === "points" && current === "points";
  const isParameter = model.parameters.some(({ name }) => name === key);
  if (!isOwn && !isPoints && !isParameter && !OF_EVERY_CURRENT.has(key)) {
    refuse(`${quoted(key)} is not part of this neuron's state.`);
  }
  const fits =
    key === "solver" ? roster.solvers.includes(text)
    : key === "view" ? /^[a-z,]{0,100}$/.test(text)
    : key === "seed" ? /^[0-9]{1,10}$/.test(text) && Number(text) <= roster.max_seed
    : isPoints ? pointsFromText(text, roster.points) !== null
    : Number.isFinite(numberOf(text));
  if (!fits) refuse(`${quoted(key)} has a value that cannot be used.`);
}
