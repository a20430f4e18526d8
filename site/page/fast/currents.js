// The input current of a state of the page: its pieces for a kernel, its samples for a figure.
// What currents there are, and their defaults, the roster tells (site/neuron_app/roster.py).

import { heldPieces, heldSample, isHeld } from "./held.js";
import { pointsPieces, pointsSample } from "./points.js";
import { isSmooth, smoothPieces, smoothSample } from "./smooth.js";

/** The pieces up to T, eleven numbers each, a Float64Array. */
export function pieces(state, roster) {
  const { current: name, T } = state;
  const parts = partsOf(state, roster);
  if (isHeld(name)) return heldPieces(name, parts, T);
  return isSmooth(name) ? smoothPieces(name, parts, T) : pointsPieces(parts, T);
}

/** The current at times in ms, a Float64Array. */
export function sample(state, times, roster) {
  const { current: name } = state;
  const parts = partsOf(state, roster);
  if (isHeld(name)) return heldSample(name, parts, times);
  return isSmooth(name) ? smoothSample(name, parts, times) : pointsSample(parts, times);
}

/** What a current is made of; what the state leaves out of `own` has its default. */
function partsOf({ current: name, I_max, I_period, onset, seed, own }, roster) {
  const known = isHeld(name) || isSmooth(name) || name === "points";
  if (!known || !roster.currents[name]) throw new Error(`The page has no current \`${name}\`.`);
  const { noise, points, currents } = roster;
  const parts = { noise, points: points.example, I_max, I_period, onset, seed };
  for (const [key, limit] of Object.entries(currents[name].own)) parts[key] = limit.default;
  return Object.assign(parts, own);
}
