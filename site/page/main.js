// What the page is made of: shows the picture and the baked document at once, and links Python to
// them when it has come up in its worker.
import { Address } from "./address.js";
import { first, model } from "./boot.js";
import { Computed } from "./computed.js";
import { Dialogue } from "./embed/dialogue.js";
import { Frame } from "./embed/frame.js";
import { asksForState as asksFor, presentationOf, suffixOf } from "./embed/presentation.js";
import { wear } from "./embed/theme.js";
import { manifest } from "./manifest.js";
import { OwnModels } from "./own/models.js";
import { Editor } from "./own/editor.js";
import { Page, textOf } from "./page.js";
import { noPython, notDrawn, reached, stage } from "./status.js";

const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const presentation = presentationOf(location.search);
const { embedded, theme } = presentation;
const asksForState = asksFor(location.search);
const alone = first === null;

const page = new Page({ manifest, model, query: asksForState ? location.search : "", alone });

const suffix = suffixOf(presentation);
const address = new Address({ suffix, unlinked: byId("unlinked"), embedded });
address.arrived(location.search);
page.addEventListener("state", ({ detail }) => address.show(detail));
addEventListener("popstate", () => {
  if (address.shown === location.search) return; // only the part after the # has changed
  address.arrived(location.search);
  page.show(location.search);
});

const own = new OwnModels(page, () => (computed.shown = null));
const computed = new Computed(byId("computed"), async (name) => {
  if (own.texts.has(name)) return own.texts.get(name);
  const files = manifest.models[name];
  const [program, wat] = await Promise.all([textOf(files.program), textOf(files.wat)]);
  return { program, wat };
});
page.addEventListener("model", ({ detail }) => computed.show(detail));

new Editor(byId("own"), {
  models: Object.entries(manifest.models).map(([name, { title }]) => ({ name, title })),
  fetchSource: (name) => textOf(manifest.models[name].source),
  run: (text) => own.run(text),
  example: manifest.example,
});
byId("own").addEventListener("focusin", function warm() {
  if (own.warmUp()) byId("own").removeEventListener("focusin", warm);
});

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

function showPicture() {
  for (const place of document.querySelectorAll("[data-picture]")) {
    const url = manifest.models[model].pictures[place.dataset.picture];
    place.setAttribute(place.localName === "img" ? "src" : "srcset", url);
  }
  root.classList.toggle("other", model !== manifest.model);
  if (asksForState) {
    root.classList.add("stale");
    return;
  }
  byId("first-picture")
    .decode()
    .catch(() => {}) // a missing picture is no reason to wait
    .then(() =>
      requestAnimationFrame(() => {
        // In a tab in the background the frame may come after everything else.
        if (stage() === "loading") reached("picture");
      }),
    );
}

root.classList.toggle("embed", embedded);
root.classList.toggle("alone", alone);
if (theme) wear(theme);
page.live.kernel(model).catch(() => {}); // on its way; who needs it hears of a failure
showPicture();
page
  .begin((first?.alive ?? Promise.resolve()).then(() => Promise.all(manifest.scripts.map(loadScript))))
  .catch(notDrawn)
  .finally(() => first?.compile());
if (first) page.listen(first);
if (embedded) new Frame(page);
else new Dialogue(page, document.querySelector("header"));
if (alone && !embedded) noPython();
