// What the visitor reads of it: a quiet line in the footer, and a note when there is something to
// be done. Both are there from the start, so that nothing moves and readers of the screen hear it.

const megabytes = (size) => `${(size / 1e6).toFixed(1)} MB`;

export class Line {
  constructor(place) {
    this.said = element("span", { role: "status" });
    // Apart, so that not every percent is read aloud.
    this.share = element("span");
    this.button = element("button", { type: "button", hidden: "" });
    place.replaceChildren(this.said, this.share, this.button);
  }

  say(text, share = "") {
    if (this.said.textContent !== text) this.said.textContent = text;
    this.share.textContent = share;
    this.button.hidden = true;
  }

  nothing() {
    this.say("");
  }

  waiting(size) {
    this.say(`Works offline once ${megabytes(size)} are kept.`);
  }

  // What costs the visitor's data waits for a word.
  offer(size, isNew, accept) {
    if (isNew) this.say(`A new version, of ${megabytes(size)} at most, can be kept.`);
    else this.waiting(size);
    this.button.textContent = "keep";
    this.button.onclick = accept;
    this.button.hidden = false;
  }

  keeping(size, share) {
    this.say(`Keeping ${megabytes(size)} for offline use …`, ` ${Math.floor(100 * share)} %`);
  }

  ready() {
    this.say("Ready offline.");
  }
}

// The note that something new is there; what the visitor is doing goes on until then.
export class Note {
  constructor(document) {
    this.box = element("div", { id: "version", role: "status" });
    document.body.append(this.box);
  }

  show(sentence) {
    if (this.box.hasChildNodes()) return;
    const reload = element("button", { type: "button" });
    reload.textContent = "reload";
    reload.onclick = () => location.reload();
    const later = element("button", { type: "button" });
    later.textContent = "later";
    later.onclick = () => this.box.replaceChildren();
    this.box.append(sentence, reload, later);
  }
}

function element(kind, attributes = {}) {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
