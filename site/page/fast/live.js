// The fast loop: a control moves, the compiled kernel runs, the figures show it. Python is not
// asked; it is told, and what it makes of a whole state (a preset, another neuron) comes back here.
import { pieces, sample } from "./currents.js";
import { Figures } from "./figures.js";
import { Kernel } from "./kernel.js";
import { restingState } from "./rest.js";
import { digitsOf, ownLimits, scale, usual } from "../alone/layout.js";
import { asPaneText, facts, remarks, resultHtml, resultText } from "./result.js";
import { constantSince, summary } from "./spikes.js";
import { fittingView, parameterValues, presetOf } from "./state.js";
import { PIECE } from "./table.js";
import { gridOf } from "./trace.js";

const CONTROL = "control:";
const WIDE = "part:wide";
const WARM_UP = 12;
// Safari cannot say when it has nothing to do.
const whenIdle = globalThis.requestIdleCallback ?? ((action) => setTimeout(action, 100));
const COMMON = new Set(["I_max", "I_period", "onset", "T"]);

export class Live {
  // The manifest's `roster` is what neuron_app.roster says of all models, `models` where their
  // kernels are; `quietly` runs changes of the document that Python need not hear of.
  constructor({ roster, models }, quietly) {
    this.roster = roster;
    // Classes may be called as what every object has.
    Object.setPrototypeOf(roster.models, null);
    this.files = models;
    this.quietly = quietly;
    this.kernels = new Map();
    this.state = null;
    this.document = null;
    this.ready = Object.create(null);
    this.drawn = null;
  }

  // Whether the model that is shown is drawn here, not by Python.
  get draws() {
    return Boolean(this.ready[this.state?.model]);
  }

  // Compiles the kernel of a model, once.
  kernel(name) {
    if (!this.kernels.has(name)) {
      const loading = this.load(name);
      this.kernels.set(name, loading);
      // The next one who needs it tries again.
      loading.catch(() => this.kernels.delete(name));
    }
    return this.kernels.get(name);
  }

  async load(name) {
    const { kernel: url, title } = this.files[name];
    const response = await fetch(url).catch(() => ({ ok: false, status: "no answer" }));
    if (!response.ok) throw new Error(lost(title, `${url}, ${response.status}`));
    const bytes = await response.arrayBuffer().catch(() => new ArrayBuffer(0));
    try {
      return await this.made(name, bytes);
    } catch (error) {
      console.error(error);
      // Whether it is sound may be asked where compiling is forbidden.
      if (WebAssembly.validate(bytes)) throw new Error(forbidden(error));
      throw new Error(lost(title, `${url} is damaged or cut short`));
    }
  }

  forget(name) {
    delete this.roster.models[name];
    delete this.ready[name];
    this.kernels.delete(name);
  }

  async made(name, bytes) {
    const module = await WebAssembly.compile(bytes);
    const { states, parameters } = this.roster.models[name];
    const metadata = {
      states: states.length,
      parameters: parameters.map((parameter) => parameter.name),
    };
    const kernel = await Kernel.from(module, metadata, this.roster.solver);
    this.ready[name] = kernel;
    return kernel;
  }

  // Takes a model of the visitor's own: what the roster would say of it, and its module's bytes,
  // null for one that Python has to run.
  async adopt(name, entry, binary) {
    for (const old of Object.keys(this.roster.models)) {
      if (!Object.hasOwn(this.files, old)) this.forget(old);
    }
    this.roster.models[name] = entry;
    delete this.ready[name];
    this.kernels.set(name, binary && binary.then((bytes) => this.made(name, bytes)));
    await this.kernels.get(name);
  }

