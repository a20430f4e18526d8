// Links that hold a model of somebody's own. Its text is shown, and runs only when the visitor
// says so.
import { linkToWhole, withoutPresentation } from "../embed/presentation.js";
import { toQuery } from "../fast/query.js";
import { textOn } from "../elements.js";
import { holdsModel, pack, unpack } from "./hash.js";

const AGREED = "spiking-agreed-1";
const ALONE =
  "This link holds a model that somebody has written. Such a model needs Python, and here the page " +
  "does without. ";
const FRAMED =
  "This link holds a model that somebody has written. Inside another page, such a model is not run. ";
const WORDS =
  "This link holds a model that somebody has written; who, this page cannot know. Its text is " +
  "shown in the editor below and has not been run.";

const REFUSED =
  "Inside another page, models of your own are not run; open this page by itself.";
// Nobody has read what has stood there for less.
const READ_MS = 1000;

export class OwnLinks {
  // `page` and `own` as in main.js; `address` is written; `place` shows the question; `embedded`
  // tells whether there is a whole page beside this one.
  constructor(place, { page, own, address, embedded }) {
    Object.assign(this, { place, page, own, address, embedded });
    // {text, query} of a model that waits for the visitor's word.
    this.pending = null;
    // {name, text, hash} of the model of one's own that is shown or was shown last.
    this.ran = null;
    this.makeQuestion();
    // Whose page is around this one nobody knows, nor what it has laid over it.
    this.framed = window !== window.top;
    this.timer = 0;
    this.stands = () => this.wait();
    for (const type of ["visibilitychange", "fullscreenchange"]) {
      document.addEventListener(type, this.stands);
    }
    addEventListener("focus", this.stands);
    page.addEventListener("state", ({ detail }) => this.write(detail));
  }

  makeQuestion() {
    this.words = textOn("p", "");
    this.words.id = "lent-words";
    this.runButton = textOn("button", "run this model", () => this.editor.start());
    this.readButton = textOn("button", "read its text", () => this.editor.show());
    this.whole = linkToWhole("Open it on the whole page");
    this.place.setAttribute("aria-labelledby", this.words.id);
    this.place.append(this.words, this.runButton, this.readButton);
  }

  // The editor, which shows the texts and asks `run` here.
  use(editor) {
    this.editor = editor;
  }

  // The page has been opened with, or has come to, an address that holds a model.
  async arrived(query, hash) {
    this.withdraw();
    if (this.page.alone || this.framed) {
      this.say(this.page.alone ? ALONE : FRAMED, false);
      if (this.embedded || this.framed) {
        this.whole.href = location.pathname + withoutPresentation(query) + hash;
        this.place.append(this.whole);
      }
      return;
    }
    let text;
    try {
      // As a field holds it, whatever ended its lines before.
      text = (await unpack(hash)).replace(/\r\n?/g, "\n");
    } catch (error) {
      this.say(error.message, false);
      return;
    }
    if (hash !== location.hash) return; // the browser has gone elsewhere meanwhile
    if (this.shows(text, query)) {
      await this.page.show(query);
      return;
    }
    this.pending = { text, query };
    this.editor.lend(text, hash);
    if (agreedTo(hash)) {
      this.editor.start({ agreed: true });
    } else {
      this.say(WORDS, true);
    }
  }

  // Whether the page has made this very model already.
  shows(text, query) {
    const name = new URLSearchParams(query).get("model");
    return this.ran?.text === text && this.ran.name === name && this.page.state?.model === name;
  }

  // Another address has come: nobody asks any more.
  withdraw() {
    this.pending = null;
    this.place.hidden = true;
    this.editor.giveBack();
  }

  // A click counts if what is asked has been in sight, unchanged, for a while.
  wait() {
    clearTimeout(this.timer);
    this.runButton.disabled = true;
    if (document.visibilityState !== "visible") return;
    this.timer = setTimeout(() => (this.runButton.disabled = false), READ_MS);
  }

  // Whether the text in the editor may be run now.
  mayRun() {
    return !this.editor.lent || !this.runButton.disabled;
  }

  say(words, asks) {
    this.wait();
    this.words.textContent = words;
    this.runButton.hidden = this.readButton.hidden = !asks;
    this.whole.remove();
    this.place.hidden = false;
  }

  // Runs a text, in the state of the link if it came with one.
  async run(text) {
    if (this.framed) return { ok: false, sentence: REFUSED };
    const query = this.pending?.text === text ? this.pending.query : "";
    const { author } = this.editor;
    await this.pythonIsUp();
    const before = this.ran;
    this.ran = null; // what Python tells now belongs to the new text
    const result = await this.own.run(text, { query, author });
    if (!result.ok) {
      this.ran = before;
      return result;
    }
    const hash = await pack(text);
    this.ran = { name: result.name, text, hash };
    agree(hash);
    this.pending = null;
    this.place.hidden = true;
    this.write(toQuery(this.page.state));
    return result;
  }

  // A link is often opened, and agreed to, before Python has come up; what is typed may wait too.
  pythonIsUp() {
    return this.pending && this.page.up();
  }

  // Has the address tell a state. One of a model of one's own needs its text as well.
  write(query) {
    const hash = this.hashOf(new URLSearchParams(query).get("model"));
    if (hash !== undefined) this.address.show(query, hash);
  }

  // What stands behind the # for a model: nothing for a built-in one, null if it is too long;
  // undefined if it is not known yet.
  hashOf(name) {
    if (this.page.isBuiltIn(name)) return "";
    return this.ran?.name === name ? this.ran.hash : undefined;
  }

  // The whole link of what is shown; null if it is too long for one.
  get link() {
    const { state } = this.page;
    return this.address.linkOf(toQuery(state), this.hashOf(state.model) ?? null);
  }

  // The text of the model that is shown; empty for a built-in one.
  get text() {
    return this.ran?.name === this.page.state.model ? this.ran.text : "";
  }
}

export { holdsModel };

// What the visitor has run once in this tab runs again after a reload.
function agree(hash) {
  try {
    sessionStorage.setItem(AGREED, hash ?? "");
  } catch {
    // A browser that keeps nothing asks again.
  }
}

function agreedTo(hash) {
  try {
    return sessionStorage.getItem(AGREED) === hash;
  } catch {
    return false;
  }
}
