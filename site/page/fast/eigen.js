// The eigenvalue of a small matrix with the largest real part: balancing, elimination and the QR
// algorithm with two shifts, after J. H. Wilkinson and C. Reinsch (1971), Handbook for Automatic
// Computation II, doi:10.1007/978-3-642-86940-2 (balance, elmhes, hqr).

const EPSILON = 2 ** -52;
const MOST_TURNS = 60;

/** Makes rows and columns about equal in size by powers of two, which round nothing. */
function balance(a) {
  const n = a.length;
  const size = (i, of) => {
    let sum = 0;
    for (let j = 0; j < n; j++) if (j !== i) sum += Math.abs(of(i, j));
    return sum;
  };
  for (let again = true; again; ) {
    again = false;
    for (let i = 0; i < n; i++) {
      const row = size(i, (k, j) => a[k][j]);
      const column = size(i, (k, j) => a[j][k]);
      if (row === 0 || column === 0) continue;
      const f = 2 ** Math.round(0.5 * Math.log2(row / column));
      if (column * f + row / f >= 0.95 * (column + row)) continue;
      again = true;
      for (let j = 0; j < n; j++) a[i][j] /= f;
      for (let j = 0; j < n; j++) a[j][i] *= f;
    }
  }
}

/** Brings a matrix to zeros below the first subdiagonal. */
function toHessenberg(a) {
  const n = a.length;
  for (let m = 1; m < n - 1; m++) {
    let pivot = m;
    for (let i = m; i < n; i++) if (Math.abs(a[i][m - 1]) > Math.abs(a[pivot][m - 1])) pivot = i;
    const x = a[pivot][m - 1];
    if (x === 0) continue;
    [a[pivot], a[m]] = [a[m], a[pivot]];
    for (const row of a) [row[pivot], row[m]] = [row[m], row[pivot]];
    for (let i = m + 1; i < n; i++) {
      const y = a[i][m - 1] / x;
      for (let j = m; j < n; j++) a[i][j] -= y * a[m][j];
      for (let j = 0; j < n; j++) a[j][m] += y * a[j][i];
      a[i][m - 1] = 0;
    }
  }
}

/** The larger real part of the two eigenvalues of the rows and columns k and k + 1. */
function largerOfTwo(a, k) {
  const x = a[k + 1][k + 1];
  const p = 0.5 * (a[k][k] - x);
  const w = a[k + 1][k] * a[k][k + 1];
  const q = p * p + w;
  if (q < 0) return x + p;
  const z = p + (p < 0 ? -Math.sqrt(q) : Math.sqrt(q));
  return z === 0 ? x : Math.max(x + z, x - w / z);
}

/** Where the block that ends in row `end` begins: below it, the subdiagonal is zero. */
function blockStart(a, end) {
  for (let k = end; k > 0; k--) {
    const size = Math.abs(a[k - 1][k - 1]) + Math.abs(a[k][k]);
    if (Math.abs(a[k][k - 1]) <= EPSILON * size || a[k][k - 1] === 0) {
      a[k][k - 1] = 0;
      return k;
    }
  }
  return 0;
}

/** One turn of QR with two shifts, given by their sum and product, on the rows start to end. */
function turn(a, start, end, sum, product) {
  for (let k = start; k < end; k++) {
    const last = k === end - 1;
    // The column that a reflection brings to its first number.
    let [p, q, r] = [0, 0, 0];
    if (k === start) {
      const d = a[k][k];
      p = d * (d - sum) + product + a[k][k + 1] * a[k + 1][k];
      q = a[k + 1][k] * (d + a[k + 1][k + 1] - sum);
      r = last ? 0 : a[k + 1][k] * a[k + 2][k + 1];
    } else {
      p = a[k][k - 1];
      q = a[k + 1][k - 1];
      r = last ? 0 : a[k + 2][k - 1];
    }
    const scale = Math.abs(p) + Math.abs(q) + Math.abs(r);
    if (scale === 0) continue;
    [p, q, r] = [p / scale, q / scale, r / scale];
    const s = (p < 0 ? -1 : 1) * Math.sqrt(p * p + q * q + r * r);
    if (k > start) {
      a[k][k - 1] = -s * scale;
      a[k + 1][k - 1] = 0;
      if (!last) a[k + 2][k - 1] = 0;
    }
    const [x, y, z] = [(p + s) / s, q / s, r / s];
    const [v, w] = [q / (p + s), r / (p + s)];
    for (let j = k; j <= end; j++) {
      const t = a[k][j] + v * a[k + 1][j] + (last ? 0 : w * a[k + 2][j]);
      a[k][j] -= t * x;
      a[k + 1][j] -= t * y;
      if (!last) a[k + 2][j] -= t * z;
    }
    for (let i = start; i <= Math.min(end, k + 3); i++) {
      const t = x * a[i][k] + y * a[i][k + 1] + (last ? 0 : z * a[i][k + 2]);
      a[i][k] -= t;
      a[i][k + 1] -= t * v;
      if (!last) a[i][k + 2] -= t * w;
    }
  }
}

/** The largest real part of the eigenvalues of a matrix, an array of rows; NaN if it has NaN. */
export function largestRealPart(matrix) {
  const a = matrix.map((row) => Array.from(row));
  if (!a.every((row) => row.every(Number.isFinite))) return NaN;
  balance(a);
  toHessenberg(a);
  let largest = -Infinity;
  for (let end = a.length - 1, turns = 0; end >= 0; ) {
    const start = blockStart(a, end);
    if (start >= end - 1) {
      largest = Math.max(largest, start === end ? a[end][end] : largerOfTwo(a, start));
      end = start - 1;
      turns = 0;
      continue;
    }
    turns += 1;
    if (turns > MOST_TURNS) throw new Error("The eigenvalues of a matrix were not found.");
    const [x, y] = [a[end][end], a[end - 1][end - 1]];
    let [sum, product] = [x + y, x * y - a[end][end - 1] * a[end - 1][end]];
    if (turns % 10 === 0) {
      // Other shifts, for the rare matrix with which it goes round in circles.
      const s = Math.abs(a[end][end - 1]) + Math.abs(a[end - 1][end - 2]);
      [sum, product] = [1.5 * s, s * s];
    }
    turn(a, start, end, sum, product);
  }
  return largest;
}