  // Takes the document that the page shows; its models may be others than a moment ago.
  attach(document) {
    this.document = document;
    this.controls = new Map();
    this.result = this.wide = null;
    const models = document.roots().flatMap((root) => [...root.references()]);
    for (const model of models) {
      const tag = model.tags?.find?.((text) => typeof text === "string");
      if (tag?.startsWith(CONTROL)) this.controls.set(model, tag.slice(CONTROL.length));
      if (tag === "result") this.result = model;
      if (tag === WIDE) this.wide = model;
    }
    if (!this.figures?.among(models)) this.figures = null;
    this.models = models;
  }

  // Shows a whole state, as soon as its kernel is there; the controls too if it is the first one,
  // of which Python has not heard yet.
  async show(state, { first = false } = {}) {
    // A jump is shown in axes of its own, as on a fresh page.
    if (this.state && distance(this.state, state) > 1) this.figures?.forgetRanges();
    this.state = state;
    await this.kernel(state.model);
    if (this.state !== state) return;
    this.onModel?.(state.model);
    if (first) this.quietly(() => this.showControls());
    this.draw();
  }

  // Python has answered: its figures may be new ones, and so may the state, if it tells one.
  async settle(state) {
    const before = this.state;
    this.attach(this.document);
    if (this.figures && (!state || distance(before, state) === 0)) {
      this.state = state ?? before;
      return;
    }
    await this.show(state ?? before);
  }

  // What the visitor has moved; true if it has been drawn.
  moved({ model, attr, value }) {
    const name = this.controls?.get(model);
    if (!name || !["value", "active"].includes(attr) || !this.draws) return false;
    this.prepare();
    if (name === "view") this.chooseView(model, value);
    else this.state = changed(this.state, name, rounded(value, model.step), this.parameters());
    this.draw();
    return true;
  }

  // Shows the panels whose boxes are ticked. The last one cannot be taken away: all come back.
  chooseView(boxes, active) {
    const { views } = this.roster;
    const names = active.map((k) => views[k]);
    const view = fittingView(names, this.roster.models[this.state.model], views);
    this.state = { ...this.state, view };
    this.quietly(() => boxes.setv({ active: this.ticked(boxes) }));
  }

  // Which boxes are ticked; a model of one equation has none for a phase plane.
  ticked({ labels }) {
    const numbers = this.state.view.map((name) => this.roster.views.indexOf(name));
    return numbers.filter((k) => k < labels.length);
  }

  // Draws what is shown a few times more, whenever the browser has nothing to do: what it has
  // compiled by then is as fast at the first move as at the hundredth.
  warmUp(times = WARM_UP) {
    if (times === 0) return;
    whenIdle(() => {
      if (!this.draws) return;
      this.prepare();
      this.draw();
      this.warmUp(times - 1);
    });
  }

  // From now on figures are painted faster; by now all style sheets are there.
  prepare() {
    if (!this.figures?.prepared) this.quietly(() => this.figures?.prepare());
  }

  parameters() {
    return this.roster.models[this.state.model].parameters;
  }

  // Moves the controls to the state, where they differ from it.
  showControls() {
    for (const [control, name] of this.controls) {
      if (name === "view") {
        control.active = this.ticked(control);
        continue;
      }
      const value = valueOf(this.state, name);
      if (value === undefined) continue;
      const limit = this.limitOf(name);
      control.setv(limit ? { ...scale(limit, value, Boolean(this.wide?.active)), value } : { value });
    }
  }

  // Range and step of a slider; nothing for what is none.
  limitOf(name) {
    const { models, limits } = this.roster;
    const { parameters, strength } = models[this.state.model];
    if (name === "I_max") return strength;
    const own = ownLimits(this.state, this.roster).get(name);
    return limits[name] ?? parameters.find((limit) => limit.name === name) ?? (own && usual(own));
  }

  // The current at the samples of a run; most controls leave it as it was.
  input(run) {
    const key = inputKey(this.state, run);
    if (this.shownInput?.key !== key) {
      const values = sample(this.state, gridOf(run.n, run.dt), this.roster);
      this.shownInput = { key, values };
    }
    return this.shownInput.values;
  }

