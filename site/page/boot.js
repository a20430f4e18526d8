import { presentationOf } from "./embed/presentation.js";
import { manifest } from "./manifest.js";
import { Python } from "./python.js";
import { holdsModel } from "./share/hash.js";

// The neuron that is asked for; Python says later what is wrong with a name that is none. The model
// that a link brings along may be called as a built-in one, and is not it.
const named = new URLSearchParams(location.search).get("model");
const isBuiltIn = Object.hasOwn(manifest.models, named) && !holdsModel(location.hash);
export const model = isBuiltIn ? named : manifest.model;

// A page without an origin of its own can start no worker.
function startIfAllowed() {
  if (origin === "null") return null;
  try {
    return new Python(model);
  } catch (error) {
    if (error.name !== "SecurityError") throw error;
    return null;
  }
}

// Runs before the page has been read to its end: Python is what takes longest. A page in a frame
// does without: three of them beside each other would need three Pythons.
export const first = presentationOf(location.search).embedded ? null : startIfAllowed();
