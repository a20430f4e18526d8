// The page: shows the picture and the baked document at once, and links Python to them when it
// has come up in its worker.
import { makeAccessible } from "./access/access.js";
import { listenToKeys } from "./access/keyboard.js";
import { Spoken } from "./access/spoken.js";
import { first, model, startPython } from "./boot.js";
import { Computed } from "./computed.js";
import { Live } from "./fast/live.js";
import { toQuery } from "./fast/query.js";
import { fromQuery } from "./fast/state.js";
import { Link } from "./link.js";
import { manifest } from "./manifest.js";
import { TO_PAGE, TO_WORKER } from "./messages.js";
import { assemble } from "./own/assemble.js";
import { Editor } from "./own/editor.js";

const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const query = location.search;
const asked = new URLSearchParams(query);
const embedded = asked.get("embed") === "1";
const asksForState = [...asked.keys()].some((key) => key !== "embed");
// Longer than this, and Python does not come back from what it was told to do.
const PATIENCE_MS = 20_000;
const OWN_PATIENCE_MS = 10_000;

let python = first;
let pythonIsUp = false;
// Whether the page shows the document that it was built with, as Python will make it.
let baked = true;
const link = new Link({
  draw: (event) => moved(event),
  failed: (error) => notDrawn(error),
  send: (message) => python.worker.postMessage(message),
  patience: PATIENCE_MS,
  stuck: () => restart("Python did not answer any more, and was started anew."),
});
const live = new Live(manifest, (action) => link.quietly(action));
let shown = null;

// Shows what an event has changed, if Python is not needed for it.
function moved(event) {
  if (!live.moved(event)) return false;
  if (isBuiltIn(live.state.model)) showAddress(toQuery(live.state));
  return true;
}

function reached(stage) {
  performance.mark(`spiking:${stage}`);
  // Without Python the figures still move; that it failed remains said.
  if (root.dataset.spiking !== "error") root.dataset.spiking = stage;
}

// In a tab in the background the frame may come after everything else.
function pictureShown() {
  if (root.dataset.spiking === "loading") reached("picture");
}

function showProgress({ done, text }) {
  const bar = byId("progress");
  bar.querySelector("progress").value = done;
  bar.querySelector("output").textContent = `${text} … ${Math.round(100 * done)} %`;
}

function showError({ message, fatal }) {
  const line = byId("error");
  line.hidden = false;
  line.textContent = fatal
    ? `Python could not be started in this browser: ${message} Reload the page to try again.`
    : message;
  if (fatal) {
    byId("progress").hidden = true;
    root.dataset.spiking = "error";
  }
}

async function text(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} could not be loaded (${response.status}).`);
  return response.text();
}

function notDrawn(error) {
  console.error(error);
  showError({ message: `The figures could not be drawn: ${error.message}`, fatal: false });
}

// Bokeh's own scripts register one with the other, so they run in their order.
function loadScript(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.async = false;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${url} could not be loaded.`));
    document.head.append(script);
  });
}

async function embed(text) {
  const json = JSON.parse(text);
  const id = json.roots[0].id;
  const place = byId("app");
  place.replaceChildren();
  const item = { docid: "neuron", roots: { [id]: "app" }, root_ids: [id] };
  const [views] = await Bokeh.embed.embed_items({ neuron: json }, [item]);
  const view = [...views.roots.values()][0];
  await view.ready;
  link.attach(view.model.document);
  live.attach(view.model.document);
}

// The figures of the state that is asked for, before Python is there.
async function showFirst() {
  makeAccessible();
  await embed(await documentOf(model));
  try {
    await live.show(fromQuery(query, manifest.roster), { first: true });
  } finally {
    byId("skeleton")?.remove();
    byId("app").classList.remove("waiting");
    root.classList.remove("stale");
  }
  if (root.dataset.spiking === "loading") reached("picture");
  reached("interactive");
}

