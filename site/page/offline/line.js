// What the visitor reads of it: a quiet line in the footer, and a note when there is something to
// be done. Both are there from the start, so that nothing moves and readers of the screen hear it.

import { WHY } from "./kept.js";

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
    this.say(READY);
  }

  // Why the version that the host has now, of a size in bytes, could not be kept, and what can be
  // done. If another one is kept, or all but the news of a new one, that remains so.
  failed(why, size, isKept) {
    this.say(isKept ? `${READY} ${NOT_RENEWED[why]}` : NOT_KEPT[why](megabytes(size)));
  }
}

const READY = "Ready offline.";
const PORTAL =
  "this network answers in its place, as one that wants to be signed in to. Sign in, then reload.";
const UNFIT =
  "files on the host do not fit its list of files, as while a new version is put there. Reload in " +
  "some minutes; if this stays so, the owner of the site has to put all of it there anew.";
const UNWELL = "the host has trouble at the moment. The next visit tries again.";

const NOT_KEPT = {
  [WHY.GONE]: () =>
    "Cannot be kept for offline use: the host has no list of this site's files (offline.json). " +
    "The owner of the site has to put all of it there.",
  [WHY.PORTAL]: () => `Not kept for offline use: the host is not reached, ${PORTAL}`,
  [WHY.UNWELL]: () => `Not kept for offline use: ${UNWELL}`,
  [WHY.UNFIT]: () => `Not kept for offline use: ${UNFIT}`,
  [WHY.FULL]: (size) =>
    `Not kept for offline use: this browser has no room for ${size}. Free some on the device, or ` +
    "delete data of other sites in the browser's settings, then reload.",
  [WHY.NO_ANSWER]: () =>
    "Not kept for offline use yet: the network was lost. The next visit goes on where this one " +
    "has stopped.",
};
// What is kept works on; the lack of a network is no news then.
const NOT_RENEWED = {
  [WHY.GONE]: "",
  [WHY.PORTAL]: `Whether there is a new version is not known: ${PORTAL}`,
  [WHY.UNWELL]: `Whether there is a new version is not known: ${UNWELL}`,
  [WHY.UNFIT]: `There is a new version that cannot be kept yet: ${UNFIT}`,
  [WHY.FULL]:
    "There is a new version, for which this browser has no room beside this one: free some on the " +
    "device, or delete data of other sites in the browser's settings, then reload.",
  [WHY.NO_ANSWER]: "",
};

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
