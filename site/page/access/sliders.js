// What a screen reader says of a slider, and its keys. Bokeh's slider, noUiSlider, has no name,
// rounds what it says to one decimal, takes a value between two stops for the nearest one, and after
// its range has changed Home and End still go to the ends of the range before.
import { digitsOf } from "../alone/layout.js";
import { whenDrawn } from "./views.js";

const known = new WeakSet();

export function speakSliders() {
  whenDrawn("Slider", (view) => {
    name(view);
    if (known.has(view.slider_el)) return;
    known.add(view.slider_el);
    // Called at once, and after noUiSlider has written its own attributes.
    view.slider_el.noUiSlider.on("update.spoken", () => say(view));
    handleOf(view).addEventListener("keydown", (event) => move(event, view), true);
    const { disabled, title, start, end, format } = view.model.properties;
    for (const { change } of [disabled, title]) view.connect(change, () => name(view));
    for (const { change } of [start, end, format]) view.connect(change, () => say(view));
  });
}

const handleOf = (view) => view.slider_el.querySelector("[role=slider]");

// A title reads `name (unit)`, or the name alone.
function parts({ title }) {
  const [, label, unit] = /^(.*?)(?: \(([^)]*)\))?$/.exec(title);
  return { label, unit: unit ?? "" };
}

function name(view) {
  const handle = handleOf(view);
  handle.setAttribute("aria-label", parts(view.model).label);
  handle.setAttribute("aria-disabled", String(view.model.disabled));
  handle.tabIndex = view.model.disabled ? -1 : 0;
}

function say(view) {
  const { model } = view;
  const { value } = model;
  const handle = handleOf(view);
  const facts = {
    valuemin: model.start,
    valuemax: model.end,
    valuenow: Number(value.toPrecision(12)), // without the last digits, which are chance
    valuetext: `${view.pretty(value)} ${parts(model).unit}`.trim(),
  };
  for (const [fact, content] of Object.entries(facts)) handle.setAttribute(`aria-${fact}`, content);
}

// How many steps a key goes.
const STEPS = new Map([
  ["ArrowRight", 1], ["ArrowUp", 1], ["ArrowLeft", -1], ["ArrowDown", -1],
  ["PageUp", 5], ["PageDown", -5], ["Home", -Infinity], ["End", Infinity],
]);

function move(event, view) {
  const { model } = view;
  const steps = STEPS.get(event.key);
  if (steps === undefined || model.disabled) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const target = stopFrom(model.value, steps, model.step);
  view._change([Math.min(Math.max(target, model.start), model.end)]);
}

/** The stop so many steps from a value; from between two stops, the first step goes to the next. */
export function stopFrom(value, steps, step) {
  if (!Number.isFinite(steps)) return steps;
  const ratio = value / step;
  const nearest = Math.round(ratio);
  const isStop = Math.abs(ratio - nearest) < 1e-6;
  const from = isStop ? nearest : steps > 0 ? Math.floor(ratio) : Math.ceil(ratio);
  return Number(((from + steps) * step).toFixed(Math.min(100, digitsOf(step))));
}
