// "Embed this": the HTML that shows the present state in another page, to be copied.
import { toQuery } from "../fast/query.js";
import { element, iframe } from "./snippets.js";

// Of a frame that is wide enough for two columns, in pixels: what stands beside the sliders, and one
// slider. Measured; a frame that is higher than it need be does no harm.
const REST = 325;
const SLIDER = 45;
const HTML = `
<form method="dialog">
  <h2>Embed this</h2>
  <p data-part="words">These lines show the neuron, as it is now, in a page of yours. Its readers
  can move the controls.</p>
  <div data-part="choices">
    <label>Colours <select>
      <option value="auto">as the reader's browser</option>
      <option value="light">light</option>
      <option value="dark">dark</option>
    </select></label>
    <label>Height of the frame <input type="number" min="200" max="4000" step="10"> px</label>
  </div>
  <div data-part="snippet" data-kind="element">
    <label for="embed-element">As an element: it finds its height, and scripts can speak to it</label>
    <textarea id="embed-element" rows="5" readonly spellcheck="false"></textarea>
    <button type="button">Copy the element</button>
  </div>
  <div data-part="snippet" data-kind="iframe">
    <label for="embed-iframe">As a frame alone: where scripts are not allowed</label>
    <textarea id="embed-iframe" rows="5" readonly spellcheck="false"></textarea>
    <button type="button">Copy the frame</button>
  </div>
  <p data-part="end"><output role="status"></output> <button value="close">Close</button></p>
</form>`;
const MAKERS = { element, iframe };

export class Dialogue {
  // `place` is where the button stands that opens it.
  constructor(page, place) {
    this.page = page;
    this.button = document.createElement("button");
    Object.assign(this.button, { id: "embed-button", type: "button", textContent: "Embed this" });
    this.button.setAttribute("aria-haspopup", "dialog");
    this.button.addEventListener("click", () => this.open());
    place.append(this.button);
    this.dialog = document.createElement("dialog");
    this.dialog.id = "embed-dialogue";
    this.dialog.setAttribute("aria-label", "Embed this");
    this.dialog.innerHTML = HTML;
    document.body.append(this.dialog);
    this.theme = this.dialog.querySelector("select");
    this.height = this.dialog.querySelector("input");
    this.height.addEventListener("input", () => (this.isChosen = true));
    this.said = this.dialog.querySelector("output");
    this.dialog.addEventListener("input", () => this.write());
    for (const place of this.dialog.querySelectorAll("[data-kind]")) {
      place.querySelector("button").addEventListener("click", () => this.copy(place));
    }
    page.shown.then(() => (this.button.disabled = false), () => {});
    this.button.disabled = true; // there is no state to embed yet
  }

  open() {
    this.said.textContent = "";
    if (!this.isChosen) this.height.value = this.fitting();
    this.write();
    this.dialog.showModal();
  }

  // The height that shows all controls of the state.
  fitting() {
    const shown = [...this.page.live.controls.keys()].filter((one) => one.visible && one.start !== undefined);
    return 10 * Math.ceil((REST + SLIDER * shown.length) / 10);
  }

  // Writes the lines for what is shown and chosen now.
  write() {
    const { state, manifest } = this.page;
    const isBuiltIn = this.page.isBuiltIn(state.model);
    for (const place of this.dialog.querySelectorAll("[data-kind]")) place.hidden = !isBuiltIn;
    if (!isBuiltIn) {
      this.said.textContent = "A model of your own stays in this browser; it cannot be embedded.";
      return;
    }
    const query = toQuery(state);
    const view = new URLSearchParams(query).get("view") ??
      new URLSearchParams(location.search).get("view");
    const choice = {
      site: new URL("./", location.href.split(/[?#]/)[0]).href,
      query,
      view,
      theme: this.theme.value,
      title: `${manifest.models[state.model].title} neuron`,
      height: this.heightOf(this.height.value),
    };
    for (const [kind, make] of Object.entries(MAKERS)) {
      this.dialog.querySelector(`#embed-${kind}`).value = make(choice);
    }
  }

  heightOf(text) {
    const height = Math.round(Number(text));
    return height >= 100 && height <= 10_000 ? height : this.fitting();
  }

  async copy(place) {
    const text = place.querySelector("textarea");
    try {
      await navigator.clipboard.writeText(text.value);
      this.said.textContent = "Copied.";
    } catch {
      // Not every browser lets a page do it.
      text.focus();
      text.select();
      this.said.textContent = "The lines are selected; copy them with Ctrl + C.";
    }
  }
}
