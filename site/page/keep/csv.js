// The numbers of a run as CSV, which spreadsheets, NumPy and pandas read.

// What ends a line, in whatever program reads it.
const BREAKS = /[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+/g;
// With these a spreadsheet begins a formula, unless it is a number.
const FORMULA = /(^|[,;\t])(\s*)(?=[=@]|[+-](?![\d.]+([eE][+-]?\d+)?\s*($|[,;\t])))/g;

// The first line names the columns, where numpy.genfromtxt looks for them.
const withHead = (columns, comments, rows) =>
  [columns.join(","), ...comments.map((line) => oneLine(`# ${line}`)), ...rows, ""].join("\n");

// A text from somebody's model as one line in which no cell is a formula.
const oneLine = (text) =>
  text.replace(BREAKS, " ").replaceAll('"', "'").replace(FORMULA, "$1$2'");

// What stands between commas must hold none; a number sign would begin a comment.
const column = (name, unit) =>
  oneLine(`${name}${unit && ` (${unit})`}`.replace(/[,;#\t]/g, " "));

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
