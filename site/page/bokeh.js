// Loads Bokeh's scripts and shows its documents, both in short turns. The site's builder has made
// the scripts such that they evaluate nothing by themselves; each names its modules in an order in
// which they can be evaluated one by one.
import { breath, breathWhenDue } from "./turns.js";

// A slider places its handle by what the document says of its direction. One that was translated may
// be turned around as a whole, but not what stands inside `main` (style.css).
function tellLeftToRight() {
  Object.defineProperty(document, "dir", {
    configurable: true,
    get: () => "ltr",
    set: (direction) => document.documentElement.setAttribute("dir", direction),
  });
}

// A script registers with those before it, so each waits for the one before.
export async function loadBokeh(urls) {
  for (const url of urls) {
    const { order, entry } = await stepsOf(url);
    for (const module of order) {
      await breathWhenDue();
      Bokeh.require(module);
    }
    // All is evaluated; this makes it known, as the script itself would have done.
    Bokeh.register_plugin({}, entry);
    Bokeh[Bokeh.version] = Bokeh;
  }
  divideBuilding();
  tellLeftToRight();
}

function stepsOf(url) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(script.steps);
    script.onerror = () => reject(new Error(`${url} could not be loaded.`));
    document.head.append(script);
  });
}

// Builds a document, given as JSON text, in a place of the page, beside what is shown there. It is
// not seen, and its figures are not painted, until `reveal(quietly)` is called, which runs its
// changes by `quietly`; then it is there alone. Resolves with {document, reveal}. One at a time.
export async function embed(text, place) {
  const before = new Set([...Bokeh.index, ...Bokeh.documents]);
  const made = Bokeh.require("document").Document.from_json(JSON.parse(text));
  const models = made.roots().flatMap((root) => [...root.references()]);
  const figures = models.filter(({ type }) => type === "Figure");
  for (const figure of figures) figure.hold_render = true;
  await breath();
  const stage = document.createElement("div");
  stage.className = "waiting";
  place.append(stage);
  building = { document: made, work: Promise.resolve() };
  try {
    await Bokeh.embed.add_document_standalone(made, stage, [stage]);
    for (let done = null; done !== building.work; ) {
      done = building.work; // in which more may have come up
      await done;
    }
  } catch (error) {
    stage.remove();
    throw error;
  } finally {
    building = null;
  }

  async function reveal(quietly) {
    for (const figure of figures) {
      await breath();
      quietly(() => (figure.hold_render = false));
    }
    stage.className = "";
    for (const view of [...Bokeh.index].filter((one) => before.has(one))) view.remove();
    const documents = Bokeh.documents.filter((one) => !before.has(one));
    Bokeh.documents.splice(0, Infinity, ...documents);
    while (stage.previousSibling) stage.previousSibling.remove();
  }
  return { document: made, reveal };
}

// The document that is being built, and what is under way of it. Only one that is new may take its
// time: of one that is shown, nothing must be seen half changed.
let building = null;
const isNew = (view) => building?.document === view.model.document;

// Does a part of the building when the parts before it are done.
function later(action) {
  building.work = building.work.then(action);
  building.work.catch(() => {}); // told to who waits for the whole
}

// Divides what Bokeh does in one go: making all views, drawing and measuring them, laying them out.
function divideBuilding() {
  const { prototype: views } = Bokeh.require("core/view").View;
  const { lazy_initialize: initialize } = views;
  views.lazy_initialize = async function initializeInTurns() {
    await initialize.call(this);
    if (isNew(this)) await breathWhenDue();
  };
  const { prototype: elements } = Bokeh.require("core/dom_view").DOMView;
  const { build } = elements;
  elements.build = function buildInTurns(place) {
    if (isNew(this)) later(() => draw(this, place));
    else build.call(this, place);
  };
  const { prototype: layouts } = Bokeh.require("models/layouts/layout_dom").LayoutDOMView;
  const { invalidate_layout: invalidate } = layouts;
  layouts.invalidate_layout = function invalidateInTurns() {
    if (isNew(this) && this.is_layout_root) later(() => layOut(this));
    else invalidate.call(this);
  };
}

async function draw(view, place) {
  view.render();
  await breath();
  place.append(view.el);
  view.r_after_render();
  view.notify_finished();
}

async function layOut(view) {
  view.update_layout();
  await breath();
  view.compute_layout();
}
