// A curve on the screen with the points left out that nobody could see: a painted stroke costs by
// its points, and a trace has many on what is nearly a straight line.

// Returns the curve through some of the points (`x`, `y`), in pixels; no point that is left out
// lies farther than `tolerance` from it, and not finite ones break it where they did before.
//
// Goes through the points once. From the last one kept, each following one leaves a cone of
// directions in which a line comes close enough to it; the first that lies outside of all their
// cones, or nearer than the one before it (the curve has turned), has the one before it kept.
export function simplify(x, y, tolerance) {
  const [xs, ys] = [[], []];
  const keep = (k) => xs.push(x[k]) && ys.push(y[k]);
  let from = -1; // the last point kept, -1 after a gap
  let farthest = 0; // its distance, squared, from the points since
  let [lowX, lowY, highX, highY] = [0, 0, 0, 0]; // the cone's sides; none yet while farthest is 0
  const near = tolerance * tolerance;
  for (let k = 0; k < x.length; k++) {
    if (!Number.isFinite(x[k] + y[k])) {
      if (from >= 0 && from < k - 1) keep(k - 1);
      if (from >= 0) keep(k);
      [from, farthest] = [-1, 0];
      continue;
    }
    if (from < 0) {
      keep(k);
      [from, farthest] = [k, 0];
      continue;
    }
    let [dx, dy] = [x[k] - x[from], y[k] - y[from]];
    let distance = dx * dx + dy * dy;
    const inside = farthest === 0 ||
      (distance >= farthest && lowX * dy - lowY * dx >= 0 && highX * dy - highY * dx <= 0);
    if (!inside) {
      keep(k - 1);
      [from, farthest] = [k - 1, 0];
      [dx, dy] = [x[k] - x[from], y[k] - y[from]];
      distance = dx * dx + dy * dy;
    }
    if (distance <= near) continue; // any direction comes close enough
    const along = Math.sqrt(distance - near);
    const [lx, ly] = [dx * along + dy * tolerance, dy * along - dx * tolerance];
    const [hx, hy] = [dx * along - dy * tolerance, dy * along + dx * tolerance];
    if (farthest === 0 || lowX * ly - lowY * lx > 0) [lowX, lowY] = [lx, ly];
    if (farthest === 0 || highX * hy - highY * hx < 0) [highX, highY] = [hx, hy];
    farthest = distance;
  }
  const last = x.length - 1;
  if (from >= 0 && from < last) keep(last);
  return { x: Float64Array.from(xs), y: Float64Array.from(ys) };
}

// Of a curve whose `x`, in pixels, never decreases: in each column of pixels, only where it is
// lowest and where it is highest. It covers the same pixels.
export function perColumn(x, y) {
  const [xs, ys] = [[], []];
  let [column, low, high] = [NaN, -1, -1];
  const keep = () => {
    if (low < 0) return;
    for (const k of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
      xs.push(x[k]);
      ys.push(y[k]);
    }
  };
  for (let k = 0; k < x.length; k++) {
    const here = Math.floor(x[k]);
    if (here !== column) {
      keep();
      [column, low, high] = [here, k, k];
    }
    if (y[k] < y[low]) low = k;
    if (y[k] > y[high]) high = k;
  }
  keep();
  return { x: Float64Array.from(xs), y: Float64Array.from(ys) };
}
