// On paper the figures are as wide as on the screen, since a canvas is not painted anew for it: the
// columns keep their widths (see app.css), and the page is made smaller until they fit.

// Of a sheet of A4 without the margins that browsers leave, in pixels of style sheets.
const SHEET_PX = 700;
const FIRST = ["potential", "current"];
const SECOND = ["phase"];

const widest = (names, document) =>
  Math.max(0, ...names.map((name) => {
    const model = document.get_model_by_name(name);
    return (model && Bokeh.index.find_one(model)?.el.getBoundingClientRect().width) ?? 0;
  }));

/** Fits the figures of `live` to paper when the page is to be printed. */
export function fitToPaper(live) {
  const { style } = document.documentElement;
  addEventListener("beforeprint", () => {
    if (!live.document) return;
    const [first, second] = [FIRST, SECOND].map((names) => widest(names, live.document));
    style.setProperty("--print-first", `${first}px`);
    style.setProperty("--print-second", `${second}px`);
    style.setProperty("--print-zoom", Math.min(1, SHEET_PX / (first + second)));
  });
}
