// Currents that change smoothly between their edges, to the bit those of spiking_core/currents/;
// only the sine of `Math`, in samples, may differ in the last bit.

import { exp } from "./arithmetic.js";
import { events } from "./noise.js";
import { Table, lastUpTo } from "./table.js";

/** Where a straight line of the length I_period is at t: 0 before it and 1 after it. */
const fraction = (c, t) => Math.min(Math.max((t - c.onset) / c.I_period, 0), 1);

/** A level, a straight line from `start` to I_max, and I_max. */
function linePieces(c, start, T) {
  const table = new Table(3);
  const end = c.onset + c.I_period;
  if (c.onset > 0) table.hold(Math.min(c.onset, T), c.I_base);
  if (c.onset < T) {
    const shape = { origin: c.onset, level: start, slope: (c.I_max - start) / c.I_period };
    table.shape(Math.min(end, T), shape);
  }
  if (end < T) table.hold(T, c.I_max);
  return table.numbers;
}

/** Phase of a chirp in cycles: s (linear + quadratic s), s being the time from the onset. */
function chirpPhase(c) {
  return {
    linear: c.f_start * 1e-3,
    quadratic: ((c.f_end - c.f_start) * 1e-3) / (2 * c.I_period),
  };
}

/** The times after the onset, up to `duration`, where the sine of a chirp is zero. */
function chirpZeros({ linear, quadratic }, duration) {
  const n = Math.max(Math.trunc(2 * duration * (linear + quadratic * duration)), 0);
  const zeros = Array.from({ length: n }, (_, k) => {
    const cycles = (k + 1) / 2;
    const root = Math.sqrt(Math.max(linear * linear + 4 * quadratic * cycles, 0));
    return (2 * cycles) / (linear + root);
  });
  return zeros.sort((a, b) => a - b).filter((zero, k) => zero !== zeros[k - 1]);
}

const PIECES = {
  ramp: (c, T) => linePieces(c, c.I_base, T),

  linear: (c, T) => linePieces(c, c.I_start, T),

  ramps(c, T) {
    const table = new Table(5);
    const again = c.onset + c.later;
    const end = Math.min(c.onset + c.I_period, again);
    const stop = again + c.second;
    const line = (origin, height, rise) => ({
      origin, level: c.I_base, slope: (height - c.I_base) / rise,
    });
    if (c.onset > 0) table.hold(Math.min(c.onset, T), c.I_base);
    if (c.onset < T) table.shape(Math.min(end, T), line(c.onset, c.I_max, c.I_period));
    if (end < again && end < T) table.hold(Math.min(again, T), c.I_base);
    if (again < T) table.shape(Math.min(stop, T), line(again, c.ratio * c.I_max, c.second));
    if (stop < T) table.hold(T, c.I_base);
    return table.numbers;
  },

  sine(c, T) {
    const half = c.I_period / 2;
    const n = Math.max(Math.trunc((T - c.onset) / half) + 2, 0);
    const table = new Table(n + 2);
    if (c.onset > 0) table.hold(Math.min(c.onset, T), c.I_base);
    if (c.onset >= T) return table.numbers;
    const shape = {
      origin: c.onset, level: c.I_base, amplitude: c.I_max, linear: 1 / c.I_period,
    };
    for (let k = 1; k < n && c.onset + half * k < T; k++) table.shape(c.onset + half * k, shape);
    table.shape(T, shape);
    return table.numbers;
  },

  chirp(c, T) {
    const phase = chirpPhase(c);
    const end = c.onset + c.I_period;
    const stop = Math.min(end, T);
    const zeros = c.onset < stop ? chirpZeros(phase, stop - c.onset) : [];
    const table = new Table(zeros.length + 3);
    if (c.onset > 0) table.hold(Math.min(c.onset, T), c.I_base);
    if (c.onset < stop) {
      const shape = { origin: c.onset, level: c.I_base, amplitude: c.I_max, ...phase };
      for (const zero of zeros) {
        const edge = c.onset + zero;
        if (c.onset < edge && edge < stop) table.shape(edge, shape);
      }
      table.shape(stop, shape);
    }
    if (end < T) table.hold(T, c.I_base);
    return table.numbers;
  },

  poisson(c, T) {
    const { times, sizes } = events(c.seed, c.rate * 1e-3, c.tau_syn, c.onset, T);
    const table = new Table(times.length + 1);
    const rate = 1 / c.tau_syn;
    times.push(T);
    if (times[0] > 0) table.hold(times[0], c.I_base);
    sizes.forEach((size, k) => {
      if (times[k] < times[k + 1]) {
        table.shape(times[k + 1], { origin: times[k], level: c.I_base, jump: c.I_max * size, rate });
      }
    });
    return table.numbers;
  },
};

const SAMPLE = {
  ramp: (c) => (t) => c.I_base * (1 - fraction(c, t)) + c.I_max * fraction(c, t),

  linear: (c) => (t) =>
    t < c.onset ? c.I_base : c.I_start * (1 - fraction(c, t)) + c.I_max * fraction(c, t),

  ramps: (c) => (t) => {
    const isSecond = t >= c.onset + c.later;
    const start = isSecond ? c.onset + c.later : c.onset;
    const rise = isSecond ? c.second : c.I_period;
    const f = t >= start && t < start + rise ? (t - start) / rise : 0;
    return c.I_base * (1 - f) + (isSecond ? c.ratio * c.I_max : c.I_max) * f;
  },

  sine: (c) => (t) =>
    c.I_base + c.I_max * Math.sin(((2 * Math.PI) / c.I_period) * Math.max(t - c.onset, 0)),

  chirp(c) {
    const { linear, quadratic } = chirpPhase(c);
    return (t) => {
      if (t < c.onset || t >= c.onset + c.I_period) return c.I_base;
      const s = t - c.onset;
      return c.I_base + c.I_max * Math.sin(2 * Math.PI * (s * (linear + quadratic * s)));
    };
  },

  poisson(c, latest) {
    const { times, sizes } = events(c.seed, c.rate * 1e-3, c.tau_syn, c.onset, latest);
    return (t) => {
      const k = lastUpTo(t, times);
      if (k < 0) return c.I_base;
      return c.I_base + c.I_max * sizes[k] * exp(-(t - times[k]) / c.tau_syn);
    };
  },
};

/** Whether a current of this name is one of these. */
export const isSmooth = (name) => Object.hasOwn(PIECES, name);

/** The table of pieces up to T. */
export const smoothPieces = (name, c, T) => PIECES[name](c, T);

/** The current at times in ms. */
export function smoothSample(name, c, times) {
  let latest = 0;
  for (const t of times) latest = Math.max(latest, t);
  return times.map(SAMPLE[name](c, latest));
}
