// What a screen reader says of the figures, and their tools by the keyboard.
import { whenDrawn } from "./views.js";

// Where the keyboard is, as everywhere on the page; figures have no place for a style of ours.
const ring = new CSSStyleSheet();
ring.replaceSync(
  ":focus-visible { outline: 2px solid var(--link) !important; outline-offset: -2px !important; }",
);

function showFocus({ shadow_el: root }) {
  if (!root.adoptedStyleSheets.includes(ring)) root.adoptedStyleSheets.push(ring);
}

export function speakTools() {
  whenDrawn("Toolbar", showFocus);
  whenDrawn("Figure", (view) => {
    // The tools are hidden until the mouse comes; the keyboard comes too.
    view.el.addEventListener("focusin", () => view.mouseenter.emit());
    view.el.addEventListener("focusout", () => view.mouseleave.emit());
  });
  whenDrawn("Toolbar", ({ _overflow_el: more }) => {
    more.setAttribute("role", "button");
    more.setAttribute("aria-label", "More tools");
  });
  for (const type of ["OnOffButton", "ClickButton"]) whenDrawn(type, nameTool);
}

function nameTool({ el }) {
  el.setAttribute("role", "button");
  el.setAttribute("aria-label", el.title);
  el.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    el.click();
  });
}

// Says of each figure among Bokeh's models what it shows; `result` is the sentence of the run.
export function describeFigures(models, result) {
  const figure = (name) => models.find((model) => model.name === name && model.renderers);
  const potential = figure("potential");
  const current = figure("current");
  const phase = figure("phase");
  if (!potential || !current) return;
  const [left, right] = [labels(potential.left), labels(potential.right)];
  const over = `over ${Math.round(potential.x_range.reset_end ?? 0)} ms`;
  const both = right ? `${left}, and ${right}, ${over}` : `${left} ${over}`;
  tell(potential, [both, `Potential ${span(potential, "v")}`, result]);
  tell(current, [`${labels(current.left)} ${over}`, span(current, "I")]);
  if (phase) tell(phase, [`Phase space: ${labels(phase.left)} against ${labels(phase.below)}`]);
}

const labels = (axes) => axes.map(({ axis_label: text }) => text ?? "").filter(Boolean).join(", ");

// The extremes of what is drawn are never left out.
function span({ renderers }, column) {
  const source = renderers.map(({ data_source }) => data_source).find(({ data }) => column in data);
  const values = source?.data[column] ?? [];
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? `from ${Number(low.toPrecision(3))} to ${Number(high.toPrecision(3))}` : "";
}

function tell(model, sentences) {
  const view = Bokeh.index.find_one(model);
  const place = view?.canvas_view?.events_el ?? view?.el;
  if (!place) return;
  if (view.canvas_view) showFocus(view.canvas_view);
  const text = sentences.filter(Boolean).map((sentence) => capital(sentence)).join(". ");
  place.setAttribute("role", "figure");
  place.setAttribute("aria-label", `${text.replace(/\.$/, "")}.`);
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);
