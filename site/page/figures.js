// What Bokeh keeps of figures that are gone, taken out of its hands: each of its figures listens to
// the size of the window for ever, and is kept, with all that it has drawn, by being listened for.

const isFigure = (view) => view.model?.type === "Figure";

/** Listens once for all figures that there are; when Bokeh is there, before it draws one. */
export function listenForFigures() {
  const window = globalThis.visualViewport;
  if (!window) return;
  window.addEventListener("resize", () => {
    for (const view of Bokeh.index.query(isFigure)) {
      if (view.canvas?.resize?.()) view.request_repaint();
    }
  });
  window.addEventListener = () => {};
}