async function showDocument({ json }) {
  await shown.catch(() => {});
  if (live.document === null) return; // there are no figures; the page has said why
  let restored = null;
  if (!baked) {
    const query = `?${toQuery(live.state)}`;
    if (isBuiltIn(live.state.model)) restored = query;
    else toRunAgain = { text: lastOwn, query };
  }
  if (json !== null || !baked) {
    await embed(json ?? (await documentOf(builtIn(live.state.model))));
    if (!isBuiltIn(live.state.model)) live.state = fromQuery("", manifest.roster);
    await live.show(live.state, { first: true });
  }
  link.begin({ type: TO_WORKER.LINK, query: restored ?? (asksForState ? query : "") });
}

const isBuiltIn = (name) => Object.hasOwn(manifest.models, name);
const builtIn = (name) => (isBuiltIn(name) ? name : manifest.model);

// The first document is part of the page for one neuron; those of the others are files.
function documentOf(name) {
  return name === manifest.model
    ? byId("spiking-document").textContent
    : text(manifest.models[name].document);
}

// Ends Python and begins anew; what the page shows goes on moving meanwhile.
function restart(sentence) {
  python.worker.terminate();
  const seconds = OWN_PATIENCE_MS / 1000;
  if (ownAnswered) {
    ownAnswered({
      ok: false,
      sentence: `The text did not end within ${seconds} s; Python was stopped and started anew. ` +
        "Look for a loop that never ends.",
    });
  } else {
    showError({ message: sentence, fatal: false });
  }
  ownAnswered = null;
  pythonIsUp = baked = false;
  told = null;
  reached("interactive");
  showProgress({ done: 0, text: "Loading Python" });
  byId("progress").hidden = false;
  link.wait();
  const next = startPython(builtIn(live.state.model));
  next.compile();
  listen(next);
}

// What Python has made of everything that it was told so far.
let told = null;

function heardQuery({ query: text }) {
  told = text;
  // A model of the visitor's own is nothing that an address could bring back.
  if (isBuiltIn(new URLSearchParams(text).get("model"))) showAddress(text);
}

// What a model of one's own needs of Python is fetched when somebody turns to the editor.
function warm() {
  if (!pythonIsUp || link.busy) return;
  byId("own").removeEventListener("focusin", warm);
  link.begin({ type: TO_WORKER.WARM });
  assemble("(module)").catch(() => {}); // a failure is told when it matters
}
byId("own").addEventListener("focusin", warm);

// What the visitor's own texts were compiled to, by the names of the models.
const ownTexts = new Map();
let ownAnswered = null;
// The text that was run last and is a model, and what is to be run once more in a new Python.
let lastOwn = null;
let toRunAgain = null;
let asking = null;

async function runOwn(source) {
  while (link.busy && pythonIsUp) await new Promise((resolve) => setTimeout(resolve, 50));
  if (!pythonIsUp) {
    const why = root.dataset.spiking === "error" ? "could not be started" : "is still loading";
    return { ok: false, sentence: `Python ${why}; a model of your own needs it.` };
  }
  return new Promise((resolve) => {
    ownAnswered = resolve;
    askOwn({ text: source });
  });
}

function askOwn(request) {
  asking = request.text;
  link.begin({ type: TO_WORKER.OWN, ...request }, OWN_PATIENCE_MS);
}

async function heardOwn({ answer }) {
  const resolve = ownAnswered;
  ownAnswered = null;
  try {
    const result = JSON.parse(answer);
    if (result.ok) {
      lastOwn = asking;
      await adopt(result);
    }
    resolve?.(result);
  } catch (error) {
    resolve?.({ ok: false, sentence: error.message });
  }
}

async function adopt({ name, entry, wat, program }) {
  ownTexts.set(name, wat && { program, wat });
  computed.shown = null;
  await live.adopt(name, entry, wat && assemble(wat));
}

