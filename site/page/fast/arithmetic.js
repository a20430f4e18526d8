// exp, expm1 and log of plain arithmetic: those of `Math` may differ in the last bit from one
// browser to another, and noise that a link names must not. The same operations in the same
// order as spiking_core/tracing/functions.py; the coefficients come from there.

const LN2_HIGH = 6.93147180369123816490e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const PER_LN2 = 1 / Math.LN2;
const SQRT2 = Math.SQRT2;
// Adding and taking away 1.5 * 2**52 rounds to an integer, a half to the even one.
const ROUNDER = 6755399441055744;

const number = new Float64Array(1);
const words = new Uint32Array(number.buffer);
number[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1;
const LOW = 1 - HIGH;

/** 2**k for an integral k from -1022 to 1023, 0 for -1023. */
function powerOfTwo(k) {
  words[LOW] = 0;
  words[HIGH] = (k + 1023) << 20;
  return number[0];
}

/** 2**(k - 1) is put into `half` and exp(r) - 1 returned, where x = k log(2) + r, |r| < 0.35. */
let half = 0;
function expParts(x, lowest) {
  const held = Math.min(Math.max(x, lowest), 710);
  const k = held * PER_LN2 + ROUNDER - ROUNDER;
  const high = held - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const square = r * r;
  let sum = 4.13813679705723846039e-8;
  sum = sum * square + -1.65339022054652515390e-6;
  sum = sum * square + 6.61375632143793436117e-5;
  sum = sum * square + -2.77777777770155933842e-3;
  sum = sum * square + 1.66666666666666019037e-1;
  const c = r - square * sum;
  half = powerOfTwo(k - 1);
  return high - (low - (r * c) / (2 - c));
}

/** e**x; 0 below -708. */
export function exp(x) {
  const lessOne = expParts(x, -708.2);
  return half * (2 + 2 * lessOne);
}

/** e**x - 1, accurate near 0. */
export function expm1(x) {
  const lessOne = expParts(x, -60);
  return (half * lessOne + (half - 0.5)) * 2;
}

/** The natural logarithm of a positive normal number below infinity. */
export function log(x) {
  number[0] = x;
  let k = (words[HIGH] >>> 20) - 1023;
  words[HIGH] = (words[HIGH] & 0xfffff) | 0x3ff00000;
  let m = number[0];
  if (m > SQRT2) {
    k += 1;
    m = 0.5 * m;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const square = s * s;
  const halfSquare = 0.5 * f * f;
  let sum = 1.479819860511658591e-1;
  sum = sum * square + 1.531383769920937332e-1;
  sum = sum * square + 1.818357216161805012e-1;
  sum = sum * square + 2.222219843214978396e-1;
  sum = sum * square + 2.857142874366239149e-1;
  sum = sum * square + 3.999999999940941908e-1;
  sum = sum * square + 6.666666666666735130e-1;
  const tail = k * LN2_LOW;
  return s * (halfSquare + square * sum) + tail - halfSquare + f + k * LN2_HIGH;
}
