// The page in a frame of another page: tells it of every run, and does what it asks for.
import { notTaken } from "../alone/alone.js";
import { toQuery } from "../fast/query.js";
import { sentence } from "../fast/result.js";
import { fromQuery } from "../fast/state.js";
import { showError } from "../status.js";
import { watchHeight } from "./height.js";
import { readMessage, stateOf } from "./messages.js";
import { isPresentation, linkToWhole } from "./presentation.js";

// A frame that is not in view is given no frames to draw in.
const LONGEST_WAIT_MS = 30;

export class Frame {
  constructor(page, host = window.parent) {
    this.page = page;
    this.host = host === window ? null : host;
    this.isReady = false;
    // The query that was asked for last and is not shown yet, and the work on it.
    this.wanted = null;
    this.working = Promise.resolve();
    this.result = null;
    this.writeLine();
    page.addEventListener("result", ({ detail }) => this.ran(detail));
    page.addEventListener("state", () => this.link());
    page.shown.then(() => this.ready(), (error) => this.refuse(error.message));
    if (!this.host) return;
    addEventListener("message", (event) => event.source === this.host && this.hear(event.data));
    this.tellHeight = watchHeight((height) => this.post("height", { height }));
  }

  post(type, content) {
    // Whoever has put the page into a frame may know what it shows: there are no secrets here.
    this.host?.postMessage({ type: `spiking:${type}`, ...content }, "*");
  }

  refuse(message) {
    this.post("error", { message });
  }

  ready() {
    this.isReady = true;
    this.link();
    this.sayWhatWasNotTaken();
    this.tellHeight?.();
    this.post("ready", { state: stateOf(toQuery(this.page.state)) });
  }

  // A run has been made: of this page's first state, by the visitor or by a message.
  ran({ run, state, numbers: { statistics, oscillation, text } }) {
    const { outcomes } = this.page.live.roster;
    this.result = {
      state: stateOf(toQuery(state)),
      spike_times: Array.from(run.spikeTimes),
      outcome: { ...run.outcome, sentence: sentence(outcomes, run.outcome) },
      measures: { ...statistics, oscillation, sentence: text },
    };
    if (this.isReady) this.post("result", this.result);
  }

  hear(message) {
    const present = this.wanted ?? this.presentQuery();
    const { get, query, error } = readMessage(message, present, this.page.live.roster) ?? {};
    if (error) this.refuse(error);
    if (get) this.answer();
    if (query) this.want(query);
  }

  presentQuery() {
    const { state, query, live } = this.page;
    return toQuery(state ?? fromQuery(query, live.roster));
  }

  async answer() {
    await this.page.shown.catch(() => {});
    await this.working;
    if (this.result) this.post("result", this.result);
    else this.refuse("The figures could not be drawn.");
  }

  // Messages may come faster than anything can be drawn: of those that wait, the last one stands.
  want(query) {
    const isAtWork = this.wanted !== null;
    this.wanted = query;
    if (!isAtWork) this.working = this.work();
  }

  async work() {
    await this.page.shown.catch(() => {});
    for (let query = null; query !== this.wanted; ) {
      await nextFrame();
      query = this.wanted;
      try {
        await this.page.change(query);
      } catch (error) {
        console.error(error);
        this.refuse(error.message);
      }
    }
    this.wanted = null;
  }

  // What is said below the figures, with the way to the whole page.
  writeLine() {
    const line = document.createElement("aside");
    line.id = "frame-line";
    this.whole = linkToWhole("Open in full");
    line.append(
      "In this frame the neuron is computed without Python; models of your own are made on the " +
        "whole page. ",
      this.whole,
    );
    document.body.append(line);
    this.whole.href = location.pathname + location.search;
  }

  link() {
    this.whole.href = `${location.pathname}?${toQuery(this.page.state)}`;
  }

  sayWhatWasNotTaken() {
    const { query, state } = this.page;
    const keys = notTaken(query, state, isPresentation).map((key) => `\`${key.slice(0, 30)}\``);
    if (!keys.length) return;
    showError({
      message: `${keys.join(", ")} in the address could not be used as given; ` +
        "the nearest valid value, or the default, is shown.",
    });
  }
}

const nextFrame = () =>
  new Promise((resolve) => {
    requestAnimationFrame(resolve);
    setTimeout(resolve, LONGEST_WAIT_MS);
  });