  // The run of what is shown, which holds until the next one, and its input; null if there is no
  // kernel to make it.
  integrated() {
    const { state } = this;
    const told = this.roster.models[state?.model];
    const kernel = this.ready[state?.model];
    if (!kernel) return null;
    const preset = presetOf(told, state.preset);
    const parameters = parameterValues(state, told);
    const start = preset?.y0 ?? restingState(kernel, parameters, told);
    const table = pieces(state, this.roster);
    const asked = { parameters, state: Float64Array.from(start), pieces: table, T: state.T };
    const published = state.solver === "published" && preset?.published;
    const dt = published ? published.dt : this.roster.solver.dt;
    const run = published
      ? kernel.euler({
          ...asked, dt, inTurn: published.in_turn, weakerEdges: published.weaker_edges,
        })
      : kernel.run(asked);
    return { run, input: this.input(run), since: constantSince(table, PIECE, state.T) };
  }

  draw() {
    const { state } = this;
    const made = this.integrated();
    if (!made) {
      this.onDrawn?.("");
      return; // Python draws this one, and says what came of it
    }
    const { run, input, since } = made;
    const told = this.roster.models[state.model];
    this.figures ??= new Figures(this.models, told, this.quietly);
    const onset = this.roster.currents[state.current].uses_onset ? state.onset : null;
    const { voltage } = told;
    const numbers = summary(run, { onset, voltage, since }, this.roster.oscillation);
    const counted = facts(numbers, this.roster.words);
    const remarked = remarks(run, numbers, this.roster, told);
    const text = resultText(counted, remarked);
    this.onResult?.(run, state, { ...numbers, text });
    this.quietly(() => {
      this.figures.showView(state.view);
      this.figures.show(run, input, onset, state.T);
      if (this.result) this.result.text = asPaneText(resultHtml(counted, remarked, told.rule));
    });
    this.onDrawn?.(text);
  }
}

// What of a state the current is made of.
const inputKey = ({ current, I_max, I_period, onset, T, seed, own }, { n, dt }) =>
  JSON.stringify([current, I_max, I_period, onset, T, seed, own, n, dt]);

// In how many things two states differ.
function distance(one, other) {
  const flat = ({ parameters, own, ...rest }) => ({ ...rest, ...parameters, ...own });
  const [a, b] = [flat(one), flat(other)];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => String(a[name]) !== String(b[name])).length;
}

// A state with one control moved.
function changed(state, name, value, parameters) {
  if (COMMON.has(name)) return { ...state, [name]: value };
  if (name === "current") {
    return value === state.current ? state : { ...state, current: value, own: {} };
  }
  if (parameters.some((parameter) => parameter.name === name)) {
    return { ...state, parameters: { ...state.parameters, [name]: value } };
  }
  return { ...state, own: { ...state.own, [name]: value } };
}

function valueOf(state, name) {
  if (COMMON.has(name) || name === "current") return state[name];
  const { parameters, own } = state;
  return Object.hasOwn(parameters, name) ? parameters[name] : Object.hasOwn(own, name) ? own[name] : undefined;
}

// A slider's own arithmetic leaves the last digits of a value to chance.
function rounded(value, step) {
  if (typeof value !== "number" || !(step > 0)) return value;
  const meant = Number(value.toFixed(Math.min(100, digitsOf(step))));
  return Math.abs(meant - value) <= Math.max(1e-9 * Math.abs(value), 1e-12 * step) ? meant : value;
}

const lost = (title, why) =>
  `the computing part of "${title}" could not be loaded (${why}). Check the network, then choose ` +
  "the neuron again or reload the page; if that does not help, the file is missing or damaged on " +
  "the page's host.";

const forbidden = ({ message }) =>
  "WebAssembly, with which this page computes, may not run here: the page's host, or this " +
  `browser's settings, forbid it (${message}). A host that sends a Content-Security-Policy has ` +
  "to allow `'wasm-unsafe-eval'` there.";
