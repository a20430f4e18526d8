// Random numbers of a seed, to the bit those of spiking_core/currents/noise.py.

import { exp, expm1, log } from "./arithmetic.js";

// Wichura's AS241, PPND16: numerator and denominator by falling powers.
const MIDDLE = [
  [
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
    13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
  ],
  [
    5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
    5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
  ],
];
const NEAR = [
  [
    7.7454501427834140764e-4, 2.27238449892691845833e-2, 0.24178072517745061177,
    1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055,
    4.6303378461565452959, 1.42343711074968357734,
  ],
  [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2,
    0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494,
    2.05319162663775882187, 1,
  ],
];
const FAR = [
  [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3,
    2.6532189526576123093e-2, 0.29656057182850489123, 1.7848265399172913358,
    5.4637849111641143699, 6.6579046435011037772,
  ],
  [
    2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
    7.8686913114561325910e-4, 1.48753612908506148525e-2, 0.13692988092273580531,
    0.59983220655588793769, 1,
  ],
];

/** The upper half of the product of two numbers of 32 bits. */
function upper(a, b) {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  // Every sum stays below 2**32.
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const other = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + (middle >>> 16) + (other >>> 16)) | 0;
}

/**
 * The first `count` numbers of a seed, strictly between 0 and 1: outputs of SplitMix64, cut to
 * 52 bits and a half. Integers of 64 bits are two halves here, as BigInt is ten times slower.
 */
export function uniforms(seed, count) {
  const numbers = new Float64Array(count);
  let stateHigh = 0;
  let stateLow = seed | 0;
  for (let i = 0; i < count; i++) {
    stateLow = (stateLow + 0x7f4a7c15) | 0;
    const carry = stateLow >>> 0 < 0x7f4a7c15 ? 1 : 0;
    stateHigh = (stateHigh + 0x9e3779b9 + carry) | 0;
    // z ^= z >> 30, z *= 0xbf58476d1ce4e5b9
    let low = stateLow ^ ((stateLow >>> 30) | (stateHigh << 2));
    let high = stateHigh ^ (stateHigh >>> 30);
    high =
      (upper(low, 0x1ce4e5b9) + Math.imul(low, 0xbf58476d) + Math.imul(high, 0x1ce4e5b9)) | 0;
    low = Math.imul(low, 0x1ce4e5b9);
    // z ^= z >> 27, z *= 0x94d049bb133111eb
    low ^= (low >>> 27) | (high << 5);
    high ^= high >>> 27;
    high =
      (upper(low, 0x133111eb) + Math.imul(low, 0x94d049bb) + Math.imul(high, 0x133111eb)) | 0;
    low = Math.imul(low, 0x133111eb);
    // z ^= z >> 31
    low ^= (low >>> 31) | (high << 1);
    high ^= high >>> 31;
    numbers[i] = ((high >>> 0) * 1048576 + (low >>> 12) + 0.5) * 2 ** -52;
  }
  return numbers;
}

/** One polynomial divided by another. */
function ratio([numerator, denominator], r) {
  let above = numerator[0];
  let below = denominator[0];
  for (let i = 1; i < 8; i++) {
    above = above * r + numerator[i];
    below = below * r + denominator[i];
  }
  return above / below;
}

/** The quantile of the standard normal distribution. */
export function inverseNormal(p) {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(MIDDLE, 0.180625 - q * q);
  const r = Math.sqrt(-log(Math.min(p, 1 - p)));
  const size = r <= 5 ? ratio(NEAR, r - 1.6) : ratio(FAR, r - 5);
  return q < 0 ? -size : size;
}

/** An Ornstein-Uhlenbeck path of mean 0 and variance 1, one number every `grid` ms. */
export function standardPath(seed, timeConstant, grid, count) {
  const path = uniforms(seed, count);
  const decay = exp(-grid / timeConstant);
  const scale = Math.sqrt(-expm1((-2 * grid) / timeConstant));
  let x = inverseNormal(path[0]);
  path[0] = x;
  for (let i = 1; i < count; i++) {
    x = decay * x + scale * inverseNormal(path[i]);
    path[i] = x;
  }
  return path;
}

/** Times of Poisson events from the onset to T, and the sum of decaying unit jumps after each. */
export function events(seed, rate, tau, onset, T) {
  const times = [];
  const sizes = [];
  if (rate === 0 || T < onset) return { times, sizes };
  let size = 0;
  let t = 0;
  for (let count = 64, done = 0; ; done = count, count *= 2) {
    const numbers = uniforms(seed, count);
    for (let i = done; i < count; i++) {
      const interval = -log(numbers[i]) / rate;
      t += interval;
      if (onset + t > T) return { times, sizes };
      // Nothing has come before the first event.
      size = i === 0 ? 1 : size * exp(-interval / tau) + 1;
      times.push(onset + t);
      sizes.push(size);
    }
  }
}
