import { perColumn, simplify } from "./simplify.js";

// Makes Bokeh paint only what has changed. For new data it paints axes, grid and labels anew too,
// measures every label to see whether the layout still fits, and asks the browser for hundreds of
// styles: several times what the curves cost. What is changed here are single views, never Bokeh;
// with another version of it, in which some of these names are gone, figures are only slower.

// In pixels of the page; nobody sees a curve move by so much.
const TOLERANCE = 0.15;
const MANY_PER_PIXEL = 3;

const prepared = new WeakSet();

// Prepares the figure that `model` describes; false as long as the page's Bokeh does not show it.
export function prepare(model) {
  const view = Bokeh.index.find_one(model);
  if (!view || prepared.has(view)) return Boolean(view);
  prepared.add(view);
  curvesApart(view, model);
  oncePerFrame(view);
  rememberStyles(view);
  return true;
}

// The curves are painted on the canvas above the one of the axes, which is then left alone.
function curvesApart(view, model) {
  for (const renderer of model.renderers) {
    const curve = view.renderer_views?.get(renderer);
    if (!curve) continue;
    Object.defineProperty(curve, "needs_clip", { value: true });
    curve.update_position = () => {}; // its element, empty, would follow the curve's bounds
    indexedLater(curve.glyph);
    simplified(curve.glyph, model.name !== "phase");
    renderer.level = "overlay";
  }
  view.request_repaint(); // below, the curves are still painted where they were
  // It would look through all points to see whether the ranges fit them; they are set, not fitted.
  Object.defineProperty(view, "invalidate_dataranges", { set() {} });
  const { _invalidate_layout_if_needed: layOut } = view;
  // Looks at the size of every label; curves change none.
  view._invalidate_layout_if_needed = function layOutUnlessCurves() {
    const painters = [...(this._invalidated_painters ?? [])];
    const isCurve = ({ model: { level } }) => level === "overlay";
    const onlyCurves = !this._invalidate_all && painters.length > 0 && painters.every(isCurve);
    if (!onlyCurves || this._needs_layout) layOut.call(this);
  };
}

// What lies on a straight line already need not be painted; nor, of a curve over time, what lies in
// one column of pixels between its ends.
function simplified(glyph, overTime) {
  const paint = glyph?._paint;
  if (!paint || glyph.model.type !== "Line") return;
  glyph._paint = function paintSimplified(context) {
    const { sx: x, sy: y } = this;
    const dense = overTime && x.length > MANY_PER_PIXEL * (x.at(-1) - x[0]);
    const { x: sx, y: sy } = dense ? perColumn(x, y) : simplify(x, y, TOLERANCE);
    paint.call(this, context, sx.keys(), { sx, sy });
  };
}

// Bokeh builds a spatial index of all points at once, for questions that nobody may ask.
function indexedLater(glyph) {
  const build = glyph?.index_data;
  if (!build) return;
  let stale = glyph._index === undefined;
  glyph.index_data = () => { stale = true; };
  Object.defineProperty(glyph, "index", {
    get() {
      if (stale) build.call(glyph);
      stale = false;
      return glyph._index;
    },
  });
}

// Bokeh keeps a distance of its own between two frames, and so misses every other one of the
// browser's.
function oncePerFrame(view) {
  const { throttled_paint: throttled } = view;
  if (!throttled) return;
  let frame = null;
  view.throttled_paint = () =>
    new Promise((resolve) => {
      if (frame !== null) resolve();
      frame ??= requestAnimationFrame(() => {
        frame = null;
        resolve(view.repaint());
      });
    });
  view.throttled_paint.stop = () => {
    throttled.stop();
    cancelAnimationFrame(frame);
  };
}

let remembered = new WeakMap();
const wrapped = new WeakSet();

// Styles change with the colour scheme and the width of the window only.
function rememberStyles(view) {
  const [visual] = view.visuals ? [...view.visuals] : [];
  const prototype = visual && ownerOf(visual, "_get_css_value");
  if (!prototype || wrapped.has(prototype)) return;
  wrapped.add(prototype);
  const asked = prototype._get_css_value;
  prototype._get_css_value = function answer(name) {
    // Measured before it is in the page, where its styles are.
    if (this.obj?.el?.isConnected === false) return asked.call(this, name);
    let known = remembered.get(this);
    if (!known) remembered.set(this, (known = new Map()));
    if (!known.has(name)) known.set(name, asked.call(this, name));
    return known.get(name);
  };
  const forget = () => {
    remembered = new WeakMap();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", forget);
  addEventListener("resize", forget);
}

// The object among the prototypes of `one` that has the property itself.
function ownerOf(one, name) {
  let owner = Object.getPrototypeOf(one);
  while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
  return owner;
}
