// Python's place: a worker inside a frame that has no origin, and so no cookies, no storage and no
// service worker; its policy lets nothing be fetched. The page hands over all that Python needs, and
// takes nothing from it but data, see heard.js.
import { manifest } from "./manifest.js";
import { TO_WORKER } from "./messages.js";

// Workers start on this thread, which Bokeh's scripts hold for half a second: they wait for them.
const LONGEST_MS = 300;
// Where a host has a policy of its own the frame may say nothing at all.
const SILENCE_MS = 30_000;
const SILENT = "its frame did not load.";
// On a slow line what the figures need comes first, and Python's 10 MB after it.
const isSlowLine = () => /2g|3g/.test(navigator.connection?.effectiveType ?? "");

export class Python {
  // Starts Python with the document of a neuron. Its module, which takes all cores to compile,
  // waits until `compile` is called, though not for long; on a slow line all its files do.
  constructor(model) {
    this.model = model;
    // What was said before somebody listened.
    this.early = [];
    this.told = (type, content) => this.early.push([type, content]);
    // Whose text has been run in it: null as long as it is nobody's, see own/models.js.
    this.author = null;
    this.downloads = new Worker(new URL("downloads.js", import.meta.url), { type: "module" });
    this.downloads.onerror = ({ message }) => this.told("failed", message);
    this.port = null;
    this.handed = this.handOver();
    this.handed.catch((error) => this.told("failed", error.message));
    this.alive = Promise.race([
      this.handed.catch(() => {}),
      new Promise((resolve) => setTimeout(resolve, LONGEST_MS)),
    ]);
  }

  // Calls `heard` with every message, and `failed` with a sentence, from now on.
  listen({ heard, failed }) {
    const hear = { heard, failed };
    this.told = (type, content) => hear[type](content);
    for (const [type, content] of this.early.splice(0)) this.told(type, content);
  }

  compile() {
    this.fetchFiles();
    this.downloads.postMessage({});
  }

  send(message, transfer = []) {
    this.port.postMessage(message, transfer);
  }

  // Begins to fetch what Python starts from, once.
  fetchFiles() {
    if (this.files) this.downloads.postMessage({ port: this.files }, [this.files]);
    this.files = null;
  }

  // From now on nothing is heard of it.
  end() {
    this.told = () => {};
    this.ended = true;
    clearTimeout(this.silence);
    this.downloads.terminate();
    this.port?.close();
    this.frame?.remove();
  }

  async handOver() {
    const [page, files, trouble] = [1, 2, 3].map(() => new MessageChannel());
    this.files = files.port1;
    if (!isSlowLine()) this.fetchFiles();
    const text = scriptOf("worker.js");
    this.silence = setTimeout(() => this.told("failed", SILENT), SILENCE_MS);
    this.frame = emptyFrame();
    await new Promise((resolve) => this.frame.addEventListener("load", resolve, { once: true }));
    clearTimeout(this.silence); // the script may take long on a slow line
    const script = await text;
    if (this.ended) return;
    this.port = page.port1;
    this.port.onmessage = ({ data }) => this.hear(data);
    trouble.port1.onmessage = ({ data }) => this.told("failed", String(data));
    this.silence = setTimeout(() => this.told("failed", SILENT), SILENCE_MS);
    const { info, panelRoot } = manifest.assets;
    const { model } = this;
    this.send({ type: TO_WORKER.START, model, info, panelRoot, restNames: manifest.restNames });
    const ports = [page.port2, files.port2, trouble.port2];
    this.frame.contentWindow.postMessage(script, "*", [script, ...ports]);
  }

  hear(data) {
    clearTimeout(this.silence);
    this.told("heard", data);
  }
}

// The policy of the page, which such a frame takes over, and one of its own hold in it.
function emptyFrame() {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  Object.assign(frame, { srcdoc: manifest.frame, hidden: true, title: "Python", tabIndex: -1 });
  document.documentElement.append(frame);
  return frame;
}

async function scriptOf(name) {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${name} could not be loaded (${response.status}).`);
  return response.arrayBuffer();
}
