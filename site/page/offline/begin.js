// Whether the page can be kept for offline use at all; if so, the rest of this folder is loaded,
// when the figures are there and only Python is still on its way.

const root = document.documentElement;
const error = document.getElementById("error");
// A page that does not come up must hear of a version in which that is mended; if its own files
// are kept, no slow line is the reason.
const LONGEST_START_MS = 120_000;
const LONGEST_KEPT_START_MS = 10_000;

// Waits for one of some stages of the page; a page that tells of a mistake may reach none.
export function reached(...stages) {
  return new Promise((resolve) => {
    const look = () => (stages.includes(root.dataset.spiking) || !error.hidden) && resolve();
    const watch = new MutationObserver(look);
    watch.observe(root, { attributeFilter: ["data-spiking"] });
    watch.observe(error, { attributeFilter: ["hidden"] });
    const { controller } = navigator.serviceWorker;
    setTimeout(resolve, controller ? LONGEST_KEPT_START_MS : LONGEST_START_MS);
    look();
  });
}

function isPossible() {
  if (new URLSearchParams(location.search).get("embed") === "1") return false;
  try {
    // In a frame without an origin, already to read these fails.
    return Boolean(isSecureContext && caches && navigator.serviceWorker && navigator.locks);
  } catch {
    return false;
  }
}

if (isPossible()) reached("interactive", "python").then(() => import("./offline.js"));
