// The visitor's own model: a text, a start to begin from, and what came of it.
import { element, withCode } from "../elements.js";
import { CodeField } from "./field.js";

const STORED = "spiking-own-model-1";
const FILE = "your_model.py";
const EXAMPLE = "";

export class Editor {
  // `models` are {name, title} of what one can start from, besides the text `example`;
  // `fetchSource(name)` brings the text of one; `run(text)` says {ok, line, sentence, note};
  // `mayRun()` tells whether the text may be run, which `edited` hears of when it has changed.
  constructor(
    place,
    { models, fetchSource, run, mayRun = () => true, edited = () => {}, example },
  ) {
    Object.assign(this, { fetchSource, run, mayRun, edited });
    this.example = example;
    this.running = false;
    this.place = place;
    // Whether the text that is shown came with a link.
    this.lent = false;
    // Who has written it: nobody but the visitor, or somebody who is known by a link.
    this.author = "";
    this.makeField();
    this.makeBar(models);
    // There from the beginning: what is put into them later is read out.
    this.status = announcement("status");
    this.alert = announcement("alert");
    place.classList.add("own");
    place.setAttribute("aria-labelledby", "own-heading");
    place.replaceChildren(...this.heading(), this.bar, this.question, this.lentBar, this.field.element,
      this.buttons, this.status, this.alert, this.hint);
    this.restore();
  }

  heading() {
    const heading = element("h2", "", "Your own model");
    heading.id = "own-heading";
    const words =
      "Write a neuron as a Python class, and it gets the sliders, the speed and the figures of " +
      "those above; saved as a file, the same text runs in Jupyter and in a script.";
    return [heading, element("p", "own-about", words)];
  }

  makeField() {
    this.field = new CodeField({
      label: "Python text of your model",
      hint: "own-hint",
      changed: () => this.changed(),
      submit: () => this.start(),
    });
    this.hint = element(
      "p",
      "own-hint",
      "Ctrl or ⌘ + Enter runs the text. Tab indents; to leave the field by the keyboard, press " +
        "Escape, then Tab.",
    );
    this.hint.id = "own-hint";
  }

  makeBar(models) {
    this.bar = element("div", "own-bar");
    const label = element("label", "", "start from ");
    this.choice = element("select");
    const choices = [{ name: EXAMPLE, title: "a short example" }, ...models];
    for (const { name, title } of choices) this.choice.add(new Option(title, name));
    this.choice.addEventListener("change", () => this.chosen());
    label.append(this.choice);
    this.bar.append(label);

    this.question = element("div", "own-question");
    this.question.hidden = true;
    this.question.setAttribute("role", "group");
    this.question.setAttribute("aria-labelledby", "own-question");
    const words = element("span", "", "Replace your text?");
    words.id = "own-question";
    this.keep = button("keep it", () => this.kept());
    this.question.append(words, button("replace", () => this.begin()), this.keep);

    this.lentBar = element("div", "own-question");
    this.lentBar.hidden = true;
    this.lentBar.append(
      element("span", "", "This text came with a link; your own is kept."),
      button("back to yours", () => this.giveBack()),
      button("keep this one instead", () => this.keepLent()),
    );

    this.buttons = element("div", "own-buttons");
    this.runButton = button("run", () => this.start());
    this.runButton.classList.add("own-run");
    this.buttons.append(this.runButton, button("save as file", () => this.save()));
  }

  // What was written before a reload is there again.
  restore() {
    const { start = EXAMPLE, origin = this.example, text = this.example } = stored();
    this.origin = origin;
    this.author = "";
    this.choice.value = start;
    if (this.choice.selectedIndex < 0) this.choice.value = EXAMPLE;
    this.started = this.choice.value;
    this.field.begin(text);
  }

  // Shows a text that somebody else has written; the visitor's own stays as it is.
  lend(text, author) {
    this.hasOwn = this.isChanged;
    this.lent = true;
    this.author = author;
    this.lentBar.hidden = !this.hasOwn;
    this.say("");
    this.field.begin(text);
  }

