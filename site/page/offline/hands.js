// Tells when the visitor's hands rest: what is not for what they do now has time until then. It lies
// in this folder because keep.js needs it, which must be sound (sw.js).

const REST_MS = 1000;
let last = -REST_MS;

function touched({ type, buttons }) {
  // A mouse that only passes over the page asks for nothing.
  if (type !== "pointermove" || buttons !== 0) last = performance.now();
}

const DEEDS = ["pointerdown", "pointermove", "pointerup", "keydown", "wheel", "scroll"];
for (const type of DEEDS) {
  addEventListener(type, touched, { capture: true, passive: true });
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when nothing has been pressed or moved for a while; at once if that is so now. */
export async function handsRest() {
  for (let wait; (wait = last + REST_MS - performance.now()) > 0; ) await sleep(wait);
}

/** Resolves when nothing is pressed or moved for a while, from now on. */
export async function longRest() {
  await sleep(REST_MS);
  await handsRest();
}
