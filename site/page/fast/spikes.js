// The numbers that are shown of a run, as spiking_core/analysis has them. They change with every
// frame, in which there is no Python; a test holds the two to each other for every model and preset.
import { extent } from "./trace.js";

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Statistics of increasing spike times in a window; what is not defined is null. */
export function spikeStatistics(times, start, end) {
  const inside = Array.from(times).filter((t) => start <= t && t <= end);
  const n = inside.length;
  const intervals = inside.slice(1).map((t, k) => t - inside[k]);
  const middle = n > 1 ? mean(intervals) : 0;
  const spread = n > 2 && middle > 0
    ? Math.sqrt(mean(intervals.map((interval) => (interval - middle) ** 2)))
    : null;
  return {
    n,
    window: [start, end],
    rate: end > start ? (1000 * n) / (end - start) : null,
    latency: n ? inside[0] - start : null,
    cv: spread === null ? null : spread / middle,
  };
}

/** Since when the current of a table of pieces has its last value; null if it changes until T. */
export function constantSince(pieces, size, T) {
  const rows = pieces.length / size;
  const [, isShaped, level] = pieces.subarray((rows - 1) * size);
  if (isShaped) return null;
  let k = rows - 1;
  while (k > 0 && !pieces[(k - 1) * size + 1] && pieces[(k - 1) * size + 2] === level) k -= 1;
  return k > 0 ? Math.min(pieces[(k - 1) * size], T) : 0;
}

/** The local extremes of samples from `begin` on, between the samples, which are dt apart. */
export function localExtremes(v, begin, dt) {
  const found = [];
  let way = 0;
  let first = begin; // of equal samples
  for (let k = begin + 1; k < v.length; k++) {
    const step = v[k] - v[k - 1];
    if (step === 0) continue;
    const now = Math.sign(step);
    if (now === -way) found.push(extreme(v, first, k - 1, dt));
    [way, first] = [now, k];
  }
  return found;
}

function extreme(v, first, last, dt) {
  const t = (k) => k * dt;
  const before = t(first) - t(first - 1);
  const after = t(last + 1) - t(last);
  const rise = (v[first] - v[first - 1]) / before;
  const fall = (v[last + 1] - v[last]) / after;
  const isMaximum = rise > 0;
  if (first < last) return { t: (t(first) + t(last)) / 2, value: v[first], isMaximum };
  const curvature = (fall - rise) / (before + after);
  const slope = (rise * after + fall * before) / (before + after);
  return {
    t: t(first) - slope / (2 * curvature),
    value: v[first] - slope ** 2 / (4 * curvature),
    isMaximum,
  };
}

/** The oscillation that goes on until the end, null if there is none; `limits` are the roster's. */
export function sustainedOscillation(v, dt, since, limits) {
  let begin = Math.max(0, Math.floor(since / dt) - 1);
  while (begin < v.length && begin * dt < since) begin += 1;
  const found = localExtremes(v, begin, dt);
  if (found[0]?.isMaximum) found.shift();
  const lows = found.filter(({ isMaximum }) => !isMaximum);
  const n = Math.max(0, lows.length - 1);
  if (n < limits.cycles) return null;
  const highs = found.filter(({ isMaximum }) => isMaximum).slice(0, n).map(({ value }) => value);
  const heights = highs.map((high, k) => high - (lows[k].value + lows[k + 1].value) / 2);
  const third = Math.floor(n / 3);
  const before = mean(heights.slice(-2 * third, -third));
  const now = mean(heights.slice(-third));
  const periods = lows.slice(1).map(({ t }, k) => t - lows[k].t).slice(-2 * third);
  const period = mean(periods);
  const goesOn = before * (1 - limits.shrinks) <= now && now <= before * (1 + limits.grows);
  const [shortest, longest] = extent(periods);
  const isRegular = longest - shortest <= limits.irregular * period;
  const largest = Math.max(...extent(v.subarray(begin)).map(Math.abs));
  const isSmall = now < Math.max(limits.small * largest, limits.smallest);
  if (!goesOn || !isRegular || isSmall) return null;
  return {
    since,
    rate: 1000 / period,
    low: mean(lows.slice(-third).map(({ value }) => value)),
    high: mean(highs.slice(-third)),
  };
}

/**
 * What is to be said of a potential that does not come back below its threshold, and of which time;
 * null if there is nothing. Where the threshold is no number of the class, the last spike tells it.
 */
export function stay(
  { n, dt, samples, spikeTimes, before, after, outcome },
  { voltage, level, threshold_variable: moving },
  { share_of_run, times_longer },
) {
  const last = spikeTimes.length - 1;
  const fixed = level ?? before[voltage][last];
  const v = samples[voltage];
  const isAbove = (k) => v[k] >= (moving === null ? fixed : samples[moving][k]);
  if (!n || !isAbove(n - 1)) return null;
  // Where it comes above, and where it is below again.
  const ups = [];
  const downs = [];
  for (let k = 0; k < n; k++) {
    const wasAbove = k > 0 && isAbove(k - 1);
    if (isAbove(k) !== wasAbove) (wasAbove ? downs : ups).push(k);
  }
  if (last < 0) return downs.length === 0 && ups[0] === 0 ? { kind: "start_above", t: 0 } : null;
  const spike = spikeTimes[last];
  const up = ups.at(-1);
  if (up > 0 && (up - 1) * dt > spike) return null; // while it was held
  const longest = Math.max(0, ...downs.map((down, k) => down * dt - ups[k] * dt));
  const stays = outcome.t - spike;
  if (stays < Math.max(share_of_run * outcome.t, times_longer * longest)) return null;
  const isUnmoved = before.every((values, i) => values[last] === after[i][last]);
  return { kind: isUnmoved ? "stays_above" : "reset_above", t: spike };
}

/**
 * The numbers of a run: of all its spikes, from the onset (null for a current that has none) to the
 * end, and the oscillation that goes on without being counted. `since` tells from when on the
 * current is constant, null for one that is not.
 */
export function summary({ dt, samples, spikeTimes, outcome }, { onset, voltage, since }, limits) {
  const end = outcome.t;
  const isLate = onset === null || onset >= end || spikeTimes[0] < onset;
  const statistics = spikeStatistics(spikeTimes, isLate ? 0 : onset, end);
  const isSteady = outcome.kind === "completed" && since !== null;
  const quiet = Math.max(since, spikeTimes.at(-1) ?? 0);
  const oscillation = isSteady ? sustainedOscillation(samples[voltage], dt, quiet, limits) : null;
  return { statistics, oscillation };
}