  giveBack() {
    if (!this.lent) return;
    this.lent = false;
    this.lentBar.hidden = true;
    this.restore();
  }

  keepLent() {
    this.lent = false;
    this.lentBar.hidden = true;
    this.origin = "";
    this.store();
  }

  show() {
    this.place.scrollIntoView();
    this.field.focusLine(1);
  }

  changed() {
    this.edited();
    this.store();
  }

  store() {
    if (this.lent) return;
    const { started: start, origin, field } = this;
    try {
      sessionStorage.setItem(STORED, JSON.stringify({ start, origin, text: field.value }));
    } catch {
      // A browser that keeps nothing: the text lasts as long as the page.
    }
  }

  get isChanged() {
    return this.field.value.trim() !== "" && this.field.value !== this.origin;
  }

  chosen() {
    this.question.hidden = !this.isChanged || this.choice.value === this.started;
    if (this.choice.value === this.started) return;
    if (this.question.hidden) this.begin();
    else this.keep.focus();
  }

  kept() {
    this.choice.value = this.started;
    this.question.hidden = true;
    this.choice.focus();
  }

  // Begins with the text that is chosen.
  async begin() {
    const name = this.choice.value;
    this.question.hidden = true;
    try {
      const text = name === EXAMPLE ? this.example : await this.fetchSource(name);
      if (name !== this.choice.value) return; // another one was chosen meanwhile
      this.lent = false;
      this.author = "";
      this.lentBar.hidden = true;
      [this.started, this.origin] = [name, text];
      this.say("");
      this.field.replace(text);
      this.choice.focus(); // where the keyboard was
      this.store();
    } catch (error) {
      this.choice.value = this.started;
      this.complain(error.message);
    }
  }

  // `agreed` tells that the visitor has run this text before.
  async start({ agreed = false } = {}) {
    if (this.running || !(agreed || this.mayRun())) return;
    this.setRunning(true);
    try {
      const { ok, line, sentence, note } = await this.run(this.field.value);
      if (ok && this.lent && !this.hasOwn) this.keepLent();
      if (ok) this.say("Your model runs.", note);
      else this.complain(sentence, line);
    } catch (error) {
      this.complain(error.message);
    } finally {
      this.setRunning(false);
    }
  }

  setRunning(running) {
    this.running = running;
    if (running) {
      this.field.unmark();
      this.say("Running …");
    }
    // Not `disabled`, which would take the focus from it.
    this.runButton.setAttribute("aria-disabled", String(running));
    this.field.element.setAttribute("aria-busy", String(running));
  }

  // `note` has a line for each thing that is to be known besides; one that is about a line of the
  // text begins with its number.
  say(words, note = "") {
    this.alert.replaceChildren();
    this.status.replaceChildren(...withCode(words));
    const lines = [];
    for (const remark of note.split("\n").filter(Boolean)) {
      const [, line, sentence] = remark.match(/^Line (\d+): (.*)$/) ?? [null, null, remark];
      const said = element("span", "own-remark");
      if (line) {
        lines.push(Number(line));
        said.append(this.placeOf(Number(line)), " ");
      }
      said.append(...withCode(sentence));
      this.status.append(" ", said);
    }
    this.field.remarkLines(lines);
  }

  complain(sentence, line) {
    this.say("");
    if (line) {
      this.alert.append(this.placeOf(line), " ");
      this.field.markLine(line);
    }
    this.alert.append(...withCode(sentence));
  }

  // Goes to a line.
  placeOf(line) {
    const place = button(`Line ${line}:`, () => this.field.focusLine(line));
    place.title = "go to this line";
    return place;
  }

  save() {
    const url = URL.createObjectURL(new Blob([this.field.value], { type: "text/x-python" }));
    const link = element("a");
    Object.assign(link, { href: url, download: FILE });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED)) ?? {};
  } catch {
    return {}; // nothing is kept, or it is not ours
  }
}

function button(text, action) {
  const made = element("button", "", text);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

function announcement(role) {
  const made = element("p", `own-${role}`);
  made.setAttribute("role", role);
  return made;
}
