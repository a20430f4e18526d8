// Which controls a state has and what they say, as long as there is no Python to arrange them: it is
// on its way, or the page does without.
import { asPaneText } from "../fast/result.js";
import { labelOf, meaningOf, ownLimits, scale, usual } from "./layout.js";

const PART = "part:";

export class Arrangement {
  // `live` has the sliders and the roster; `quietly` runs changes of the document.
  constructor(live, quietly) {
    Object.assign(this, { live, quietly });
    this.parts = {};
    // The sliders that were made here, of which Python will not know.
    this.made = new WeakSet();
  }

  // Takes the document that the page shows.
  attach(document) {
    this.parts = {};
    this.shown = this.ownShown = null;
    for (const model of document.roots().flatMap((root) => [...root.references()])) {
      const tag = model.tags?.find?.((text) => typeof text === "string" && text.startsWith(PART));
      if (tag) this.parts[tag.slice(PART.length)] = model;
    }
  }

  // Whether the sliders have their wider ranges.
  get wide() {
    return Boolean(this.parts.wide?.active);
  }

  // Shows the controls of a state, if they are others than before.
  show(state) {
    const { I_base = 0, ...own } = state.own;
    const { model, preset, solver, current, onset, seed, parameters } = state;
    const shown = JSON.stringify([
      model, preset, solver, current, onset, seed, I_base, this.wide,
      Object.keys(own), Object.keys(parameters),
    ]);
    if (shown === this.shown || !this.parts.model) return;
    this.shown = shown;
    this.quietly(() => {
      this.showChoice(state);
      this.showCurrent(state);
      this.showOwn(state);
    });
  }

  showChoice({ model, preset, solver }) {
    const { roster } = this.live;
    const { published } = roster.models[model].presets.find(({ name }) => name === preset) ?? {};
    this.parts.model.value = model;
    this.parts.preset.value = preset;
    this.parts.solver.setv({ visible: Boolean(published), active: roster.solvers.indexOf(solver) });
  }

  showCurrent(state) {
    const { roster, controls } = this.live;
    const current = roster.currents[state.current];
    this.parts.meaning.text = asPaneText(asPaneText(meaningOf(state, roster)));
    this.parts.noise.visible = current.uses_seed;
    const spare = new Set(
      roster.models[state.model].parameters.filter((p) => !p.required).map((p) => p.name),
    );
    for (const [control, name] of controls) {
      if (name === "I_max") control.visible = current.uses_strength;
      if (name === "onset") control.visible = current.uses_onset;
      if (name === "I_period") {
        control.visible = current.uses_period;
        if (current.uses_period) control.title = labelOf(current.period, roster.limits[name].unit);
      }
      if (spare.has(name)) control.visible = this.wide || Object.hasOwn(state.parameters, name);
    }
  }

  // Makes the sliders of what only this current has; none for most of them.
  showOwn(state) {
    const { live } = this;
    const limits = ownLimits(state, live.roster);
    const key = [state.current, ...limits.keys()].join();
    if (key === this.ownShown) return;
    this.ownShown = key;
    const like = [...live.controls.keys()].find((control) => control.start !== undefined);
    this.parts.own.children = [...limits].map(([name, limit]) => {
      const value = state.own[name] ?? limit.default;
      const shown = usual(limit);
      const slider = new like.constructor({
        tags: [`control:${name}`], title: labelOf(name, shown.unit), value, ...scale(shown, value),
        margin: like.margin, sizing_mode: like.sizing_mode, stylesheets: like.stylesheets,
      });
      this.made.add(slider);
      return slider;
    });
    this.parts.own.visible = limits.size > 0;
    live.attach(live.document);
  }
}
