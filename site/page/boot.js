import { TO_WORKER } from "./messages.js";

// Runs before the page has been read to its end: the worker is what takes longest.
export const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });

// What the worker says before the page listens.
export const early = [];
worker.onmessage = worker.onerror = (event) => early.push(event);

const downloads = new Worker(new URL("downloads.js", import.meta.url), { type: "module" });
const { port1, port2 } = new MessageChannel();
downloads.postMessage({ port: port1 }, [port1]);
downloads.onerror = (event) => worker.dispatchEvent(new ErrorEvent("error", event));
worker.postMessage({ type: TO_WORKER.DOWNLOADS, port: port2 }, [port2]);

// Bokeh's scripts hold this thread, which workers start on, and one of few cores for half a second.
// They wait until Python's module is compiled; on a slow line that would be too long.
const LONGEST_MS = 700;
export const compiled = new Promise((resolve) => {
  downloads.onmessage = resolve;
  downloads.addEventListener("error", resolve);
  setTimeout(resolve, LONGEST_MS);
});
