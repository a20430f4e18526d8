// The address of the page is the state it shows.

// Browsers refuse an address that changes more than about three times a second.
const PAUSE_MS = 350;

// More than this many hosts do not take.
const LONGEST = 8000;

// What makes another place to come back to: a move of a slider does not.
const placeOf = (text) => ["model", "preset"].map((key) => new URLSearchParams(text).get(key)).join();

export class Address {
  // `suffix` stands at the end of every query; `unlinked` is shown while a state is too long; the
  // places of a page that is `embedded` are not those of its host's history.
  constructor({ suffix = "", unlinked, embedded = false }) {
    this.suffix = suffix;
    this.embedded = embedded;
    this.unlinked = unlinked;
    this.next = null;
    this.timer = 0;
    addEventListener("pagehide", () => this.write());
  }

  // `text` is the query of the present state, without a question mark.
  show(text) {
    if (self.origin === "null") return; // some browsers allow such a frame no other address
    this.unlinked.hidden = text.length <= LONGEST;
    if (text.length > LONGEST) return;
    this.next = text;
    this.timer ||= setTimeout(() => this.write(), PAUSE_MS);
  }

  // Writes at once what is still to be written.
  write() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.next === null) return;
    const [before, after] = [this.shown ?? this.next, this.next];
    this.shown = after;
    this.next = null;
    const address = `?${after}${this.suffix}${location.hash}`;
    if (this.embedded || placeOf(before) === placeOf(after)) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  }

  // The browser has gone back or forward, or the page shows a state for another reason: what is
  // written next belongs to this place.
  arrived(text) {
    clearTimeout(this.timer);
    this.timer = 0;
    this.next = null;
    this.shown = text;
  }
}
