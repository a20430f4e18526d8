// Tells how high the page is, for a frame that wants to be as high.

const REST_MS = 60;
// A host that follows has done so by then.
const FOLLOWS_MS = 1000;

/**
 * Has `tell` called with the height of the page's content in pixels, soon after it has changed;
 * returns a function that tells a change at once.
 */
export function watchHeight(tell) {
  const { body, documentElement: root } = document;
  let told = 0;
  let timer = 0;
  let check = 0;

  function report() {
    const height = Math.ceil(body.getBoundingClientRect().height);
    if (height === told || height === 0) return;
    told = height;
    tell(height);
    clearTimeout(check);
    // Who is cut off must be able to scroll.
    check = setTimeout(() => innerHeight < told && root.classList.remove("fits"), FOLLOWS_MS);
  }

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(report, REST_MS);
  };
  new ResizeObserver(soon).observe(body);
  addEventListener("resize", () => {
    // In a frame that follows there is nothing to scroll. A bar would take width, the figures
    // would have another height without it than with it, and neither would ever be right.
    if (innerHeight === told) root.classList.add("fits");
    soon();
  });
  return report;
}
