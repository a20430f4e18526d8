// Whether the page can be kept for offline use at all; if so, the rest of this folder is loaded,
// when the figures are there and only Python is still on its way.

const root = document.documentElement;
// A page that does not come up must hear of a version in which that is mended.
const LONGEST_START_MS = 120_000;

export function reached(...stages) {
  return new Promise((resolve) => {
    const look = () => stages.includes(root.dataset.spiking) && resolve();
    new MutationObserver(look).observe(root, { attributeFilter: ["data-spiking"] });
    setTimeout(resolve, LONGEST_START_MS);
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

if (isPossible()) reached("interactive", "python", "error").then(() => import("./offline.js"));
