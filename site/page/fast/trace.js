// What is drawn of a run: the samples with both ends of every reset between them, and of a long
// run no more points than the screen can show.

// First index whose value is not below (or, `after`, is above) a value; `times` increases.
export function position(times, value, after = false) {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < value || (after && times[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

let lastGrid = { dt: 0, times: new Float64Array(0) };

// The times of so many samples; kept, as most runs are as long as the one before.
export function gridOf(n, dt) {
  if (lastGrid.dt !== dt || lastGrid.times.length !== n) {
    const times = new Float64Array(n);
    for (let k = 0; k < n; k++) times[k] = k * dt;
    lastGrid = { dt, times };
  }
  return lastGrid.times;
}

// Without both ends of its reset, a spike that falls between two samples would lose its tip.
// `rows` are the states that are asked for; `room` gives an array for the times and one for each.
export function withSpikes({ n, dt, samples, spikeTimes, before, after }, rows, room) {
  const total = n + 2 * spikeTimes.length;
  const grid = gridOf(n, dt);
  const [t, ...y] = [-1, ...rows].map((_, i) => room(i, total));
  const jumps = new Int32Array(spikeTimes.length); // index of the state right before each reset
  let [k, at] = [0, 0];
  for (let spike = 0; spike <= spikeTimes.length; spike++) {
    const until = spike < spikeTimes.length ? spikeTimes[spike] : Infinity;
    const end = position(grid, until);
    t.set(grid.subarray(k, end), at);
    for (let i = 0; i < y.length; i++) y[i].set(samples[rows[i]].subarray(k, end), at);
    at += end - k;
    k = end;
    if (spike === spikeTimes.length) break;
    jumps[spike] = at;
    for (const ends of [before, after]) {
      t[at] = until;
      for (let i = 0; i < y.length; i++) y[i][at] = ends[rows[i]][spike];
      at += 1;
    }
  }
  return { t, y, jumps };
}

// Indices of the points that a plot of `pixels` columns between `start` and `end` needs: in every
// column the first and the last one and the extremes of every curve, so that no spike is lost.
export function visible(t, curves, start, end, pixels) {
  const low = Math.max(0, position(t, start) - 1);
  const high = Math.min(t.length, position(t, end, true) + 1);
  const most = pixels * (2 + 2 * curves.length);
  if (high - low <= most) return range(low, high);
  const kept = [];
  const width = (end - start) / pixels;
  for (let from = low; from < high; ) {
    const column = Math.floor((t[from] - start) / width);
    const to = Math.max(from + 1, Math.min(high, position(t, start + (column + 1) * width)));
    kept.push(...extremes(curves, from, to));
    from = to;
  }
  return Int32Array.from(kept);
}

function extremes(curves, from, to) {
  const found = new Set([from, to - 1]);
  for (const values of curves) {
    let [least, most] = [from, from];
    for (let k = from + 1; k < to; k++) {
      if (values[k] < values[least]) least = k;
      if (values[k] > values[most]) most = k;
    }
    found.add(least).add(most);
  }
  return [...found].sort((a, b) => a - b);
}

function range(low, high) {
  const indices = new Int32Array(high - low);
  for (let k = low; k < high; k++) indices[k - low] = k;
  return indices;
}

export function pick(values, indices) {
  const picked = new Float64Array(indices.length);
  for (let i = 0; i < indices.length; i++) picked[i] = values[indices[i]];
  return picked;
}

// From so many points on, orbits lie upon each other.
const MANY = 20_000;
// Side by side, of those in which a path is followed.
const MOST_CELLS = 1600;

// The path through the phase plane with a gap in every reset, and without the points that lie
// within `dx` and `dy`, about a pixel's half, of the last one that was kept. A long path has a gap
// too wherever it only goes where it has been before.
export function path(x, y, jumps, dx, dy) {
  const [xs, ys] = [[], []];
  const push = (a, b) => xs.push(a) && ys.push(b);
  const seen = x.length > MANY ? new Cells(x, y, dx, dy) : null;
  let [next, last, drawing] = [0, -1, true];
  for (let k = 0; k < x.length; k++) {
    const beforeJump = next < jumps.length && jumps[next] === k;
    const far = last < 0 || Math.abs(x[k] - x[last]) > dx || Math.abs(y[k] - y[last]) > dy;
    if (far || beforeJump || k === x.length - 1) {
      const isNew = !seen || seen.enter(x[k], y[k]);
      if (isNew && !drawing && last >= 0) push(x[last], y[last]);
      if (isNew || drawing) push(x[k], y[k]);
      if (!isNew && drawing) push(NaN, NaN);
      [drawing, last] = [isNew, k];
    }
    if (beforeJump) {
      if (drawing) push(NaN, NaN);
      [next, last, drawing] = [next + 1, -1, true];
    }
  }
  return { x: Float64Array.from(xs), y: Float64Array.from(ys) };
}

// Cells of half a pixel that a path has been in.
class Cells {
  constructor(x, y, dx, dy) {
    const [[left, right], [low, high]] = [extent(x), extent(y)];
    Object.assign(this, { left, low });
    // However small a part of the path is looked at.
    this.dx = Math.max(dx, (right - left) / MOST_CELLS);
    this.dy = Math.max(dy, (high - low) / MOST_CELLS);
    this.columns = Math.floor((right - left) / this.dx) + 1;
    this.entered = new Uint8Array(this.columns * (Math.floor((high - low) / this.dy) + 1));
  }

  // Whether a point is the first in its cell.
  enter(x, y) {
    const column = Math.floor((x - this.left) / this.dx);
    const cell = Math.floor((y - this.low) / this.dy) * this.columns + column;
    const before = this.entered[cell];
    this.entered[cell] = 1;
    return before === 0;
  }
}

// Indices of the points that lie in no cell of the given sizes together with one before them;
// `columns` are the coordinates.
export function distinct(columns, sizes) {
  const seen = new Set();
  const kept = [];
  for (let k = 0; k < columns[0].length; k++) {
    const count = seen.size;
    seen.add(columns.map((values, i) => Math.floor(values[k] / sizes[i])).join());
    if (seen.size > count) kept.push(k);
  }
  return kept;
}

export function extent(values) {
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < values.length; k++) {
    if (values[k] < low) low = values[k];
    if (values[k] > high) high = values[k];
  }
  return [low, high];
}

// Round numbers a little outside of `low` and `high`, as neuron_app.plots.nice_range.
export function niceRange(low, high) {
  // What is at rest is shown at rest, not magnified to its rounding errors.
  const width = Math.max(high - low, 0.02 * Math.max(Math.abs(low), Math.abs(high)), 0.1);
  const spare = 0.5 * (width - (high - low));
  let step = 10 ** Math.floor(Math.log10(width));
  step *= [0.1, 0.2, 0.5, 1].find((m) => width / (m * step) <= 15);
  const margin = 0.04 * width;
  return [
    step * Math.floor((low - spare - margin) / step),
    step * Math.ceil((high + spare + margin) / step),
  ];
}
