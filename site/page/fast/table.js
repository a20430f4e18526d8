// The pieces of a current as the table that a kernel reads, see spiking_core/kernels/layout.py.

/** Numbers of one piece: end, 1 if it has a shape, level, then the shape. */
export const PIECE = 11;

/** A table that is filled row by row. */
export class Table {
  /** An empty table with room for `capacity` pieces. */
  constructor(capacity) {
    this.all = new Float64Array(capacity * PIECE);
    this.size = 0;
  }

  /** The numbers of the rows so far. */
  get numbers() {
    return this.all.subarray(0, this.size);
  }

  /** Add a piece that holds a level until `end`. */
  hold(end, level) {
    this.all[this.size] = end;
    this.all[this.size + 2] = level;
    this.size += PIECE;
  }

  /** Add a piece with a shape, see spiking_core/currents/base.py. */
  shape(end, { origin, level, slope = 0, amplitude = 0, linear = 0, quadratic = 0, jump = 0, rate = 0 }) {
    this.all.set(
      [end, 1, 0, origin, level, slope, amplitude, linear, quadratic, jump, rate],
      this.size,
    );
    this.size += PIECE;
  }
}

// In ms: more than a rounding of a time, and less than anything that a grid could tell.
const HAIR = 1e-9;

/** Pieces whose edges are put off by a hair for as long as the weaker of the two values there
 *  holds, as PublishedEuler.pieces in spiking_core/integrators/published.py. */
export function withWeakerEdges(pieces) {
  const moved = pieces.slice();
  for (let k = 0; k + PIECE < pieces.length; k += PIECE) {
    const left = Math.abs(valueAt(pieces, k, pieces[k]));
    const right = Math.abs(valueAt(pieces, k + PIECE, pieces[k]));
    if (left !== right) moved[k] += left < right ? HAIR : -HAIR;
  }
  return moved;
}

/** The value at t of the piece whose numbers begin at k. */
function valueAt(pieces, k, t) {
  const [, hasShape, held, ...shape] = pieces.subarray(k, k + PIECE);
  if (!hasShape) return held;
  const [origin, level, slope, amplitude, linear, quadratic, jump, rate] = shape;
  const s = t - origin;
  const wave = amplitude && amplitude * Math.sin(2 * Math.PI * s * (linear + quadratic * s));
  return level + slope * s + wave + (jump && jump * Math.exp(-rate * s));
}

/** The index of the last of some increasing numbers that is at most x; -1 if none is. */
export function lastUpTo(x, numbers) {
  let low = -1;
  let high = numbers.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= x) low = middle;
    else high = middle;
  }
  return low;
}
