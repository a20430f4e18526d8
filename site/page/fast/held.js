// Currents that are constant between their edges, to the bit those of spiking_core/currents/.
// A function of LEVELS takes what the current is made of and T, and returns edges and the values
// from each edge on; the first edge is the onset, and what comes before it is added afterwards.

import { standardPath } from "./noise.js";
import { Table, lastUpTo } from "./table.js";

/** How many whole intervals lie before T, and two more; at least one. */
function count(c, T, interval) {
  return Math.max(Math.trunc((T - c.onset) / interval) + 2, 1);
}

/** Edges and values of pulses; those that touch are one. */
function pulsesAt(starts, c) {
  const edges = [];
  starts.forEach((start, k) => {
    if (k === 0 || starts[k - 1] + c.width < start) edges.push(start, start + c.width);
    else edges[edges.length - 1] = start + c.width;
  });
  return { edges, values: edges.map((_, k) => (k % 2 ? c.I_base : c.I_max)) };
}

/** Edges that do not decrease without those at which the next value holds already. */
function inOrder(edges, values) {
  const isNew = (_, k) => k === edges.length - 1 || edges[k] < edges[k + 1];
  return { edges: edges.filter(isNew), values: values.filter(isNew) };
}

let lastPath = { key: "", path: new Float64Array(0) };

/** The path of noise, kept until another one is asked for: a click changes something else. */
function path(seed, timeConstant, grid, length) {
  const key = `${seed} ${timeConstant} ${grid}`;
  if (lastPath.key !== key || lastPath.path.length < length) {
    lastPath = { key, path: standardPath(seed, timeConstant, grid, length) };
  }
  return lastPath.path;
}

const LEVELS = {
  constant: (c) => ({ edges: [c.onset], values: [c.I_max] }),

  step: (c) => ({ edges: [c.onset, c.onset + c.I_period], values: [c.I_max, c.I_base] }),

  square(c, T) {
    const half = c.I_period / 2;
    const n = count(c, T, half);
    const edges = Array.from({ length: n }, (_, k) => c.onset + half * k);
    return { edges, values: edges.map((_, k) => c.I_base + (k % 2 ? -c.I_max : c.I_max)) };
  },

  pulses(c, T) {
    if (!Number.isInteger(c.count)) {
      throw new RangeError(`\`count\` of the pulses must be a whole number, got ${c.count}.`);
    }
    const n = count(c, T, c.I_period);
    const length = Math.min(n, c.count || n);
    return pulsesAt(Array.from({ length }, (_, k) => c.onset + c.I_period * k), c);
  },

  paired: (c) => pulsesAt([c.onset, c.onset + c.I_period], c),

  pairs(c) {
    const again = c.onset + c.later;
    const starts = [c.onset, c.onset + c.I_period, again, again + c.second];
    const pulses = starts.map((start, k) => ({ start, height: k % 2 ? c.ratio * c.I_max : c.I_max }));
    pulses.sort((a, b) => a.start - b.start);
    const end = (k) => Math.min(pulses[k].start + c.width, pulses[k + 1]?.start ?? Infinity);
    return inOrder(
      pulses.flatMap(({ start }, k) => [start, end(k)]),
      pulses.flatMap(({ height }) => [height, c.I_base]),
    );
  },

  conditioned(c) {
    const test = c.onset + c.I_period;
    const end = Math.min(c.onset + c.width, test);
    const start = Math.min(Math.max(test - c.lead, end), test);
    const stop = Math.min(Math.max(test - c.lead + c.width, start), test);
    return inOrder(
      [c.onset, end, start, stop, test, test + c.width],
      [c.I_max, c.I_base, c.ratio * c.I_max, c.I_base, c.I_max, c.I_base],
    );
  },

  staircase(c) {
    if (!Number.isInteger(c.count)) {
      throw new RangeError(`\`count\` of the stairs must be a whole number, got ${c.count}.`);
    }
    const first = c.onset + c.later;
    const edges = [c.onset, Math.min(c.onset + c.I_period, first)];
    const values = [c.I_max, c.I_base];
    for (let k = 0; k <= c.count; k++) {
      edges.push(first + c.I_period * k);
      values.push(k < c.count ? (c.I_max * (k + 1)) / c.count : c.I_base);
    }
    return inOrder(edges, values);
  },

  ou(c, T) {
    const { grid, relative_sd, early } = c.noise;
    const n = count(c, T, grid);
    const fluctuation = path(c.seed, c.I_period, grid, n);
    const edges = new Float64Array(n);
    const values = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      // A hair early: a sample time k dt, which is rounded, must not fall before its edge.
      edges[k] = c.onset + grid * k - early;
      values[k] = c.I_base + c.I_max * (1 + relative_sd * fluctuation[k]);
    }
    edges[0] = c.onset;
    return { edges, values };
  },
};

/** Whether a current of this name is constant between its edges. */
export const isHeld = (name) => Object.hasOwn(LEVELS, name);

/** The table of pieces up to T; a run of equal values is one piece. */
export function heldPieces(name, c, T) {
  const { edges, values } = LEVELS[name](c, T);
  const table = new Table(edges.length + 1);
  const first = c.onset === 0 ? 1 : 0;
  // The piece at work; it is written down when its end is known.
  let level = first ? values[0] : c.I_base;
  for (let k = first, before = level; k < edges.length && edges[k] < T; k++) {
    if (values[k] !== before) {
      table.hold(edges[k], level);
      level = values[k];
    }
    before = values[k];
  }
  table.hold(T, level);
  return table.numbers;
}

/** The current at times in ms. */
export function heldSample(name, c, times) {
  let latest = 0;
  for (const t of times) latest = Math.max(latest, t);
  const { edges, values } = LEVELS[name](c, latest);
  const before = c.onset === 0 ? values[0] : c.I_base;
  const samples = new Float64Array(times.length);
  let k = -1; // of the last edge up to the time; most times follow upon each other
  for (let i = 0; i < times.length; i++) {
    if (k >= 0 && edges[k] > times[i]) k = lastUpTo(times[i], edges);
    while (k + 1 < edges.length && edges[k + 1] <= times[i]) k += 1;
    samples[i] = k < 0 ? before : values[k];
  }
  return samples;
}
