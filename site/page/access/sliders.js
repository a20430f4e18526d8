// What a screen reader says of a slider, and the keys Home and End. Bokeh's slider, noUiSlider, has
// no name, rounds what it says to one decimal, and after its range has changed these keys still go
// to the ends of the range before.
import { whenDrawn } from "./views.js";

const known = new WeakSet();

export function speakSliders() {
  whenDrawn("Slider", (view) => {
    name(view);
    if (known.has(view.slider_el)) return;
    known.add(view.slider_el);
    // Called at once, and after noUiSlider has written its own attributes.
    view.slider_el.noUiSlider.on("update.spoken", (_texts, _handle, numbers) =>
      say(view, view._calc_from(numbers)),
    );
    handleOf(view).addEventListener("keydown", (event) => goToEnd(event, view), true);
    const { disabled, title, start, end } = view.model.properties;
    for (const { change } of [disabled, title]) view.connect(change, () => name(view));
    for (const { change } of [start, end]) view.connect(change, () => say(view, view.model.value));
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

function say(view, value) {
  const { model } = view;
  const handle = handleOf(view);
  const facts = {
    valuemin: model.start,
    valuemax: model.end,
    valuenow: Number(value.toPrecision(12)), // without the last digits, which are chance
    valuetext: `${view.pretty(value)} ${parts(model).unit}`.trim(),
  };
  for (const [fact, content] of Object.entries(facts)) handle.setAttribute(`aria-${fact}`, content);
}

function goToEnd(event, view) {
  const { model } = view;
  const target = { Home: model.start, End: model.end }[event.key];
  if (target === undefined || model.disabled) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  view._change([target]);
}
