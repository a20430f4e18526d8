// Runs before the page has been read to its end: the worker is what takes longest.
export const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });

// What the worker says before the page listens.
export const early = [];
worker.onmessage = worker.onerror = (event) => early.push(event);

// Starting a worker takes a few turns of the page's own thread. The scripts that would hold it
// up for half a second wait until the worker has spoken, or has failed to.
export const started = new Promise((resolve) => {
  worker.addEventListener("message", resolve, { once: true });
  worker.addEventListener("error", resolve, { once: true });
});
