// The page: shows the picture and the baked document at once, and links Python to them when it
// has come up in its worker.
import { compiled, early, worker } from "./boot.js";
import { Link } from "./link.js";
import { manifest } from "./manifest.js";
import { TO_PAGE, TO_WORKER } from "./messages.js";

const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const bakedText = byId("spiking-document").textContent;
const query = location.search;
const asked = new URLSearchParams(query);
const embedded = asked.get("embed") === "1";
const asksForState = [...asked.keys()].some((key) => key !== "embed");

const link = new Link(worker);
let shown = null;
let pythonIsUp = false;

function reached(stage) {
  performance.mark(`spiking:${stage}`);
  root.dataset.spiking = stage;
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
  byId("skeleton")?.remove();
  place.classList.remove("waiting");
}

async function showDocument({ json }) {
  await shown;
  if (json !== null) shown = embed(json);
  await shown;
  worker.postMessage({ type: TO_WORKER.LINK, query: asksForState ? query : "" });
}

// Browsers refuse an address that changes more than about three times a second.
const ADDRESS_MS = 350;
let address = null;
let addressTimer = 0;

function showAddress(text) {
  address = embedded ? `${text}&embed=1` : text;
  addressTimer ||= setTimeout(writeAddress, ADDRESS_MS);
}

function writeAddress() {
  clearTimeout(addressTimer);
  addressTimer = 0;
  if (address !== null) history.replaceState(null, "", `?${address}${location.hash}`);
  address = null;
}

function idle() {
  const first = !pythonIsUp;
  pythonIsUp = true;
  byId("error").hidden = true;
  link.idle();
  if (!first) return;
  root.classList.remove("stale");
  byId("progress").hidden = true;
  if (asksForState) performance.mark("spiking:picture");
  performance.mark("spiking:interactive");
  reached("python");
}

const HANDLERS = {
  [TO_PAGE.PROGRESS]: showProgress,
  [TO_PAGE.DOCUMENT]: showDocument,
  [TO_PAGE.PATCH]: (message) => link.apply(message),
  [TO_PAGE.QUERY]: ({ query: text }) => showAddress(text),
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

worker.onmessage = heard;
worker.onerror = failed;

root.classList.toggle("embed", embedded);
addEventListener("pagehide", writeAddress);
if (asksForState) {
  root.classList.add("stale");
} else {
  byId("first-picture")
    .decode()
    .catch(() => {}) // a missing picture is no reason to wait
    .then(() => requestAnimationFrame(pictureShown));
}
shown = compiled
  .then(() => Promise.all(manifest.scripts.map(loadScript)))
  .then(() => embed(bakedText));
shown.catch((error) => showError({ message: error.message, fatal: true }));
for (const event of early.splice(0)) (event.type === "message" ? heard : failed)(event);
