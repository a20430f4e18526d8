// The page without Python: what Python does to the controls on the whole page - another neuron,
// a preset, the way of integrating, wider ranges, what only one current has - is done here.
import { toQuery } from "../fast/query.js";

const CLICK = "button_click";

export class Alone {
  constructor(page) {
    this.page = page;
  }

  get parts() {
    return this.page.arrangement.parts;
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
      // Other ranges change no value; they come with the state.
      case "wide": return toQuery(state);
    }
    return null;
  }

  reset({ model, preset }) {
    this.page.link.quietly(() => (this.parts.wide.active = false));
    return String(new URLSearchParams(preset ? { model, preset } : { model }));
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
