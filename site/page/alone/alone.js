// The page without Python: what Python does to the controls on the whole page - another neuron,
// a preset, the way of integrating, wider ranges, what only one current has - is done here.
import { asPaneText } from "../fast/result.js";
import { toQuery } from "../fast/query.js";
import { labelOf, meaningOf, numberFormat, ownLimits, usual, wideRange } from "./layout.js";

const PART = "part:";
const CLICK = "button_click";

export class Alone {
  constructor(page) {
    this.page = page;
    this.parts = {};
    this.sliders = new Map();
    page.addEventListener("result", () => this.arrange());
  }

  // Takes the document that the page shows.
  attach(document) {
    this.parts = {};
    this.wide = false;
    this.shown = this.ownShown = null;
    for (const model of document.roots().flatMap((root) => [...root.references()])) {
      const tag = model.tags?.find?.((text) => typeof text === "string" && text.startsWith(PART));
      if (tag) this.parts[tag.slice(PART.length)] = model;
    }
  }

  // What the visitor has done to one of the parts; true if it is one.
  took(event) {
    const clicked = event.msg_data?.event_name === CLICK ? event.msg_data.origin : null;
    const [name] =
      Object.entries(this.parts).find(([, model]) => model === (clicked ?? event.model)) ?? [];
    const query = name && this.queryAfter(name, event);
    if (!query) return false;
    this.change(name, query).catch(this.page.link.failed);
    return true;
  }

  async change(name, query) {
    await this.page.change(query);
    // With another neuron came other controls; the focus stays on the one that chose it.
    if (name === "model") Bokeh.index.find_one(this.parts.model)?.input_el?.focus();
  }

  // The state that is asked for by what the visitor has done.
  queryAfter(name, { value }) {
    const { state, live: { roster } } = this.page;
    switch (name) {
      case "model": return String(new URLSearchParams({ model: value }));
      case "preset": return String(new URLSearchParams({ model: state.model, preset: value }));
      case "solver": return toQuery({ ...state, solver: roster.solvers[value] });
      case "noise": return toQuery({ ...state, seed: (state.seed + 1) % (roster.max_seed + 1) });
      case "reset": return this.reset(state);
      case "wide": return this.widen(Boolean(value), state);
    }
    return null;
  }

  reset({ model, preset }) {
    this.page.link.quietly(() => (this.parts.wide.active = false));
    this.wide = false;
    this.stretch(false);
    return String(new URLSearchParams(preset ? { model, preset } : { model }));
  }

  widen(wide, state) {
    this.wide = wide;
    const held = this.stretch(true);
    const { parameters: all } = this.page.live.roster.models[state.model];
    const given = all.filter(({ name }) => Object.hasOwn(state.parameters, name));
    const parameters = Object.fromEntries(given.map(({ name }) => [name, held[name]]));
    const { I_max, I_period, T } = held;
    return toQuery({ ...state, parameters, I_max, I_period, T });
  }

  // Gives the sliders the range that is asked for, and returns the values, held inside it.
  stretch(hold) {
    const held = {};
    this.page.link.quietly(() => {
      for (const [control, name] of this.page.live.controls) {
        const limit = this.limits()[name];
        if (!limit) continue;
        const [start, end] = this.wide ? wideRange(limit) : limit.span;
        const value = Math.min(Math.max(control.value, start), end);
        held[name] = value;
        control.setv(hold || control.value === value ? { start, end, value } : { start, end });
      }
    });
    return held;
  }

  // The limits of the sliders that every current has.
  limits() {
    const { live: { roster }, state } = this.page;
    const { parameters, strength } = roster.models[state.model];
    const named = Object.fromEntries(parameters.map((limit) => [limit.name, limit]));
    return { ...roster.limits, ...named, I_max: strength };
  }

  // Shows the controls of the present state, if they are others than before.
  arrange() {
    const { state, link } = this.page;
    const { I_base = 0, ...own } = state.own;
    const { model, preset, solver, current, onset, seed, parameters } = state;
    const shown = JSON.stringify([
      model, preset, solver, current, onset, seed, I_base, this.wide,
      Object.keys(own), Object.keys(parameters),
    ]);
    if (shown === this.shown || !this.parts.model) return;
    this.shown = shown;
    link.quietly(() => {
      this.showChoice(state);
      this.showCurrent(state);
      this.showOwn(state);
    });
  }

  showChoice({ model, preset, solver }) {
    const { roster } = this.page.live;
    const { published } = roster.models[model].presets.find(({ name }) => name === preset) ?? {};
    this.parts.model.value = model;
    this.parts.preset.value = preset;
    this.parts.solver.setv({ visible: Boolean(published), active: roster.solvers.indexOf(solver) });
  }

  showCurrent(state) {
    const { live } = this.page;
    const current = live.roster.currents[state.current];
    this.parts.meaning.text = asPaneText(asPaneText(meaningOf(state, live.roster)));
    this.parts.noise.visible = current.uses_seed;
    const spare = new Set(
      live.roster.models[state.model].parameters.filter((p) => !p.required).map((p) => p.name),
    );
    for (const [control, name] of live.controls) {
      if (name === "I_max") control.visible = current.uses_strength;
      if (name === "I_period") control.disabled = !current.uses_period;
      if (spare.has(name)) control.visible = this.wide || Object.hasOwn(state.parameters, name);
    }
  }

  // Makes the sliders of what only this current has; none for most of them.
  showOwn(state) {
    const { live } = this.page;
    const limits = ownLimits(state, live.roster);
    const key = [state.current, ...limits.keys()].join();
    if (key === this.ownShown) return;
    this.ownShown = key;
    const like = [...live.controls.keys()].find((control) => control.start !== undefined);
    this.parts.own.children = [...limits].map(([name, limit]) => {
      const value = state.own[name] ?? limit.default;
      const { span: [low, high], step, unit } = usual(limit);
      return new like.constructor({
        tags: [`control:${name}`], title: labelOf(name, unit), step, value,
        start: Math.min(low, value), end: Math.max(high, value), format: numberFormat(step),
        margin: like.margin, sizing_mode: like.sizing_mode, stylesheets: like.stylesheets,
      });
    });
    this.parts.own.visible = limits.size > 0;
    live.attach(live.document);
  }
}

/** The keys of a query that are not shown as they were asked for. */
export function notTaken(query, state, isIgnored) {
  const shown = new URLSearchParams(toQuery(state));
  const asked = [...new Map(new URLSearchParams(query.replace(/^\?+/, "")))];
  return asked
    .filter(([key, text]) => !isIgnored(key) && !isShown(text, shown.get(key)))
    .map(([key]) => key);
}

const isShown = (asked, shown) =>
  shown !== null && (asked === shown || Number(asked) === Number(shown));
