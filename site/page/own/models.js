// The visitor's own models: asks Python to make one of a text, and gives the page what it needs to
// run it by itself.
import { readAnswer, Refused } from "../heard.js";
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
    // {text, author} of what was run last and is a model.
    this.last = null;
    page.addEventListener("refused", () => (this.last = null));
    // While Python goes on to make controls and figures; a failure is told when it matters.
    page.addEventListener("wat", ({ detail: wat }) => assemble(wat).catch(() => {}));
    // Until the Python that is there has what a first model needs.
    this.coming = null;
    page.addEventListener("python", ({ detail: { lost } }) => {
      this.coming = null;
      if (lost !== null && this.last !== null) this.again(lost);
    });
  }

  // Makes a model of a text and shows it, in the state of a query if there is one. Every author has
  // a Python of their own. Answers {ok, name, note} or {ok: false, line, sentence}.
  async run(text, { query = "", author = "" } = {}) {
    const { page } = this;
    if (page.hasBeenUp) {
      if (page.python.author !== author) this.last = null; // goes with its Python
      await page.pythonOf(author);
    }
    if (!page.pythonIsUp) {
      const why = stage() === "error" ? "could not be started" : "is still loading";
      return { ok: false, sentence: `Python ${why}; a model of your own needs it.` };
    }
    return this.ask(text, author, query);
  }

  // Shows the model that a Python before this one has taken along.
  async again(query) {
    const { text, author } = this.last;
    const { ok, sentence } = await this.ask(text, author, query);
    if (!ok) this.failed(sentence);
  }

  async ask(text, author, query) {
    this.page.python.author = author;
    await this.ready(); // a slow line is no fault of the text
    const message = await this.page.ask(
      { type: TO_WORKER.OWN, text, query },
      { answer: TO_PAGE.OWN, patience: PATIENCE_MS },
    );
    if (message?.stuck) return { ok: false, sentence: ENDLESS };
    if (!message) return { ok: false, sentence: "Python could not run the text." };
    try {
      const { manifest } = this.page;
      const result = readAnswer(message.answer, manifest.roster, (name) => this.page.isBuiltIn(name));
      if (result.ok) {
        this.last = { text, author };
        await this.adopt(result);
      } else if (result.broken) {
        this.page.startAnew();
      }
      return result;
    } catch (error) {
      if (error instanceof Refused) this.page.refuse(error);
      return { ok: false, sentence: error.message };
    }
  }

  adopt({ name, entry, wat, program }) {
    this.texts.set(name, wat && { program, wat });
    this.changed(name);
    return this.page.live.adopt(name, entry, wat && assemble(wat));
  }

  ready() {
    this.coming ??= this.handRest();
    return this.coming;
  }

  // Python can fetch nothing; without the second bundle it says itself what it lacks.
  async handRest() {
    const { python } = this.page;
    const rest = await unpackedFile(this.page.manifest.assets.rest.url).catch(() => null);
    if (python !== this.page.python) return this.ready(); // another one has come up meanwhile
    if (!rest) this.coming = null; // the next one tries again
    const ready = new Promise((resolve) => {
      this.page.addEventListener("ready", resolve, { once: true });
    });
    this.page.hint({ type: TO_WORKER.WARM, rest }, rest ? [rest] : []);
    return ready;
  }

  // Has everything ready that the first model will need.
  warmUp() {
    if (!this.page.pythonIsUp) return;
    this.ready();
    assemble("(module)").catch(() => {}); // a failure is told when it matters
  }
}

async function unpackedFile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} could not be loaded (${response.status}).`);
  return new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}
