// What the page is made of: shows the picture and the baked document at once, and links Python to
// them when it has come up in its worker.
import { makeAccessible } from "./access/access.js";
import { listenToKeys } from "./access/keyboard.js";
import { Spoken } from "./access/spoken.js";
import { Address } from "./address.js";
import { loadBokeh } from "./bokeh.js";
import { first, model } from "./boot.js";
import { Computed } from "./computed.js";
import { listenForFigures } from "./figures.js";
import { Dialogue } from "./embed/dialogue.js";
import { Frame } from "./embed/frame.js";
import { asksForState as asksFor, presentationOf, suffixOf } from "./embed/presentation.js";
import { wear } from "./embed/theme.js";
import { manifest } from "./manifest.js";
import { longRest } from "./offline/hands.js";
import { fitToPaper } from "./print.js";
import { OwnModels } from "./own/models.js";
import { Editor } from "./own/editor.js";
import { Page, textOf } from "./page.js";
import { SaveMenu } from "./keep/save.js";
import { ShareBar } from "./share/bar.js";
import { describe } from "./share/describe.js";
import { OwnLinks, holdsModel } from "./share/own_links.js";
import { noPython, notDrawn, reached, stage } from "./status.js";
import { breath } from "./turns.js";

const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const presentation = presentationOf(location.search);
const { embedded, theme } = presentation;
// What a link says of a model that it brings along has no meaning before that model runs.
const bringsModel = holdsModel(location.hash);
const asksForState = !bringsModel && asksFor(location.search);
const alone = first === null;

const page = new Page({ manifest, model, query: asksForState ? location.search : "", alone });

root.classList.toggle("embed", embedded);
root.classList.toggle("alone", alone);
root.classList.toggle("linked", asksForState || bringsModel);
if (theme) wear(theme);
page.live.kernel(model).catch(() => {}); // on its way; who needs it hears of a failure
showPicture();

const address = new Address({
  suffix: suffixOf(presentation), unlinked: byId("unlinked"), usual: manifest.model, embedded,
});
address.arrived(location.search + location.hash);
const own = new OwnModels(page, {
  changed: () => (computed.shown = null),
  failed: (sentence) => editor.complain(sentence),
});
const links = new OwnLinks(byId("lent"), { page, own, address, embedded });
const computed = new Computed(byId("computed"), async (name) => {
  if (own.texts.has(name)) return own.texts.get(name);
  const files = manifest.models[name];
  const [program, wat] = await Promise.all([textOf(files.program), textOf(files.wat)]);
  return { program, wat };
});
page.addEventListener("model", ({ detail }) => computed.show(detail));

await breath();
const editor = new Editor(byId("own"), {
  models: Object.entries(manifest.models).map(([name, { title }]) => ({ name, title })),
  fetchSource: (name) => textOf(manifest.models[name].source),
  run: (text) => links.run(text),
  mayRun: () => links.mayRun(),
  edited: () => links.wait(),
  example: manifest.example,
});
links.use(editor);
if (holdsModel(location.hash)) links.arrived(location.search, location.hash).catch(notDrawn);
await breath();
new ShareBar(byId("share"), {
  page, links, describe: () => describe(page.state, manifest.roster),
  opened: asksForState || bringsModel,
});
new SaveMenu(byId("share"), { page, links, asset: manifest.assets.figure });
// Who saves data has no download made that may not be wanted.
if (navigator.connection?.saveData) {
  byId("own").addEventListener("focusin", () => own.warmUp(), { once: true });
} else {
  page.addEventListener("python", () => longRest().then(() => own.warmUp()));
}

const spoken = new Spoken(byId("spoken"), () => page.live.models ?? []);
page.live.onDrawn = (result) => spoken.drawn(result);
listenToKeys(byId("skip"), byId("app"));
fitToPaper(page.live);

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

// Shows what the address says, if it is not that which is shown.
function follow() {
  const { search, hash } = location;
  if (address.shown === search + hash) return;
  address.arrived(search + hash);
  if (holdsModel(hash)) {
    links.arrived(search, hash).catch(notDrawn);
  } else {
    links.withdraw();
    page.show(search).catch(notDrawn);
  }
}

page
  .begin(
    (first?.alive ?? Promise.resolve())
      .then(() => loadBokeh(manifest.scripts))
      .then(listenForFigures)
      .then(makeAccessible),
  )
  .catch(notDrawn)
  .finally(() => first?.compile());
if (first) page.listen(first);
if (alone && !embedded) noPython();
if (embedded) new Frame(page);
addEventListener("popstate", follow);
follow(); // who has gone back meanwhile
await breath();
if (!embedded) new Dialogue(page, byId("share"));