const computed = new Computed(byId("computed"), async (name) => {
  if (ownTexts.has(name)) return ownTexts.get(name);
  const files = manifest.models[name];
  const [program, wat] = await Promise.all([text(files.program), text(files.wat)]);
  return { program, wat };
});
live.onModel = (name) => computed.show(name);

const spoken = new Spoken(byId("spoken"), () => live.models ?? []);
live.onDrawn = (result) => spoken.drawn(result);
listenToKeys(byId("skip"), byId("app"));

new Editor(byId("own"), {
  models: Object.entries(manifest.models).map(([name, { title }]) => ({ name, title })),
  fetchSource: (name) => text(manifest.models[name].source),
  run: runOwn,
  example: manifest.example,
});

// Browsers refuse an address that changes more than about three times a second.
const ADDRESS_MS = 350;
let address = null;
let addressTimer = 0;

// More than this many hosts do not take.
const LONGEST_ADDRESS = 8000;

function showAddress(text) {
  byId("unlinked").hidden = text.length <= LONGEST_ADDRESS;
  if (text.length > LONGEST_ADDRESS) return;
  address = embedded ? `${text}&embed=1` : text;
  addressTimer ||= setTimeout(writeAddress, ADDRESS_MS);
}

function writeAddress() {
  clearTimeout(addressTimer);
  addressTimer = 0;
  if (address !== null) history.replaceState(null, "", `?${address}${location.hash}`);
  address = null;
}

async function idle() {
  const first = !pythonIsUp;
  pythonIsUp = true;
  if (first) byId("error").hidden ||= baked;
  else byId("error").hidden = true;
  ownAnswered?.({ ok: false, sentence: "Python could not run the text." });
  ownAnswered = null;
  if (first) {
    byId("progress").hidden = true;
    reached("python");
    live.warmUp();
  }
  if (!link.idle()) return;
  if (toRunAgain) {
    askOwn(toRunAgain);
    toRunAgain = null;
    return;
  }
  const state = told === null ? null : fromQuery(told, manifest.roster);
  told = null;
  await live.settle(state);
}

const HANDLERS = {
  [TO_PAGE.PROGRESS]: showProgress,
  [TO_PAGE.DOCUMENT]: showDocument,
  [TO_PAGE.PATCH]: (message) => link.apply(message),
  [TO_PAGE.OWN]: heardOwn,
  [TO_PAGE.QUERY]: heardQuery,
  [TO_PAGE.IDLE]: idle,
  [TO_PAGE.ERROR]: showError,
};
async function heard({ data }) {
  try {
    await HANDLERS[data.type](data);
  } catch (error) {
    console.error(error);
    showError({ message: error.message, fatal: !pythonIsUp });
  }
}

function failed(event) {
  const message = event.message ?? "its worker did not load.";
  showError({ message: pythonIsUp ? `Python has stopped: ${message}` : message, fatal: !pythonIsUp });
}

function listen(started) {
  python = started;
  python.worker.onmessage = heard;
  python.worker.onerror = failed;
  for (const event of python.early.splice(0)) (event.type === "message" ? heard : failed)(event);
}

root.classList.toggle("embed", embedded);
addEventListener("pagehide", writeAddress);
live.kernel(model).catch(() => {}); // on its way; who needs it hears of a failure
for (const place of document.querySelectorAll("[data-picture]")) {
  const url = manifest.models[model].pictures[place.dataset.picture];
  place.setAttribute(place.localName === "img" ? "src" : "srcset", url);
}
root.classList.toggle("other", model !== manifest.model);
if (asksForState) {
  root.classList.add("stale");
} else {
  byId("first-picture")
    .decode()
    .catch(() => {}) // a missing picture is no reason to wait
    .then(() => requestAnimationFrame(pictureShown));
}
shown = first.alive
  .then(() => Promise.all(manifest.scripts.map(loadScript)))
  .then(showFirst)
  .finally(first.compile);
shown.catch(notDrawn);
listen(first);
