// The page at work: its document, the fast loop, and Python behind it. Everything else - the own
// models, the address, what is embedded - speaks to this.
import { Alone } from "./alone/alone.js";
import { Arrangement } from "./alone/arrangement.js";
import { embed } from "./bokeh.js";
import { Live } from "./fast/live.js";
import { toQuery } from "./fast/query.js";
import { fromQuery } from "./fast/state.js";
import { readMessage, Refused } from "./heard.js";
import { Link } from "./link.js";
import { TO_PAGE, TO_WORKER } from "./messages.js";
import { PatchReader } from "./patch.js";
import { Python } from "./python.js";
import * as status from "./status.js";

// Longer than this, and Python does not come back from what it was told to do. A model that could
// not be compiled it has to integrate itself, which is slow.
const PATIENCE_MS = 20_000;
const SLOW_PATIENCE_MS = 180_000;

// They have been asked for with the scripts, so this long only a line that has failed takes.
const STYLES_MS = 2000;

const byId = (id) => document.getElementById(id);

/**
 * Events, as `CustomEvent`s: "model" when another neuron is shown, with its name; "state" after
 * every change of what is shown, with the query that stands for it; "result" after every
 * integration of the page, with {state, run}; "ready" when Python has what an own model needs, or
 * cannot have it; "wat" when Python has written the text of an own model's kernel, with that text;
 * "python" when Python has come up, with {lost}, the query of the own model that a Python before it
 * has taken along, or null; "failed" when it will not come up; "refused" when it has said what it may
 * not say.
 */
