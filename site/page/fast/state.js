// What the visitor has chosen, from a link: neuron_app.state.from_query without its sentences,
// which Python says later. What cannot be used is replaced by the nearest valid value or the
// default.

import { pointsFromText } from "./points.js";

// What Python's float() takes: blanks around it, single underscores between digits. Digits of
// other scripts are left to Python.
const BLANKS = /^(?:(?!\ufeff)[\s\x85])+|(?:(?!\ufeff)[\s\x85])+$/g;
const DIGITS = "[0-9]+(?:_[0-9]+)*";
const FLOAT = new RegExp(
  `^[+-]?(?:${DIGITS}\\.?|(?:${DIGITS})?\\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`,
);

/** The state that a query stands for; `name` is the model if it names none of the roster. */
export function fromQuery(query, roster, name = roster.model) {
  if (query.length > roster.longest_query && [...query].length > roster.longest_query) {
    return structuredClone(roster.models[name].state);
  }
  const given = new Map(new URLSearchParams(query.replace(/^\?+/, "")));
  const asked = taken(given, "model");
  const model = roster.models[Object.hasOwn(roster.models, asked) ? asked : name];
  const preset = presetOf(model, taken(given, "preset"));
  const state = structuredClone(preset?.state ?? model.state);
  // Presets that were points once are steps and pulses now.
  if (given.has("points") && !given.has("current")) given.set("current", "points");
  const isWhole = roster.whole.every((key) => given.has(key));
  // Parameters may be called as what every object has.
  state.parameters = Object.assign(Object.create(null), state.parameters);
  const current = taken(given, "current");
  if (Object.hasOwn(roster.currents, current) && current !== state.current) {
    Object.assign(state, { current, own: {} });
  }
  if (isWhole) [state.solver] = roster.solvers;
  for (const [key, text] of given) read(state, key, text, model, preset, roster);
  if (given.has("T") && !given.has("onset")) state.onset = onsetWithin(state.T, state.onset, roster);
  for (const { name: key, default: usual, required } of model.parameters) {
    // What may be left out is left out as long as it has its default.
    if (!required && state.parameters[key] === usual) delete state.parameters[key];
  }
  return state;
}

/** An onset that nobody has chosen: the given one, or a fifth of a shorter run. */
const onsetWithin = (T, onset, { early_onset: part }) => (onset < T ? onset : Math.floor(part * T));

/** The preset of a model with that name. */
export function presetOf(model, name) {
  return model.presets.find((preset) => preset.name === name);
}

/** All parameters of a state as numbers, in the order of a kernel. */
export function parameterValues(state, model) {
  return Float64Array.from(model.parameters, (p) => own(state.parameters, p.name) ?? p.default);
}

/** The value of a key, which is then done with; null if there is none. */
function taken(given, key) {
  const text = given.get(key) ?? null;
  given.delete(key);
  return text;
}

/** Takes one more pair of the query into the state, if it fits. */
function read(state, key, text, model, preset, roster) {
  const parameter = model.parameters.find(({ name }) => name === key);
  const common = key === "I_max" ? model.strength : own(roster.limits, key);
  const ownOne = own(roster.currents[state.current].own, key);
  if (parameter) {
    state.parameters[key] = value(text, parameter, own(state.parameters, key) ?? parameter.default);
  } else if (common) {
    state[key] = value(text, common, state[key]);
  } else if (ownOne) {
    // Levels are limited as the strength of the model is.
    const limit = key.startsWith("I_") ? model.strength : ownOne;
    state.own[key] = value(text, limit, state.own[key] ?? ownOne.default);
  } else if (key === "points" && state.current === "points") {
    const points = pointsFromText(text, roster.points);
    if (points) state.own.points = points;
  } else if (key === "seed") {
    if (/^[0-9]{1,10}$/.test(text) && Number(text) <= roster.max_seed) state.seed = Number(text);
  } else if (key === "solver") {
    const [exact, published] = roster.solvers;
    state.solver = text === published && preset?.published ? published : exact;
  } else if (key === "view") {
    state.view = fittingView(text.split(","), model, roster.views);
  }
}

const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

/** Those of all panels that are asked for; all of them if the model has none of these. */
export function fittingView(names, model, all) {
  // Of one equation there is no phase plane.
  const has = model.states.length > 1 ? all : all.filter((name) => name !== "phase");
  return has.some((name) => names.includes(name))
    ? all.filter((name) => names.includes(name))
    : [...all];
}

/** The number that a text stands for; NaN if it is none. */
export function numberOf(text) {
  const plain = text.replace(BLANKS, "");
  return FLOAT.test(plain) ? Number(plain.replaceAll("_", "")) : NaN;
}

/** A number held inside its bounds, whole where it has to be; the default if the text is none. */
function value(text, { bounds: [low, high], whole }, usual) {
  const given = numberOf(text);
  if (!Number.isFinite(given)) return usual;
  const x = whole ? Math.floor(given + 0.5) : given;
  if (low !== null && x < low) return low;
  return high !== null && x > high ? high : x;
}
