import { presentationOf } from "./embed/presentation.js";
import { manifest } from "./manifest.js";
import { TO_WORKER } from "./messages.js";

// The neuron that is asked for; Python says later what is wrong with a name that is none.
const named = new URLSearchParams(location.search).get("model");
export const model = Object.hasOwn(manifest.models, named) ? named : manifest.model;

// A worker is held to the policy of its own address, and plain files have none; one that comes from
// a blob is held to its page's. What a visitor's model runs as Python can reach no other host then.
function confinedWorker(name) {
  const text = `import ${JSON.stringify(new URL(name, import.meta.url).href)};`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  return new Worker(url, { type: "module" });
}

// Workers start on this thread, which Bokeh's scripts hold for half a second: they wait for them.
const LONGEST_MS = 300;

// Starts Python with the document of a neuron. What it says is kept until somebody listens; its
// module, which takes all cores to compile, waits until `compile` is called, though not for long.
export function startPython(model) {
  const worker = confinedWorker("worker.js");
  const early = [];
  worker.onmessage = worker.onerror = (event) => early.push(event);
  const downloads = confinedWorker("downloads.js");
  const { port1, port2 } = new MessageChannel();
  downloads.postMessage({ port: port1 }, [port1]);
  downloads.onerror = (event) => worker.dispatchEvent(new ErrorEvent("error", event));
  worker.postMessage({ type: TO_WORKER.DOWNLOADS, port: port2, model }, [port2]);
  const alive = new Promise((resolve) => {
    downloads.onmessage = resolve;
    downloads.addEventListener("error", resolve);
    setTimeout(resolve, LONGEST_MS);
  });
  return { worker, early, alive, compile: () => downloads.postMessage({}) };
}

// A frame without an origin of its own can load no worker's files; nor may a worker begin as a blob
// where a host has a policy of its own.
function startIfAllowed() {
  if (origin === "null") return null;
  try {
    return startPython(model);
  } catch (error) {
    if (error.name !== "SecurityError") throw error;
    return null;
  }
}

// Runs before the page has been read to its end: Python is what takes longest. A page in a frame
// does without: three of them beside each other would need three Pythons.
export const first = presentationOf(location.search).embedded ? null : startIfAllowed();