export class Page extends EventTarget {
  // `query` is the state to begin with, empty for the defaults; `model` that neuron's name; `alone`
  // tells that there is no Python, nor will there be.
  constructor({ manifest, model, query, alone = false }) {
    super();
    this.manifest = manifest;
    this.model = model;
    this.query = query;
    this.pythonIsUp = this.hasBeenUp = false;
    this.python = null;
    // Reads what Python changes; there before Python is linked.
    this.patches = null;
    // Whether the page shows the document that it was built with, as Python will make it.
    this.baked = true;
    // Whether Python has been told what the page shows.
    this.isLinked = false;
    // What Python has made of everything that it was told so far.
    this.told = null;
    // The query of a model of the visitor's own that only a new Python can show again.
    this.lost = null;
    // What was given, by {current, own}, to sliders that Python does not know.
    this.untold = null;
    this.asked = null;
    this.waiting = [];
    // What replaces the document, one after the other, and what is to be shown in the end.
    this.turn = Promise.resolve();
    this.wanted = null;
    this.link = new Link({
      draw: (event) => this.moved(event),
      isKnown: (model) => !this.arrangement.made.has(model),
      failed: status.notDrawn,
      send: (message) => this.python.send(message),
      patience: () => (this.live.draws ? PATIENCE_MS : SLOW_PATIENCE_MS),
      stuck: () => this.stuck(),
      renewed: () => this.isSpent && this.startAnew(),
      alone,
    });
    this.live = new Live(manifest, (action) => this.link.quietly(action));
    this.live.onModel = (name) => this.tell("model", name);
    this.live.onResult = (...made) => this.drawn(...made);
    this.arrangement = new Arrangement(this.live, (action) => this.link.quietly(action));
    this.alone = alone ? new Alone(this) : null;
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  get state() {
    return this.live.state;
  }

  isBuiltIn(name) {
    return Object.hasOwn(this.manifest.models, name);
  }

  // Whether somebody's text has been run in this Python while a built-in neuron is shown: nothing of
  // such a Python may go into what is shown or saved of that.
  get isSpent() {
    return this.hasRun && this.isBuiltIn(this.state.model);
  }

  get hasRun() {
    return (this.python?.author ?? null) !== null;
  }

  // Resolves when Python is up, or will not come.
  up() {
    if (this.pythonIsUp || status.stage() === "error") return Promise.resolve();
    return new Promise((resolve) => {
      this.addEventListener("python", resolve, { once: true });
      this.addEventListener("failed", resolve, { once: true });
    });
  }

  // Resolves when there is a Python that may serve a built-in neuron, if one is shown.
  async renewed() {
    if (this.isSpent) this.startAnew();
    if (this.hasBeenUp) await this.up();
  }

  // Resolves when there is a Python in which no text of anybody else has been run.
  async pythonOf(author) {
    if (this.hasRun && this.python.author !== author) this.startAnew();
    await this.up();
    this.python.author = author;
  }

  // Shows the figures of the state that is asked for, before Python is there.
  begin(ready) {
    this.shown = this.inTurn(() => ready.then(() => this.showFirst()));
    return this.shown;
  }

  // Does something after all that was to be done in turn before; a failure of that is its own.
  inTurn(action) {
    const done = this.turn.catch(() => {}).then(action);
    this.turn = done;
    return done;
  }

  async showFirst() {
    const reveal = await this.embed(await this.documentOf(this.model));
    try {
      const dressed = styled(byId("app"));
      await this.showWhole(fromQuery(this.query, this.manifest.roster), reveal);
      await dressed;
    } finally {
      byId("skeleton")?.remove();
      byId("app").classList.remove("waiting");
      document.documentElement.classList.remove("stale");
    }
    if (status.stage() === "loading") status.reached("picture");
    status.reached("interactive");
  }

  // Builds a Bokeh document; returns what puts it into the place of the one that is shown.
  async embed(text) {
    const { document: made, reveal } = await embed(text, byId("app"));
    this.link.attach(made);
    this.live.attach(made);
    this.arrangement.attach(made);
    return () => reveal((change) => this.link.quietly(change));
  }

  // Shows a whole state in the document that has been built last, and that document.
  async showWhole(state, reveal) {
    try {
      await this.live.show(state, { first: true });
    } finally {
      await reveal();
    }
  }

  // The first document is part of the page for one neuron; those of the others are files.
  async documentOf(name) {
    if (name === this.manifest.model) return byId("spiking-document").textContent;
    return textOf(this.manifest.models[name].document);
  }

  // Shows what an event has changed, if Python is not needed for it.
  moved(event) {
    if (this.alone?.took(event) || this.left(event)) return true;
    if (!this.live.moved(event)) return false;
    if (this.arrangement.made.has(event.model)) {
      const { current, own } = this.state;
      this.untold = { current, own };
    }
    this.tell("state", toQuery(this.state));
    return true;
  }

  // Whether a model of one's own has been left for a built-in one; its Python ends with it.
  left({ model, attr, value }) {
    const chooses = attr === "value" && model && model === this.arrangement.parts.model;
    if (!chooses || !this.hasRun || !this.isBuiltIn(value)) return false;
    this.leave(value).catch(this.link.failed);
    return true;
  }

  async leave(name) {
    await this.change(String(new URLSearchParams({ model: name })));
    // With another neuron came other controls; the focus stays on the one that chose it.
    Bokeh.index.find_one(this.arrangement.parts.model)?.input_el?.focus();
  }

  drawn(run, state, numbers) {
    if (!this.pythonIsUp && this.isBuiltIn(state.model)) this.arrangement.show(state);
    this.tell("result", { state, run, numbers });
  }

  // Shows the state of a query, whatever is shown now; resolves when it is there. Of several that
  // are wanted at once the last stands, and the others need not be shown.
  async show(query) {
    this.wanted = query;
    await this.shown;
    this.link.keep([]); // what was moved before belongs to the state that goes
    this.untold = null;
    const asked = await this.inTurn(() => query === this.wanted && this.showNow(query));
    if (asked) await this.ask({ type: TO_WORKER.RESTORE, query: asked });
  }

  // Returns what Python is to show, if it is needed.
  async showNow(query) {
    const state = fromQuery(query, this.manifest.roster);
    this.query = query;
    const sameModel = state.model === this.state.model;
    if (sameModel) await this.live.show(state, { first: true });
    if (this.hasRun && this.isBuiltIn(state.model)) {
      if (sameModel) this.startAnew();
      else await this.showAnother(state);
      return null;
    }
    if (this.isLinked) {
      // Python would take the neuron that it shows for one that is not named.
      const named = new URLSearchParams(query).has("model");
      return named ? query : `model=${state.model}&${query.replace(/^\?/, "")}`;
    }
    if (!sameModel) await this.showAnother(state);
    return null;
  }

  async showAnother(state) {
    const [text] = await Promise.all([this.documentOf(state.model), this.live.kernel(state.model)]);
    // What Python would still say is of the document that goes.
    if (!this.alone) this.endPython();
    try {
      const reveal = await this.embed(text);
      await this.showWhole(state, reveal);
    } finally {
      if (!this.alone) this.startAnew({ baked: true });
    }
  }

  // As `show`, for a state that is not the address's: who listens hears of it.
  async change(query) {
    await this.show(query);
    if (query === this.wanted) this.tell("state", toQuery(this.state));
  }

  // Asks Python for something, when it has answered everything else; resolves with its message of
  // the type `answer`, with null if it has sent none, with {stuck} if it took more than `patience`.
  ask(message, { answer = null, patience } = {}) {
    return new Promise((resolve) => {
      this.waiting.push(() => {
        this.asked = { answer, resolve };
        this.link.begin(message, patience);
      });
      this.next();
    });
  }

  // Lets the first of those that wait ask, if Python has nothing to do.
  next() {
    if (this.pythonIsUp && !this.link.busy && this.waiting.length) this.waiting.shift()();
  }

  // Tells Python something at once, whatever it has to answer.
  hint(message, transfer = []) {
    this.python.send(message, transfer);
  }

  answered(message) {
    const { resolve } = this.asked ?? {};
    this.asked = null;
    resolve?.(message);
  }

  // Takes what Python's start brings, and what it has said so far.
  listen(python) {
    this.python = python;
    python.listen({
      heard: (message) => this.heard(message),
      failed: (sentence) => this.failed(sentence),
    });
  }

  stuck() {
    // Who waits for an answer says it in words that fit.
    if (this.asked?.answer) this.answered({ stuck: true });
    else status.showError({ message: "Python did not answer any more, and was started anew." });
    this.startAnew();
  }

  endPython() {
    this.python.end();
  }

  // Ends Python and begins anew; what the page shows goes on moving meanwhile. `baked` tells whether
  // the page shows the document that the new one will make.
  startAnew({ baked = false } = {}) {
    this.endPython();
    this.answered(null);
    this.pythonIsUp = this.isLinked = false;
    this.baked = baked;
    this.told = null;
    status.reached("interactive");
    status.beginProgress();
    this.link.wait();
    const { model } = this.state;
    this.model = this.isBuiltIn(model) ? model : this.manifest.model;
    const next = new Python(this.model);
    next.compile();
    this.listen(next);
    return true;
  }

  async heard(data) {
    const { python } = this;
    try {
      await this.take(readMessage(data));
    } catch (error) {
      console.error(error);
      if (python !== this.python) return; // what it has said is of no use any more
      if (error instanceof Refused) this.refuse(error);
      else status.showError({ message: error.message, fatal: !this.pythonIsUp });
    }
  }

  // Ends a Python that has said what it may not say. Where nobody's text has been run, the next one
  // would say the same.
  refuse({ message }) {
    this.tell("refused", null);
    const sentence = `Python was stopped: it sent ${message}, which this page does not take.`;
    if (this.hasRun) {
      status.showError({ message: sentence });
      this.startAnew();
    } else {
      this.endPython();
      status.showError({ message: sentence, fatal: true });
      this.tell("failed", null);
    }
  }

  take(message) {
    if (message.type === this.asked?.answer) this.answered(message);
    switch (message.type) {
      case TO_PAGE.PROGRESS: return this.pythonIsUp || status.showProgress(message);
      case TO_PAGE.DOCUMENT: return this.linkDocument(message);
      case TO_PAGE.PATCH: return this.applyPatch(message);
      case TO_PAGE.READY: return this.tell("ready", null);
      case TO_PAGE.WAT: return this.tell("wat", message.wat);
      case TO_PAGE.QUERY: return this.heardQuery(message);
      case TO_PAGE.IDLE: return this.idle();
      case TO_PAGE.ERROR: return this.heardError(message);
    }
  }

  applyPatch({ patch, buffers }) {
    if (!this.isLinked) throw new Refused("a change of what is not there");
    this.link.apply({ patch: this.patches.read(patch, this.live.document), buffers });
  }

  heardError(message) {
    status.showError(message);
    if (message.fatal) this.tell("failed", null);
  }

  failed(sentence) {
    const up = this.pythonIsUp;
    const message = sentence || "its worker did not load.";
    status.showError({ message: up ? `Python has stopped: ${message}` : message, fatal: !up });
    this.tell("failed", null);
  }

  // Python has made its document, the very one that the site was built with for this neuron.
  linkDocument({ fingerprint }) {
    const { python } = this;
    if (this.isLinked || python.isMade) throw new Refused("a second document");
    python.isMade = true;
    if (fingerprint !== this.manifest.models[python.model].fingerprint) {
      throw new Error("it makes another document than the site was built with.");
    }
    return this.inTurn(async () => {
      if (this.live.document === null) return; // there are no figures; the page has said why
      if (this.python !== python) return; // another one has been started meanwhile
      let { query } = this;
      const isBuiltIn = this.isBuiltIn(this.state.model);
      if (!this.baked && isBuiltIn) query = `?${toQuery(this.state)}`;
      this.lost = isBuiltIn ? null : toQuery(this.state);
      if (!this.baked) await this.showAgain();
      this.patches ??= new PatchReader(JSON.parse(await textOf(this.manifest.shapes)));
      if (this.python !== python) return;
      this.isLinked = true;
      this.link.begin({ type: TO_WORKER.LINK, query });
    });
  }

  // Shows the state once more, in a document that Python knows.
  async showAgain() {
    const reveal = await this.embed(await this.documentOf(this.model));
    if (!this.isBuiltIn(this.state.model)) this.live.state = fromQuery("", this.manifest.roster);
    await this.showWhole(this.state, reveal);
  }

  // What is made of a query is the page's own, so that nothing but names and numbers is left.
  heardQuery({ query }) {
    this.told = query;
    const { roster } = this.manifest;
    const model = new URLSearchParams(query).get("model");
    // One that is being made is told when it is known.
    if (Object.hasOwn(roster.models, model)) this.tell("state", toQuery(fromQuery(query, roster)));
  }

  // Python has answered.
  async idle() {
    const first = !this.pythonIsUp;
    this.pythonIsUp = this.hasBeenUp = true;
    if (!first || this.baked) status.clearError();
    if (first) {
      status.hideProgress();
      status.reached("python");
      this.live.warmUp();
    }
    this.answered(null);
    const nothingLeft = this.link.idle();
    if (first) this.tell("python", { lost: this.lost });
    if (nothingLeft) {
      const state = this.told === null ? null : fromQuery(this.told, this.manifest.roster);
      this.told = null;
      const { current, own } = this.untold ?? {};
      this.untold = null;
      const reached = state ?? this.state;
      if (own && current === reached.current) {
        this.ask({ type: TO_WORKER.RESTORE, query: toQuery({ ...reached, own }) });
      } else {
        await this.live.settle(state);
      }
    }
    this.link.shown();
    if (first) this.link.doAgain();
    this.next();
  }
}

// Resolves when the style sheets of Panel's elements are there: without them nothing is in its
// place. One that does not come within a while keeps nobody waiting.
function styled(place) {
  const coming = [...elementsIn(place)].filter((one) => one.localName === "link" && !one.sheet);
  const heard = (link, type) => new Promise((resolve) => link.addEventListener(type, resolve));
  const all = coming.map((link) => Promise.race([heard(link, "load"), heard(link, "error")]));
  const tired = new Promise((resolve) => setTimeout(resolve, STYLES_MS));
  return Promise.race([Promise.all(all), tired]);
}

function* elementsIn(root) {
  for (const element of root.querySelectorAll("*")) {
    yield element;
    if (element.shadowRoot) yield* elementsIn(element.shadowRoot);
  }
}

/** The text of a file of the site. */
export async function textOf(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} could not be loaded (${response.status}).`);
  return response.text();
}
