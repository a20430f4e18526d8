// The numbers of a run as CSV, which spreadsheets, NumPy and pandas read.

// The first line names the columns, where numpy.genfromtxt looks for them.
const withHead = (columns, comments, rows) =>
  [columns.join(","), ...comments.map((line) => `# ${line}`), ...rows, ""].join("\n");

// What stands between commas must hold none.
const column = (name, unit) => `${name}${unit && ` (${unit})`}`.replaceAll(",", ";");

/**
 * Time, states and current at every sample. `run` is what a kernel has returned, `input` the
 * current at its samples, `model` what the roster says of the neuron, `comments` what is shown.
 */
export function samplesCsv(run, input, { states, units, strength }, comments) {
  const names = states.map((name, i) => column(name, units[i]));
  const columns = [column("t", "ms"), ...names, column("I", strength.unit)];
  const rows = Array.from({ length: run.n }, (_, k) =>
    [k * run.dt, ...run.samples.map((values) => values[k]), input[k]].join(),
  );
  return withHead(columns, comments, rows);
}

/** The time of every spike, and the states before and after its reset. */
export function spikesCsv(run, { states, units }, comments) {
  const named = (when) => states.map((name, i) => column(`${name} ${when}`, units[i]));
  const columns = [column("t", "ms"), ...named("before"), ...named("after")];
  const rows = Array.from(run.spikeTimes, (t, k) =>
    [t, ...[...run.before, ...run.after].map((values) => values[k])].join(),
  );
  return withHead(columns, comments, rows);
}
