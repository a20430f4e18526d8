// The address of the page is the state it shows.

// Browsers refuse an address that changes more than about three times a second.
const PAUSE_MS = 350;

// More than this many hosts do not take.
const LONGEST = 8000;

export class Address {
  // `suffix` stands at the end of every query; `unlinked` is shown while a state is too long;
  // `usual` is the neuron that an address means which names none; the places of a page that is
  // `embedded` are not those of its host's history.
  constructor({ suffix = "", unlinked, usual, embedded = false }) {
    this.suffix = suffix;
    this.usual = usual;
    this.embedded = embedded;
    this.unlinked = unlinked;
    this.next = null;
    this.timer = 0;
    addEventListener("pagehide", () => this.write());
  }

  // `text` is the query of the present state, without a question mark; `hash` what follows it,
  // null if that is too long.
  show(text, hash = "") {
    if (self.origin === "null") return; // some browsers allow such a frame no other address
    const fits = text.length <= LONGEST && hash !== null;
    this.unlinked.hidden = fits;
    if (!fits) return;
    this.next = `?${text}${hash}`;
    this.timer ||= setTimeout(() => this.write(), PAUSE_MS);
  }

  // Writes at once what is still to be written.
  write() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.next === null) return;
    const { search, hash } = new URL(this.next, location.href);
    const address = search + this.suffix + hash;
    const before = this.shown ?? address;
    this.shown = address;
    this.next = null;
    const same = this.embedded || this.placeOf(before) === this.placeOf(address);
    if (same) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  }

  // What makes another place to come back to: a move of a slider does not.
  placeOf(address) {
    const { searchParams, hash } = new URL(address, location.origin);
    return [searchParams.get("model") ?? this.usual, searchParams.get("preset"), hash].join();
  }

  // The whole link of a state, null if it is too long for one.
  linkOf(text, hash) {
    if (text.length > LONGEST || hash === null) return null;
    return location.origin + location.pathname + `?${text}${hash}`;
  }

  // The browser has gone back or forward, or the page shows a state for another reason: what is
  // written next belongs to this place. `text` is query and hash.
  arrived(text) {
    clearTimeout(this.timer);
    this.timer = 0;
    this.next = null;
    this.shown = text;
  }
}
