// A field for Python: line numbers beside it, a marked line behind it, keys that indent.
import { element } from "../elements.js";

const INDENT = 4;

export class CodeField {
  // `changed` is called after every change of the text, `submit` when the keys ask to run it.
  constructor({ label, hint, changed, submit }) {
    this.changed = changed;
    this.submit = submit;
    this.element = element("div", "own-field");
    this.numbers = element("div", "own-numbers");
    this.numbers.setAttribute("aria-hidden", "true");
    this.mark = element("div", "own-mark");
    this.mark.hidden = true;
    this.text = element("textarea", "own-text");
    this.text.setAttribute("aria-label", label);
    this.text.setAttribute("aria-describedby", hint);
    Object.assign(this.text, { wrap: "off", spellcheck: false, autocomplete: "off", rows: 24 });
    this.text.setAttribute("autocorrect", "off");
    this.text.setAttribute("autocapitalize", "off");
    this.remarked = element("div");
    const pane = element("div", "own-pane");
    pane.append(this.mark, this.remarked, this.text);
    this.element.append(this.numbers, pane);
    this.mayLeave = false; // after Escape, Tab leaves the field
    this.text.addEventListener("input", () => this.edited());
    this.text.addEventListener("scroll", () => this.follow());
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("blur", () => (this.mayLeave = false));
  }

  get value() {
    return this.text.value;
  }

  // Puts another text in, which the browser's own undo can take back.
  replace(text) {
    this.text.focus();
    this.text.select();
    this.insert(text);
    this.text.setSelectionRange(0, 0);
    this.text.scrollTo(0, 0);
  }

  // Puts a text in without moving the focus, when the page opens.
  begin(text) {
    this.text.value = text;
    this.edited();
  }

  edited() {
    this.unmark();
    const count = this.value.split("\n").length;
    if (count !== this.count) {
      this.count = count;
      this.numbers.textContent = Array.from({ length: count }, (_, k) => k + 1).join("\n");
    }
    this.changed();
  }

  follow() {
    this.element.style.setProperty("--scrolled", `${-this.text.scrollTop}px`);
  }

  // Marks a line, by its number from 1.
  markLine(line) {
    this.element.style.setProperty("--marked-line", line);
    this.mark.hidden = false;
    this.text.setAttribute("aria-invalid", "true");
  }

  // Marks the lines of which there is something to say.
  remarkLines(lines) {
    const marks = [...new Set(lines)].map((line) => {
      const mark = element("div", "own-mark own-remarked");
      mark.style.setProperty("--marked-line", line);
      return mark;
    });
    this.remarked.replaceChildren(...marks);
  }

  unmark() {
    this.mark.hidden = true;
    this.remarked.replaceChildren();
    this.text.removeAttribute("aria-invalid");
  }

  // Puts the caret at the first character of a line and brings the line into view.
  focusLine(line) {
    const lines = this.value.split("\n");
    const before = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    const indent = lines[line - 1]?.match(/^\s*/)[0].length ?? 0;
    this.text.focus();
    this.text.setSelectionRange(before + indent, before + indent);
    const height = parseFloat(getComputedStyle(this.text).lineHeight);
    this.text.scrollTo(0, (line - 1) * height - this.text.clientHeight / 3);
  }

  key(event) {
    if (event.isComposing) return;
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (key === "Enter" && (ctrlKey || metaKey)) {
      event.preventDefault();
      this.submit();
    } else if (key === "Escape") {
      this.mayLeave = true;
      return;
    } else if (key === "Tab" && !this.mayLeave && !ctrlKey && !metaKey && !altKey) {
      event.preventDefault();
      if (shiftKey) this.outdent();
      else this.indent();
    } else if (key === "Enter" && !shiftKey && !altKey) {
      event.preventDefault();
      this.newLine();
    }
    if (!["Tab", "Shift"].includes(key)) this.mayLeave = false;
  }

  indent() {
    const { selectionStart: start, selectionEnd: end, value } = this.text;
    if (value.slice(start, end).includes("\n")) {
      this.eachLine((line) => (line ? " ".repeat(INDENT) + line : line));
      return;
    }
    const column = start - (value.lastIndexOf("\n", start - 1) + 1);
    this.insert(" ".repeat(INDENT - (column % INDENT)));
  }

  outdent() {
    this.eachLine((line) => line.replace(new RegExp(`^ {1,${INDENT}}|^\t`), ""));
  }

  // A new line begins under the one above it, and further in after a colon.
  newLine() {
    const { selectionStart: start, value } = this.text;
    const line = value.slice(value.lastIndexOf("\n", start - 1) + 1, start);
    const deeper = /:\s*(#.*)?$/.test(line) ? INDENT : 0;
    this.insert(`\n${" ".repeat(line.match(/^ */)[0].length + deeper)}`);
  }

  // Changes the lines that are selected, whole, and keeps them selected.
  eachLine(change) {
    const { selectionStart, selectionEnd, value } = this.text;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    // A selection that ends at the beginning of a line does not mean that line.
    const last = selectionEnd > selectionStart ? selectionEnd - 1 : selectionEnd;
    const found = value.indexOf("\n", last);
    const end = found < 0 ? value.length : found;
    const old = value.slice(start, end);
    const text = old.split("\n").map(change).join("\n");
    if (text === old) return;
    this.text.setSelectionRange(start, end);
    this.insert(text);
    if (selectionEnd > selectionStart) {
      this.text.setSelectionRange(start, start + text.length);
    } else {
      const caret = Math.max(start, selectionStart + text.length - old.length);
      this.text.setSelectionRange(caret, caret);
    }
  }

  // The one way of changing a field that the browser's undo knows.
  insert(text) {
    if (document.execCommand("insertText", false, text)) return;
    const { selectionStart, selectionEnd } = this.text;
    this.text.setRangeText(text, selectionStart, selectionEnd, "end");
    this.edited();
  }
}

/** An element with a text; a button, if `action` is what a press does. */
