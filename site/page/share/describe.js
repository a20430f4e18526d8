// What a state is, in words, as neuron_app.caption says it.
import { presetOf } from "../fast/state.js";

/** Model, parameters, input and length of a run, with all numbers and units. */
export function describe(state, roster) {
  const model = roster.models[state.model];
  const preset = presetOf(model, state.preset);
  const name = model.title + (preset ? `, from the preset ${preset.title}` : "");
  const given = ({ name, default: usual }) => Object.hasOwn(state.parameters, name) ? state.parameters[name] : usual;
  const values = model.parameters.map((p) => value(p.name, given(p), p.unit));
  const told = values.length ? `${name}: ${values.join(", ")}.` : `${name}.`;
  const published = state.solver === "published" && preset?.published;
  const scheme = published
    ? `, forward Euler in steps of ${number(published.dt)} ms as published`
    : "";
  return `${told} ${describeCurrent(state, roster)}. ${value("Length", state.T, "ms")}${scheme}.`;
}

function describeCurrent(state, roster) {
  const { unit } = roster.models[state.model].strength;
  const current = roster.currents[state.current];
  const parts = [];
  if (current.uses_strength) parts.push(value("I_max", state.I_max, unit));
  if (current.uses_period) parts.push(value(current.period, state.I_period, "ms"));
  if (current.uses_onset) parts.push(value("onset", state.onset, "ms"));
  if (current.uses_seed) parts.push(value("seed", state.seed));
  for (const [name, limit] of Object.entries(current.own)) {
    const given = state.own[name] ?? limit.default;
    // Levels have the unit of the model that they are shown with.
    const itsUnit = name.startsWith("I_") ? unit : limit.unit;
    if (name !== "I_base" || given) parts.push(value(name, given, itsUnit));
  }
  if (state.current === "points") {
    parts.push(`${(state.own.points ?? roster.points.example).length} points`);
  }
  return parts.length ? `${current.title}: ${parts.join(", ")}` : current.title;
}

const value = (name, given, unit = "") => `${name} = ${number(given)}${unit && ` ${unit}`}`;

const number = (given) => String(given).replace("-", "−");

/** The name of a file that holds something of a state, without its ending. */
export function fileStem({ model, preset, I_max, T }) {
  const parts = [model, preset, `I${I_max}`, `T${T}`];
  return parts.filter(Boolean).join("_").replace(/[^\w.+-]/g, "-");
}
