// How the neuron that is shown is computed: what was traced of its equations, and the WebAssembly
// made of it. The texts are fetched when somebody wants to read them.

const WORDS =
  "The neuron's right-hand side, written in Python, has been traced into the program below, " +
  "once, with parameters, state, current and time left open. Around it, the reset and the " +
  "threshold stands the integrator: Dormand and Prince's method of order 5 with error-controlled " +
  "steps, which locates every spike inside its step, or a paper's own Euler steps. All of it is " +
  "one WebAssembly module, which runs again at every move of a slider.";

export class Computed {
  // `texts(name)` brings {program, wat} of a model, null for one that is not compiled.
  constructor(place, texts) {
    this.texts = texts;
    this.name = null;
    this.shown = null;
    const [words, program, wat] = ["p", "pre", "pre"].map((kind) => document.createElement(kind));
    words.textContent = WORDS;
    Object.assign(this, { words, program, wat });
    this.details = folded("How this is computed", [
      words, heading("Traced program"), program, folded("WebAssembly text", [wat]),
    ]);
    for (const text of [program, wat]) {
      text.tabIndex = 0; // scrolled by keys too
      text.setAttribute("role", "region");
    }
    program.setAttribute("aria-label", "Traced program");
    wat.setAttribute("aria-label", "WebAssembly text");
    this.details.addEventListener("toggle", () => this.fill());
    place.append(this.details);
  }

  // Another neuron is shown now.
  show(name) {
    this.name = name;
    this.fill();
  }

  async fill() {
    const { name } = this;
    if (!this.details.open || this.shown === name) return;
    this.shown = name;
    try {
      const texts = await this.texts(name);
      if (this.shown !== name) return;
      this.words.hidden = !texts;
      this.program.textContent = texts?.program ?? "This model is not compiled; Python runs it.";
      this.wat.textContent = texts?.wat ?? "";
    } catch (error) {
      if (this.shown !== name) return;
      this.program.textContent = error.message;
      this.shown = null;
    }
  }
}

function heading(text) {
  const element = document.createElement("h3");
  element.textContent = text;
  return element;
}

function folded(title, content) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = title;
  details.append(summary, ...content);
  return details;
}
