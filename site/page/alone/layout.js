// What the controls look like for a state, as neuron_app/controls.py has it: for a page on which
// there is no Python that could say it.

const LABELS = { I_max: "I max", T: "length" };
// Beyond a hundredth of a step, single values are not worth a slower slider.
const FINEST = 1e-2;
// Of a step: less is a rounding.
const ROUNDING = 1e-6;

/** What a slider is called. */
export const labelOf = (name, unit) => {
  const label = LABELS[name] ?? name;
  return unit ? `${label} (${unit})` : label;
};

/** The limits of what only this current has, by name; levels have those of the model's strength. */
export function ownLimits(state, roster) {
  const { strength } = roster.models[state.model];
  const limits = new Map();
  for (const [name, limit] of Object.entries(roster.currents[state.current].own)) {
    if (name === "I_base" && !state.own.I_base) continue;
    limits.set(name, name.startsWith("I_") ? { ...limit, ...strength, default: limit.default } : limit);
  }
  return limits;
}

/** The range of an own slider; a level's from zero if it has none. */
export function usual(limit) {
  const [low, high] = limit.span;
  return low < high ? limit : { ...limit, span: [0, 1], step: 0.01 };
}

/** The bounds of a parameter; where there is none, ten times the usual range. */
export function wideRange({ span: [low, high], bounds: [lowest, highest] }) {
  const reach = 4.5 * (high - low);
  return [lowest ?? low - reach, highest ?? high + reach];
}

/** The scale of a slider that shows a value as it is, see neuron_app.scale: its stops are the whole
 *  multiples of the step, which is as fine as the default and the value need. */
export function scale(limit, value, wide = false) {
  const [low, high] = wide ? wideRange(limit) : limit.span;
  const step =
    stepFor(limit.step, limit.default, value) ?? stepFor(limit.step, value) ?? limit.step;
  const start = multiple(Math.ceil(Math.min(low, value) / step - ROUNDING), step);
  const end = multiple(Math.floor(Math.max(high, value) / step + ROUNDING), step);
  const digits = Math.max(digitsOf(step), digitsOf(value));
  const format = digits ? `0.${"0".repeat(digits)}` : "0";
  return { start: Math.min(start, value), end: Math.max(end, value), step, format };
}

/** The largest step, out of 1, 2, 5 times powers of ten, whose multiples all the values are. */
function stepFor(step, ...values) {
  const power = Math.floor(Math.log10(step));
  const powers = Array.from({ length: 4 }, (_, k) => power - k);
  const series = powers.flatMap((n) => [5, 2, 1].map((m) => Number(`${m}e${n}`)));
  const isFiner = (s) => FINEST * step * (1 - ROUNDING) <= s && s < step * (1 - ROUNDING);
  const isOn = (value, s) => Math.abs(value / s - Math.floor(value / s + 0.5)) < ROUNDING;
  return [step, ...series.filter(isFiner)].find((s) => values.every((value) => isOn(value, s)));
}

const multiple = (k, step) => Number((k * step).toFixed(digitsOf(step)));

/** The number of decimals of a number as it is written. */
export function digitsOf(value) {
  const [digits, power = 0] = String(value).split("e");
  return Math.max(0, (digits.split(".")[1] ?? "").length - Number(power));
}

/** The sentence about the current of a state. */
export function meaningOf(state, roster) {
  const base = state.own.I_base ?? 0;
  let meaning = aboveBase(roster.currents[state.current], base);
  // The word that stands before `I_period` is also the label of its slider.
  meaning = meaning.replaceAll(" I_period", "").replaceAll("I_max", LABELS.I_max);
  meaning = meaning.replaceAll("the seed fixes it", `the seed, ${state.seed}, fixes it`);
  return meaning.replace("before the onset", `before the onset at ${state.onset} ms`);
}

function aboveBase({ meaning, uses_base: uses, adds_to_base: adds }, base) {
  if (base === 0 || !uses) return meaning;
  if (adds) return `${meaning} All of it is added to the base level ${base}.`;
  return meaning.replaceAll(/[Zz]ero/g, String(base));
}
