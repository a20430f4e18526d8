// What the controls look like for a state, as neuron_app/controls.py has it: for a page on which
// there is no Python that could say it.

const LABELS = { I_max: "I max", I_period: "I period", T: "time" };

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

/** How a slider writes a number, so that one step shows. */
export function numberFormat(step) {
  const digits = step.toFixed(12).replace(/0+$/, "").split(".")[1].length;
  return digits ? `0.${"0".repeat(digits)}` : "0";
}

/** The sentence about the current of a state. */
export function meaningOf(state, roster) {
  const base = state.own.I_base ?? 0;
  let meaning = aboveBase(roster.currents[state.current], base);
  meaning = meaning.replaceAll("I_max", LABELS.I_max).replaceAll("I_period", LABELS.I_period);
  meaning = meaning.replaceAll("the seed fixes it", `the seed, ${state.seed}, fixes it`);
  return meaning.replace("before the onset", `before the onset at ${short(state.onset)} ms`);
}

function aboveBase({ meaning, uses_base: uses, adds_to_base: adds }, base) {
  if (base === 0 || !uses) return meaning;
  if (adds) return `${meaning} All of it is added to the base level ${short(base)}.`;
  return meaning.replaceAll(/[Zz]ero/g, short(base));
}

// Six digits that count, as Python's format `g` writes them.
function short(number) {
  const small = number !== 0 && Math.abs(number) < 1e-4;
  const [digits, power] = (small ? number.toExponential(5) : number.toPrecision(6)).split("e");
  const plain = String(Number(digits));
  return power ? `${plain}e${power[0]}${power.slice(1).padStart(2, "0")}` : plain;
}
