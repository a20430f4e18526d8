// Bokeh asks the browser for the style of every line and every label each time it paints, hundreds
// of times for one frame, and the browser computes it each time anew. It changes with the colour
// scheme and the width of the window only, so what was answered once is remembered until then.

let remembered = new WeakMap();
let patched = false;

function forget() {
  remembered = new WeakMap();
}

// Begins to remember, once some figure can be asked: `view` is Bokeh's view of it.
export function rememberStyles(view) {
  if (patched || !view) return;
  const [visual] = [...view.visuals];
  let prototype = visual && Object.getPrototypeOf(visual);
  while (prototype && !Object.hasOwn(prototype, "_get_css_value")) {
    prototype = Object.getPrototypeOf(prototype);
  }
  if (!prototype) return; // another Bokeh: it is only slower
  patched = true;
  const asked = prototype._get_css_value;
  prototype._get_css_value = function answer(name) {
    let known = remembered.get(this);
    if (!known) remembered.set(this, (known = new Map()));
    if (!known.has(name)) known.set(name, asked.call(this, name));
    return known.get(name);
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", forget);
  addEventListener("resize", forget);
}
