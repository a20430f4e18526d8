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
