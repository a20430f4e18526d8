// A current drawn by its points, to the bit that of spiking_core/currents/points.py.

import { Table, lastUpTo } from "./table.js";

const NUMBER = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** The table of pieces up to T, one between two points. */
export function pointsPieces({ points }, T) {
  const inner = points.map(([t]) => t).filter((t, k, all) => t > 0 && t < T && t !== all[k - 1]);
  const edges = [0, ...inner, T];
  const times = points.map(([t]) => t);
  const table = new Table(edges.length - 1);
  for (let j = 0; j + 1 < edges.length; j++) {
    const k = lastUpTo(edges[j], times);
    const [t0, a] = points[Math.max(k, 0)];
    const [t1, b] = points[k < 0 ? 0 : Math.min(k + 1, points.length - 1)];
    if (a === b) table.hold(edges[j + 1], a);
    else table.shape(edges[j + 1], { origin: t0, level: a, slope: (b - a) / (t1 - t0) });
  }
  return table.numbers;
}

/** The current at times in ms. */
export function pointsSample({ points }, at) {
  const times = points.map(([t]) => t);
  return at.map((t) => {
    const k = lastUpTo(t, times);
    const [t0, a] = points[Math.max(k, 0)];
    const [t1, b] = points[Math.min(k + 1, points.length - 1)];
    if (a === b) return a;
    const f = (t - t0) / (t1 - t0);
    return a * (1 - f) + b * f;
  });
}

/** The points of the text in a link, such as "0:0_10:0_10:14"; null if it cannot be used. */
export function pointsFromText(text, { most, latest }) {
  const parts = text.split("_");
  if (parts.length > most) return null;
  const points = [];
  for (const part of parts) {
    const fields = part.split(":");
    if (fields.length !== 2 || !fields.every((field) => NUMBER.test(field))) return null;
    const [t, level] = fields.map(Number);
    const n = points.length;
    if (!Number.isFinite(level) || !(Math.abs(t) <= latest)) return null;
    if (n > 0 && t < points[n - 1][0]) return null;
    // A time that stands twice is a jump; three times is too much.
    if (n > 1 && t === points[n - 1][0] && t === points[n - 2][0]) return null;
    points.push([t, level]);
  }
  return points;
}
