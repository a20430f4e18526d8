// The link of what is shown, to be copied, and in words for those who have been sent it.
import { element, textOn } from "../elements.js";

const TOO_LONG = "This state is too long for a link; save it as a script instead.";

export class ShareBar {
  // `links.link` is the address of what is shown; `describe()` says what that is; `opened` is true
  // if the page has been opened with a link to a state.
  constructor(place, { page, links, describe, opened }) {
    Object.assign(this, { links, describe });
    this.said = element("output");
    this.field = element("input", "share-link");
    this.field.readOnly = true;
    this.field.hidden = true;
    this.field.setAttribute("aria-label", "link to what is shown");
    this.words = element("p");
    this.details = element("details", "share-shows");
    this.details.append(textOn("summary", "what this link shows"), this.words);
    this.details.hidden = !opened;
    this.details.addEventListener("toggle", () => this.fill());
    page.addEventListener("result", () => this.fill());
    const copy = textOn("button", "copy link", () => this.copy());
    place.append(this.details, copy, this.field, this.said);
  }

  // Says in words what is shown, as long as somebody reads it.
  fill() {
    if (this.details.open) this.words.textContent = this.describe();
  }

  async copy() {
    const { link } = this.links;
    this.field.hidden = true;
    if (link === null) {
      this.said.textContent = TOO_LONG;
      return;
    }
    try {
      await navigator.clipboard.writeText(link);
      this.said.textContent = "Link copied.";
    } catch {
      this.offer(link); // not allowed, or a page that is not served securely
    }
  }

  // Where the page may not write to the clipboard, the visitor may.
  offer(link) {
    this.field.value = link;
    this.field.hidden = false;
    this.field.focus();
    this.field.select();
    this.said.textContent = "Copy it from here.";
  }
}
