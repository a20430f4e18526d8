// What visitors keep: the figure, the numbers, a script.
import { toQuery } from "../fast/query.js";
import { TO_PAGE, TO_WORKER } from "../messages.js";
import { element, textOn } from "../elements.js";
import { describe, fileStem } from "../share/describe.js";
import { samplesCsv, spikesCsv } from "./csv.js";
import { fetchLibrary } from "./library.js";

const DRAWING_MS = 60_000;
const TYPES = {
  png: "image/png", svg: "image/svg+xml", pdf: "application/pdf", csv: "text/csv",
  py: "text/x-python",
};
const CHOICES = [
  ["figure as PNG", (menu) => menu.figure("png")],
  ["figure as SVG", (menu) => menu.figure("svg")],
  ["figure as PDF", (menu) => menu.figure("pdf")],
  ["data as CSV", (menu) => menu.samples()],
  ["spike times as CSV", (menu) => menu.spikes()],
  ["script as .py", (menu) => menu.script()],
];

export class SaveMenu {
  // `links` knows link and text of what is shown; `asset` is the bundle of Matplotlib.
  constructor(place, { page, links, asset }) {
    Object.assign(this, { page, links, asset });
    this.busy = false;
    // Whether the Python that is there has got Matplotlib.
    this.hasLibrary = false;
    page.addEventListener("python", () => (this.hasLibrary = false));
    this.details = element("details", "save-menu");
    const choices = element("div", "save-choices");
    choices.append(
      ...CHOICES.map(([name, make]) => textOn("button", name, () => this.save(() => make(this)))),
    );
    this.details.append(textOn("summary", "save"), choices);
    this.details.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
    document.addEventListener("pointerdown", ({ target }) => {
      if (!this.details.contains(target)) this.details.open = false;
    });
    this.said = element("output", "save-said");
    place.append(this.details, this.said);
  }

  close() {
    this.details.open = false;
    this.details.firstChild.focus();
  }

  say(words) {
    this.said.textContent = words;
  }

  // Does one thing at a time; what goes wrong is said.
  async save(make) {
    if (this.busy) return;
    this.busy = true;
    this.say("");
    this.close();
    try {
      this.say(`Saved as ${await make()}.`);
    } catch (error) {
      this.say(error.message);
    } finally {
      this.busy = false;
    }
  }

  // What is saved belongs to one moment, whatever is moved meanwhile.
  get shown() {
    const { state, manifest } = this.page;
    const { roster } = manifest;
    const words = describe(state, roster);
    const { link } = this.links;
    return {
      query: toQuery(state), stem: fileStem(state), model: roster.models[state.model],
      comments: link ? [words, link] : [words], link: link ?? "", text: this.links.text,
    };
  }

  async samples() {
    const { model, stem, comments } = this.shown;
    const { run, input } = await this.computed();
    return download(`${stem}.csv`, samplesCsv(run, input, model, comments));
  }

  async spikes() {
    const { model, stem, comments } = this.shown;
    const { run } = await this.computed();
    return download(`${stem}_spikes.csv`, spikesCsv(run, model, comments));
  }

  // The run that is shown and its input; Python's if the page has no kernel for it.
  async computed() {
    return this.page.live.integrated() ?? this.ask({ type: TO_WORKER.RUN }, TO_PAGE.RUN);
  }

  async script() {
    const { query, text, link, stem } = this.shown;
    const { script } = await this.ask({ type: TO_WORKER.SCRIPT, query, text, link }, TO_PAGE.SCRIPT);
    return download(`${stem}.py`, script);
  }

  async figure(format) {
    const { query, stem } = this.shown;
    await this.page.renewed(); // which has no library
    // Copied, as the kernel's memory goes on being used while Matplotlib comes.
    const run = copied(this.page.live.integrated()?.run);
    const library = this.hasLibrary
      ? null
      : await fetchLibrary(this.asset, (words) => this.say(words));
    this.say("Drawing …");
    const message = { type: TO_WORKER.FIGURE, format, query, run, library };
    const { bytes } = await this.ask(message, TO_PAGE.FIGURE);
    this.hasLibrary = true;
    return download(`${stem}.${format}`, bytes);
  }

  async ask(message, answer) {
    await this.page.renewed();
    if (!this.page.pythonIsUp) throw new Error("Python makes this file, and is still loading.");
    const told = await this.page.ask(message, { answer, patience: DRAWING_MS });
    if (told?.stuck) throw new Error("Python did not answer any more, and was started anew.");
    if (!told) throw new Error("The file could not be made.");
    return told;
  }
}

// A run that outlasts the next one; null if there is none.
function copied(run) {
  return run ? { ...run, samples: run.samples.map((values) => values.slice()) } : null;
}

// Hands a file to the browser; its name.
function download(name, content) {
  const type = TYPES[name.split(".").pop()];
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = element("a");
  Object.assign(link, { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}
