// Keeps the page's Bokeh document and Python's the same; what the visitor does while Python is
// busy, or not yet there, is kept, the last value of each control only.
import { TO_WORKER } from "./messages.js";

// Bokeh reports its own layout, and every move of a slider once more; Python has no use for it.
const IGNORED = new Set([
  "inner_width", "inner_height", "outer_width", "outer_height", "value_throttled",
]);

// Bokeh announces that it has drawn; Python has been told in another way.
const isReady = (event) => event.msg_data?.event_name === "document_ready";

// An answer that takes longer is announced.
const SLOW_MS = 700;

export class Link {
  constructor(worker) {
    this.worker = worker;
    this.document = null;
    this.queue = [];
    this.busy = true; // until Python is there
    this.applying = false;
    this.since = null; // time of the first input event that has not been shown yet
  }

  attach(document) {
    // What waits belongs to the document that was shown before; its models are not here.
    this.queue = [];
    this.document = document;
    document.on_change((event) => this.changed(event), false);
  }

  changed(event) {
    if (this.applying || IGNORED.has(event.attr) || isReady(event)) return;
    this.since ??= window.event?.timeStamp ?? performance.now();
    if (event.model && event.attr) {
      this.queue = this.queue.filter((e) => e.model !== event.model || e.attr !== event.attr);
    }
    this.queue.push(event);
    if (!this.busy) this.flush();
  }

  flush() {
    // Another neuron has other controls: what was done to those that went has no meaning left.
    this.queue = this.queue.filter(({ model }) => !model || model.document === this.document);
    this.restoreQueued();
    const events = this.queue;
    this.queue = [];
    if (!events.length) return;
    // Bokeh would describe a model that Python has sent to Python once more, as a new one.
    this.document._new_models.clear();
    const patch = this.document.create_json_patch(events);
    this.busy = true;
    this.inFlightSince = this.since;
    this.since = null;
    this.slow = setTimeout(() => document.documentElement.classList.add("busy"), SLOW_MS);
    this.worker.postMessage({ type: TO_WORKER.PATCH, patch });
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

  idle() {
    clearTimeout(this.slow);
    document.documentElement.classList.remove("busy");
    this.busy = false;
    if (this.inFlightSince != null) measureUpdate(this.inFlightSince);
    this.inFlightSince = null;
    if (this.queue.length) this.flush();
  }
}

// Bokeh has asked for its frame already, so this one's callback runs in the frame that paints it.
function measureUpdate(start) {
  requestAnimationFrame(() => performance.measure("spiking:update", { start }));
}
