// The visitor's own models: asks Python to make one of a text, and gives the page what it needs to
// run it by itself.
import { TO_PAGE, TO_WORKER } from "../messages.js";
import { stage } from "../status.js";
import { assemble } from "./assemble.js";

const PATIENCE_MS = 10_000;
const ENDLESS =
  `The text did not end within ${PATIENCE_MS / 1000} s; Python was stopped and started anew. ` +
  "Look for a loop that never ends.";

export class OwnModels {
  // `changed` is called with the name of a model whose texts are others than before; `failed` with
  // a sentence if the model that was shown cannot be shown again.
  constructor(page, { changed, failed }) {
    Object.assign(this, { page, changed, failed });
    // {program, wat} by the names of the models; null for one that is not compiled.
    this.texts = new Map();
    // The text that was run last and is a model.
    this.last = null;
    // While Python goes on to make controls and figures; a failure is told when it matters.
    page.addEventListener("wat", ({ detail: wat }) => assemble(wat).catch(() => {}));
    // Until the Python that is there has what a first model needs.
    this.coming = null;
    page.addEventListener("python", ({ detail: { lost } }) => {
      this.coming = null;
      if (lost !== null && this.last !== null) this.again(lost);
    });
  }

  // Makes a model of a text and shows it, in the state of a query if there is one. Answers
  // {ok, name, note} or {ok: false, line, sentence}.
  async run(text, query = "") {
    if (!this.page.pythonIsUp) {
      const why = stage() === "error" ? "could not be started" : "is still loading";
      return { ok: false, sentence: `Python ${why}; a model of your own needs it.` };
    }
    return this.ask(text, query);
  }

  // Shows the model that a Python before this one has taken along.
  async again(query) {
    const { ok, sentence } = await this.ask(this.last, query);
    if (!ok) this.failed(sentence);
  }

  async ask(text, query) {
    await this.ready(); // a slow line is no fault of the text
    const message = await this.page.ask(
      { type: TO_WORKER.OWN, text, query },
      { answer: TO_PAGE.OWN, patience: PATIENCE_MS },
    );
    if (message?.stuck) return { ok: false, sentence: ENDLESS };
    if (!message) return { ok: false, sentence: "Python could not run the text." };
    try {
      const result = JSON.parse(message.answer);
      if (result.ok) {
        this.last = text;
        await this.adopt(result);
      }
      return result;
    } catch (error) {
      return { ok: false, sentence: error.message };
    }
  }

  adopt({ name, entry, wat, program }) {
    this.texts.set(name, wat && { program, wat });
    this.changed(name);
    return this.page.live.adopt(name, entry, wat && assemble(wat));
  }

  ready() {
    this.coming ??= new Promise((resolve) => {
      this.page.addEventListener("ready", resolve, { once: true });
      this.page.hint({ type: TO_WORKER.WARM });
    });
    return this.coming;
  }

  // Has everything ready that the first model will need.
  warmUp() {
    if (!this.page.pythonIsUp) return;
    this.ready();
    assemble("(module)").catch(() => {}); // a failure is told when it matters
  }
}
