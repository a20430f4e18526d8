// Draws a run into the figures that Python has made: same sources, same ranges, same rules.
import { prepare } from "./painting.js";
import { distinct, extent, gridOf, niceRange, path, pick, visible, withSpikes } from "./trace.js";

const TICKS = "12px"; // as neuron_app.plots has them
const PIXEL_SHARE = 1 / 800; // of a phase plot's width: half a pixel

export class Figures {
  // `models` are those of Bokeh's document; then what the roster says of the neuron; `quietly` runs
  // changes that Python need not hear of.
  constructor(models, { voltage, states }, quietly) {
    const figure = (name) => models.find((model) => model.name === name && model.renderers);
    [this.potential, this.current, this.phase] = ["potential", "current", "phase"].map(figure);
    this.root = models.find((model) => model.css_classes?.includes("neuron"));
    this.voltage = voltage;
    this.recovery = states.findIndex((_, i) => i !== voltage);
    this.run = null;
    this.rooms = [];
    this.shownInput = null;
    this.prepared = false;
    const { x_range: time } = this.potential;
    // Zooming in shows what was left out.
    time.change.connect(() => this.run && quietly(() => this.drawTraces()));
  }

  // Whether these figures are still those of the page.
  among(models) {
    return models.includes(this.potential);
  }

  // Once Bokeh has shown them, all that follows is painted faster.
  prepare() {
    const figures = [this.potential, this.current, this.phase].filter(Boolean);
    this.prepared = figures.map(prepare).every(Boolean);
  }

  // Shows some of the panels, as neuron_app.app and its plots do.
  showView(view) {
    if (this.view?.join() === view.join()) return;
    this.view = view;
    const panels = { time: this.potential, current: this.current, phase: this.phase };
    const hidden = Object.keys(panels).filter((name) => !view.includes(name));
    for (const [name, panel] of Object.entries(panels)) {
      if (panel) panel.visible = view.includes(name);
    }
    this.root?.setv({ css_classes: ["neuron", ...hidden.map((name) => `no-${name}`)] });
    const alone = hidden.includes("current");
    const axis = this.potential.below.find(({ type }) => type === "LinearAxis");
    axis.setv({
      axis_label: alone ? "time (ms)" : null,
      major_label_text_font_size: alone ? TICKS : "0px",
      major_tick_line_alpha: alone ? 1 : 0,
    });
    this.shownInput = null; // it may not have been drawn
  }

  // Lets the next run choose all ranges anew, as on a fresh page.
  forgetRanges() {
    const plots = [this.potential, this.current, this.phase].filter(Boolean);
    const ranges = plots.flatMap(({ y_range, extra_y_ranges }) => [
      y_range, ...Object.values(extra_y_ranges),
    ]);
    if (this.phase) ranges.push(this.phase.x_range);
    for (const range of ranges) range.reset_start = null;
    this.shownInput = null;
  }

  source(plot, column) {
    const sources = plot.renderers.map(({ data_source }) => data_source);
    return sources.find(({ data }) => column in data);
  }

  // An array for so many numbers, the same one each time as long as they fit.
  room(i, size) {
    if (!(this.rooms[i]?.length >= size)) this.rooms[i] = new Float64Array(size + 1000);
    return this.rooms[i].subarray(0, size);
  }

  // `run` is what a kernel returned, `input` the current at its samples, `onset` its begin or null.
  show(run, input, onset, T) {
    this.run = null; // the range below must not draw the old one
    const rows = this.recovery < 0 ? [this.voltage] : [this.voltage, this.recovery];
    const { t, y: [v, u = null], jumps } = withSpikes(run, rows, (i, size) => this.room(i, size));
    const [ofV, ofU] = [v, u].map((values) => values && extent(values));
    const { x_range: time } = this.potential;
    if (time.reset_end !== T) time.setv({ start: 0, end: T, reset_start: 0, reset_end: T });
    fit(this.potential.y_range, ofV);
    if (this.shownInput?.input !== input) fit(this.current.y_range, extent(input));
    if (u) {
      fit(this.potential.extra_y_ranges.u, ofU);
      fit(this.phase.x_range, ofU);
      fit(this.phase.y_range, ofV);
    }
    for (const plot of [this.potential, this.current]) {
      const line = plot.center.find(({ type }) => type === "Span");
      line.setv({ visible: onset !== null, location: onset ?? 0 });
    }
    this.run = { t, v, u, grid: gridOf(run.n, run.dt), input };
    this.drawTraces();
    if (u && this.phase.visible) this.drawPhase(u, v, jumps, run);
  }

  drawTraces() {
    const { t, v, u, grid, input } = this.run;
    const { start, end } = this.potential.x_range;
    const pixels = Math.max(200, this.potential.inner_width || 800) * (devicePixelRatio || 1);
    const kept = visible(t, u ? [v, u] : [v], start, end, pixels);
    const columns = { t: pick(t, kept), v: pick(v, kept) };
    if (u) columns.u = pick(u, kept);
    if (this.potential.visible) this.source(this.potential, "v").data = columns;
    if (this.current.visible) this.drawInput(grid, input, [start, end, pixels]);
  }

  // Most controls leave the current as it was, and painting a figure costs milliseconds.
  drawInput(grid, input, view) {
    const before = this.shownInput;
    this.shownInput = { input, view };
    if (before?.input === input && before.view.every((value, k) => value === view[k])) return;
    const held = visible(grid, [input], ...view);
    this.source(this.current, "I").data = { t: pick(grid, held), I: pick(input, held) };
  }

  drawPhase(u, v, jumps, { before, after }) {
    const { x_range, y_range } = this.phase;
    const [dx, dy] = [x_range, y_range].map(({ start, end }) => (end - start) * PIXEL_SHARE);
    const line = path(u, v, jumps, dx, dy);
    this.source(this.phase, "v").data = { u: line.x, v: line.y };
    const ends = [before, after].flatMap((y) => [y[this.recovery], y[this.voltage]]);
    const kept = distinct(ends, [dx, dy, dx, dy]);
    const [u0, v0, u1, v1] = ends.map((values) => pick(values, kept));
    this.source(this.phase, "v0").data = { u0, v0, u1, v1 };
  }
}

// Moves a range only when the values leave it or shrink to under half of it.
function fit(range, [low, high]) {
  if (!(low <= high)) return;
  const { reset_start: start, reset_end: end } = range;
  if (start !== null && start <= low && high <= end && high - low >= 0.5 * (end - start)) return;
  const [from, to] = niceRange(low, high);
  range.setv({ start: from, end: to, reset_start: from, reset_end: to });
}
