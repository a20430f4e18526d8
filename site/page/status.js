// What the page says of itself: how far it is, what went wrong.
import { withCode } from "./elements.js";
import { STEPS } from "./messages.js";

const root = document.documentElement;
const byId = (id) => document.getElementById(id);

/** Tells measurers and style sheets how far the page is, see `data-spiking`. */
export function reached(stage) {
  performance.mark(`spiking:${stage}`);
  // Without Python the figures still move; that it failed remains said.
  if (root.dataset.spiking !== "error") root.dataset.spiking = stage;
}

/** How far the page is. */
export const stage = () => root.dataset.spiking;

/** Shows how far the start of Python is: `done` is a fraction. */
export function showProgress({ done, step }) {
  const bar = byId("progress");
  bar.querySelector("progress").value = done;
  bar.querySelector("output").textContent = `${STEPS[step]} … ${Math.round(100 * done)} %`;
}

/** Shows it again, from the beginning. */
export function beginProgress() {
  byId("progress").hidden = false;
  showProgress({ done: 0, step: "loading" });
}

export function hideProgress() {
  byId("progress").hidden = true;
}

/** Says what went wrong; `fatal` if there is no Python any more. */
export function showError({ message, fatal = false }) {
  const line = byId("error");
  line.hidden = false;
  const words = fatal
    ? `Python could not be started in this browser: ${message} Reload the page to try again.`
    : message;
  // Of what a host's policy forbids watch.js speaks, and all else only follows from it.
  if (!line.hasAttribute("data-policy")) line.replaceChildren(...withCode(words));
  if (fatal) {
    hideProgress();
    root.dataset.spiking = "error";
  }
}

export function clearError() {
  const line = byId("error");
  line.hidden = !line.hasAttribute("data-policy");
}

/** There will be no Python here; the page works without it, as far as it can. */
export function noPython() {
  hideProgress();
  showError({ message: "Python cannot be started in this frame; models of your own need it." });
}

/** The figures could not be drawn, for whatever reason. */
export function notDrawn(error) {
  console.error(error);
  // Without figures Python has nothing to be linked to: it would stay at its last percents.
  if (["loading", "picture"].includes(stage())) {
    hideProgress();
    root.dataset.spiking = "error";
  }
  showError({ message: `The figures could not be drawn: ${error.message}` });
}
