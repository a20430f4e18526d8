// Loads Bokeh's scripts and shows its documents, both in short turns. The site's builder has made
// the scripts such that they evaluate nothing by themselves; each names its modules in an order in
// which they can be evaluated one by one.
import { breath, breathWhenDue } from "./turns.js";

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
  buildInTurns();
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
// not seen, and its figures are not painted, until `show(quietly)` is called, which runs its
// changes by `quietly`; then it is there alone. Resolves with {document, show}.
export function embed(text, place) {
  const embedded = last.catch(() => {}).then(() => built(text, place));
  last = embedded;
  return embedded;
}

// Two that are built at once would be taken for one.
let last = Promise.resolve();

async function built(text, place) {
  const before = new Set([...Bokeh.index, ...Bokeh.documents]);
  const made = Bokeh.require("document").Document.from_json(JSON.parse(text));
  const models = made.roots().flatMap((root) => [...root.references()]);
  const figures = models.filter(({ type }) => type === "Figure");
  for (const figure of figures) figure.hold_render = true;
  await breath();
  const stage = document.createElement("div");
  stage.className = "waiting";
  place.append(stage);
  turns = { document: made, drawn: null, laidOut: null };
  try {
    await Bokeh.embed.add_document_standalone(made, stage, [stage]);
    await turns.drawn;
    await turns.laidOut;
  } catch (error) {
    stage.remove();
    throw error;
  } finally {
    turns = null;
  }

  async function show(quietly) {
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
  return { document: made, show };
}

// What is under way of the document that is being built. Only one that is new may take its time: of
// one that is shown, nothing must be seen half changed.
let turns = null;
const isNew = (view) => turns?.document === view.model.document;

// Divides what Bokeh does in one go: making all views, drawing and measuring them, laying them out.
function buildInTurns() {
  const { prototype: views } = Bokeh.require("core/view").View;
  const { lazy_initialize: initialize } = views;
  views.lazy_initialize = async function initializeInTurns() {
    await initialize.call(this);
    if (isNew(this)) await breathWhenDue();
  };
  const { prototype: elements } = Bokeh.require("core/dom_view").DOMView;
  const { build } = elements;
  elements.build = function buildInTurns(place) {
    if (isNew(this)) turns.drawn = drawn(this, place);
    else build.call(this, place);
  };
  const { prototype: layouts } = Bokeh.require("models/layouts/layout_dom").LayoutDOMView;
  const { invalidate_layout: invalidate } = layouts;
  layouts.invalidate_layout = function invalidateInTurns() {
    if (isNew(this) && this.is_layout_root) turns.laidOut = laidOut(this);
    else invalidate.call(this);
  };
}

async function drawn(view, place) {
  view.render();
  await breath();
  place.append(view.el);
  view.r_after_render();
  view.notify_finished();
}

async function laidOut(view) {
  view.update_layout();
  await breath();
  view.compute_layout();
}
