// The page without Python: what Python does to the controls on the whole page - another neuron,
// a preset, the way of integrating, wider ranges, what only one current has - is done here.
import { toQuery } from "../fast/query.js";
import { wideRange } from "./layout.js";

const CLICK = "button_click";

export class Alone {
  constructor(page) {
    this.page = page;
  }

  get parts() {
    return this.page.arrangement.parts;
  }

  get wide() {
    return this.page.arrangement.wide;
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
      case "wide": return this.widen(state);
    }
    return null;
  }

  reset({ model, preset }) {
    this.page.link.quietly(() => (this.parts.wide.active = false));
    this.stretch(false);
    return String(new URLSearchParams(preset ? { model, preset } : { model }));
  }

  widen(state) {
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
