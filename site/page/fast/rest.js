// The resting state, where a cell without input stays: spiking_core/rest.py once more.

import { largestRealPart } from "./eigen.js";

const POINTS = 240;

/**
 * The state in which a model starts, a Float64Array: the stable fixed point of lowest membrane
 * potential without input; if there is none, settled at the potential of `y0`; `y0` itself if the
 * model does not tell what settled means.
 */
export function restingState(kernel, parameters, { rest_range: [low, high], y0, voltage }) {
  if (!kernel.hasSteady) return Float64Array.from(y0);
  const atStart = kernel.steady(parameters, y0[voltage]);
  // With these parameters, nothing settles.
  if (atStart.every(Number.isNaN)) return Float64Array.from(y0);
  const slope = (v) => kernel.slopes(parameters, kernel.steady(parameters, v), 0, 0)[voltage];
  const step = (high - low) / (POINTS - 1);
  const potential = (k) => (k === POINTS - 1 ? high : k * step + low);
  for (let k = 0, before = slope(low); k < POINTS - 1; k++) {
    const after = slope(potential(k + 1));
    if (before > 0 && after <= 0) {
      const state = kernel.steady(parameters, bisect(slope, potential(k), potential(k + 1)));
      if (isStable(kernel, parameters, state)) return state;
    }
    before = after;
  }
  return atStart;
}

/** Whether a model without input returns to a fixed point after a small push. */
export function isStable(kernel, parameters, state) {
  return largestRealPart(jacobian(kernel, parameters, state)) < 0;
}

/** The derivatives of the slopes by the states, an array of rows, by central differences. */
export function jacobian(kernel, parameters, state) {
  const columns = Array.from(state, (value, index) => {
    const h = 1e-5 * Math.max(Math.abs(value), 1);
    const [before, after] = [value - h, value + h].map((moved) =>
      kernel.slopes(parameters, state.with(index, moved), 0, 0),
    );
    return after.map((slope, i) => (slope - before[i]) / (2 * h));
  });
  return Array.from(state, (_, i) => columns.map((column) => column[i]));
}

/** Where the slope of the potential falls to zero between two potentials. */
function bisect(slope, low, high) {
  for (;;) {
    const middle = 0.5 * (low + high);
    if (!(low < middle && middle < high)) return high;
    if (slope(middle) > 0) low = middle;
    else high = middle;
  }
}
