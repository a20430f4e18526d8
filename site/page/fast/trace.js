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

// Without both ends of its reset, a spike that falls between two samples would lose its tip.
export function withSpikes({ dt, samples, spikeTimes, before, after }) {
  const n = samples[0].length;
  const total = n + 2 * spikeTimes.length;
  const t = new Float64Array(total);
  const y = samples.map(() => new Float64Array(total));
  const jumps = new Int32Array(spikeTimes.length); // index of the state right before each reset
  let [k, at] = [0, 0];
  for (let spike = 0; spike <= spikeTimes.length; spike++) {
    const until = spike < spikeTimes.length ? spikeTimes[spike] : Infinity;
    for (; k < n && k * dt < until; k++, at++) {
      t[at] = k * dt;
      for (let i = 0; i < y.length; i++) y[i][at] = samples[i][k];
    }
    if (spike === spikeTimes.length) break;
    jumps[spike] = at;
    for (const ends of [before, after]) {
      t[at] = until;
      for (let i = 0; i < y.length; i++) y[i][at] = ends[i][spike];
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
  return Int32Array.from({ length: high - low }, (_, k) => low + k);
}

export const pick = (values, indices) => Float64Array.from(indices, (k) => values[k]);

// From so many points on, orbits lie upon each other.
const MANY = 20_000;

// The path through the phase plane with a gap in every reset, and without the points that lie
// within `dx` and `dy`, about a pixel's half, of the last one that was kept. A long path has a gap
// too wherever it only goes where it has been before.
export function path(x, y, jumps, dx, dy) {
  const [xs, ys] = [[], []];
  const push = (a, b) => xs.push(a) && ys.push(b);
  const seen = x.length > MANY ? new Set() : null;
  let [next, last, drawing] = [0, -1, true];
  for (let k = 0; k < x.length; k++) {
    const beforeJump = next < jumps.length && jumps[next] === k;
    const far = last < 0 || Math.abs(x[k] - x[last]) > dx || Math.abs(y[k] - y[last]) > dy;
    if (far || beforeJump || k === x.length - 1) {
      const isNew = !seen || isNewCell(seen, Math.floor(x[k] / dx), Math.floor(y[k] / dy));
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

// Whether a cell of the plot is entered for the first time.
function isNewCell(seen, column, row) {
  const size = seen.size;
  return seen.add(column * 2 ** 20 + row).size > size;
}

export function extent(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
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
