// Keeps the page's Bokeh document and Python's the same; what the visitor does while Python is
// busy, or not yet there, is kept, the last value of each control only.
import { TO_WORKER } from "./messages.js";

// Bokeh reports its own layout, and every move of a slider once more; Python has no use for it.
const IGNORED = new Set([
  "inner_width", "inner_height", "outer_width", "outer_height", "value_throttled",
]);

// Bokeh announces that it has drawn; Python has been told in another way.
const isReady = (event) => event.msg_data?.event_name === "document_ready";

// What part of a figure is looked at is the page's own affair.
const isView = (event) => event.model?.type === "Range1d";

// What the page has drawn by itself, Python hears of when the hand has come to rest for so long, or
// has moved for so long: two programs that draw one move are slower than one.
const REST_MS = 120;
const LONGEST_MS = 1000;

const FORGET_MS = 500;

const UPDATE = "spiking:update";

// An answer that takes longer is announced.
const SLOW_MS = 700;

export class Link {
  // `draw` shows an event's effect if it can, and says whether it could; `isKnown` tells whether
  // Python has a model; `failed` hears of an error in `draw`; `send` gives a message to Python;
  // `stuck` is called when an answer takes longer than the `patience()`, in ms; `renewed` begins with
  // a new Python where this one must not be told, and says whether it had to. On a page that is
  // `alone`, without a Python, nothing waits to be told.
  constructor({ draw, isKnown, failed, send, patience, stuck, renewed, alone }) {
    Object.assign(this, { draw, isKnown, failed, send, patience, stuck, renewed, alone });
    this.document = null;
    this.applying = false;
    this.drawn = new WeakSet();
    // What was done to controls that are Python's affair, for a Python that is to come.
    this.undone = [];
    this.wait();
  }

  // Until Python is there.
  wait() {
    clearTimeout(this.slow);
    clearTimeout(this.limit);
    this.keep([]);
    this.busy = true;
    this.since = null; // time of the first input event that has not been shown yet
    this.inFlightSince = null;
    this.answeredSince = null;
  }

  // Gives Python something to answer.
  begin(message, patience = this.patience()) {
    this.busy = true;
    this.slow = setTimeout(() => document.documentElement.classList.add("busy"), SLOW_MS);
    this.limit = setTimeout(this.stuck, patience);
    this.send(message);
  }

  attach(document) {
    // What waits belongs to the document that was shown before; its models are not here.
    this.keep([]);
    this.document = document;
    // Bokeh lets go of models that were replaced when nothing has changed for half a minute, and
    // somebody who plays never rests so long.
    document._recompute_timeout = FORGET_MS;
    document.on_change((event) => this.changed(event), false);
  }

  // What Python has not been told yet.
  keep(events) {
    this.queue = events;
    document.documentElement.classList.toggle("untold", events.length > 0);
    if (!events.length) {
      clearTimeout(this.rest);
      this.untoldSince = null;
    }
  }

  changed(event) {
    if (this.applying || IGNORED.has(event.attr) || isReady(event) || isView(event)) return;
    const start = window.event?.timeStamp ?? performance.now();
    const isOther = ({ model, attr }) => model !== event.model || attr !== event.attr;
    const others = event.model && event.attr ? this.queue.filter(isOther) : this.queue;
    const isTold = !this.alone && (!event.model || this.isKnown(event.model));
    if (isTold) this.keep([...others, event]);
    let drawn = false;
    try {
      drawn = this.draw(event);
    } catch (error) {
      this.failed(error);
    }
    if (drawn) this.drawn.add(event);
    if (drawn) measureUpdate(start);
    else this.since ??= start;
    if (this.alone) this.since = null;
    else if (drawn) this.flushSoon();
    else if (!this.busy) this.flush();
  }

  flushSoon() {
    const now = performance.now();
    this.untoldSince ??= now;
    clearTimeout(this.rest);
    const wait = Math.min(REST_MS, this.untoldSince + LONGEST_MS - now);
    this.rest = setTimeout(() => this.busy || this.flush(), Math.max(0, wait));
  }

  flush() {
    // Another neuron has other controls: what was done to those that went has no meaning left.
    this.queue = this.queue.filter(({ model }) => !model || model.document === this.document);
    this.restoreQueued();
    const events = this.queue;
    this.keep([]);
    if (!events.length) return;
    const undone = events.filter((event) => !this.drawn.has(event));
    if (this.renewed()) {
      this.undone = undone;
      return;
    }
    // Bokeh would describe a model that Python has sent to Python once more, as a new one.
    this.document._new_models.clear();
    const patch = this.document.create_json_patch(events);
    this.inFlightSince = this.since;
    this.since = null;
    this.begin({ type: TO_WORKER.PATCH, patch });
  }

  // Does to the controls of this document what was done to those of the one before.
  doAgain() {
    const models = this.document.roots().flatMap((root) => [...root.references()]);
    for (const { model, attr, value, msg_data: sent } of this.undone.splice(0)) {
      const [tag] = (model ?? sent?.origin)?.tags ?? [];
      const same = tag && models.find(({ tags }) => tags?.includes(tag));
      if (!same) continue;
      if (model) same[attr] = value;
      else same.trigger_event(new sent.constructor());
    }
  }

  // What the visitor did last stands, even if Python has moved the same control meanwhile.
  restoreQueued() {
    this.quietly(() => {
      for (const { model, attr, value } of this.queue) {
        if (model && attr) model[attr] = value;
      }
    });
  }

  // All that one answer changes, in one task: no frame shows half of it.
  apply({ patch, buffers }) {
    this.quietly(() => this.document.apply_json_patch(patch, buffers));
  }

  quietly(action) {
    this.applying = true;
    try {
      action();
    } finally {
      this.applying = false;
    }
  }

  // Python has answered; false if it has been given more to do.
  idle() {
    clearTimeout(this.slow);
    clearTimeout(this.limit);
    document.documentElement.classList.remove("busy");
    this.busy = false;
    this.answeredSince = this.inFlightSince;
    this.inFlightSince = null;
    if (this.queue.length) this.flush();
    return !this.busy;
  }

  // What Python has answered last is on its way to the screen.
  shown() {
    if (this.answeredSince !== null) measureUpdate(this.answeredSince);
    this.answeredSince = null;
  }
}

// So many are kept; a page that is used all day must not fill up with them.
const MOST_MEASURES = 5000;
let measures = 0;

// Bokeh has asked for its frame already, so this is the frame that paints it; the task behind it
// begins when it has been painted.
function measureUpdate(start) {
  requestAnimationFrame(() =>
    setTimeout(() => {
      measures += 1;
      if (measures % MOST_MEASURES === 0) performance.clearMeasures(UPDATE);
      performance.measure(UPDATE, { start });
    }),
  );
}
