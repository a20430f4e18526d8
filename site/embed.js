// <spiking-neuron state="model=adex&I_max=500"></spiking-neuron>: a neuron in any page.
//
// <script type="module" src="https://.../embed.js"></script> is all that the page needs.
// Attributes: state (a query as in the links of the site), theme (light, dark, auto), view (panels
// that are shown), title (what the frame is called). Property: state, a query or an object.
// Method: set(state). Events: spiking-ready, spiking-result, spiking-error.

const SITE = new URL("./", import.meta.url);
const HEIGHT = 620; // of most frames, until they say how high they are
const NEAR = "400px"; // to the part of the page that is in view: time enough to load
const PRESENTATION = ["embed", "theme", "view"];
const EVENTS = new Set(["ready", "result", "error"]);

// A host without an origin of its own (a sandbox) makes its frames such ones too.
const isNobody = self.origin === "null";
const fromSite = ({ origin }) => origin === SITE.origin || (isNobody && origin === "null");

// Styles are set by script, so that no policy of the host's page is in their way.
const FRAME = { display: "block", width: "100%", height: `${HEIGHT}px`, border: "0" };
const PLACEHOLDER = {
  display: "grid", placeItems: "center", boxSizing: "border-box", padding: "1rem",
  border: "1px solid color-mix(in srgb, currentColor 25%, transparent)", borderRadius: "4px",
  textAlign: "center",
};

// What a state says as an object of texts: of a query, what it says of a state alone.
function pairsOf(state) {
  if (state === null || state === undefined) return {};
  if (typeof state !== "string") return { ...state };
  const pairs = [...new URLSearchParams(state)].filter(([key]) => !PRESENTATION.includes(key));
  return Object.fromEntries(pairs);
}

class SpikingNeuron extends HTMLElement {
  static observedAttributes = ["state", "theme", "view", "title"];

  #frame = null;
  #near = null;
  #ready = false;
  #asked = {}; // what was asked for and is not in the frame's address
  #shown = null; // the state that the frame has told last

  constructor() {
    super();
    this.hear = this.hear.bind(this);
  }

  connectedCallback() {
    this.style.display ||= "block";
    this.style.position ||= "relative";
    const placeholder = document.createElement("div");
    placeholder.textContent = this.#title;
    Object.assign(placeholder.style, PLACEHOLDER, { height: `${HEIGHT}px` });
    this.replaceChildren(placeholder);
    this.#near = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.#load(),
      { rootMargin: NEAR },
    );
    this.#near.observe(this);
    addEventListener("message", this.hear);
  }

  disconnectedCallback() {
    removeEventListener("message", this.hear);
    this.#near.disconnect();
    if (this.#shown) this.#asked = this.#shown; // it goes on where it was, if it comes back
    this.#shown = this.#frame = null;
    this.#ready = false;
    this.replaceChildren();
  }

  attributeChangedCallback(name, before, now) {
    if (!this.isConnected || before === now) return;
    if (name === "title") {
      for (const child of this.children) {
        if (child === this.#frame) child.title = this.#title;
        else child.textContent = this.#title;
      }
    } else if (name === "state") this.set(now ?? "");
    else if (this.#frame) this.#reload();
  }

  // The state that is shown, as an object with the keys of a link; before the frame has told it,
  // what was asked for.
  get state() {
    return { ...(this.#shown ?? { ...pairsOf(this.getAttribute("state")), ...this.#asked }) };
  }

  set state(state) {
    this.set(state);
  }

  // Changes what is given; all else stays as it is.
  set(state) {
    const pairs = pairsOf(state);
    if (this.#ready) this.#post({ type: "spiking:set", state: pairs });
    // Another neuron begins with its own defaults.
    else this.#asked = { ...("model" in pairs ? {} : this.#asked), ...pairs };
  }

  get #title() {
    return this.getAttribute("title") || "A spiking neuron with its controls";
  }

  // The address of the frame: what the attributes say.
  get #address() {
    const query = new URLSearchParams(pairsOf(this.getAttribute("state")));
    query.set("embed", "1");
    for (const name of ["theme", "view"]) {
      if (this.getAttribute(name)) query.set(name, this.getAttribute(name));
    }
    return new URL(`?${query}`, SITE).href;
  }

  #load() {
    this.#near.disconnect();
    this.#frame = document.createElement("iframe");
    Object.assign(this.#frame, { title: this.#title, loading: "lazy", src: this.#address });
    Object.assign(this.#frame.style, FRAME, { visibility: "hidden" });
    // The placeholder stands in front of it until it has loaded: nothing flashes white in the dark.
    const placeholder = this.firstChild;
    Object.assign(placeholder.style, { position: "absolute", inset: "0", height: "auto" });
    this.#frame.onload = () => {
      placeholder.remove();
      this.#frame.style.visibility = "";
    };
    this.append(this.#frame);
  }

  #reload() {
    this.#asked = this.#shown ?? this.#asked;
    this.#ready = false;
    this.#shown = null;
    this.#frame.src = this.#address;
  }

  hear(event) {
    // Both must be right: the frame may have been led elsewhere.
    if (!this.#frame || event.source !== this.#frame.contentWindow) return;
    if (!fromSite(event)) return;
    const { type, ...detail } = event.data ?? {};
    const name = String(type).replace(/^spiking:/, "");
    if (name === "height") return this.#fit(detail.height);
    if (!EVENTS.has(name)) return;
    if (detail.state) this.#shown = detail.state;
    if (name === "ready") this.#begin();
    this.dispatchEvent(new CustomEvent(`spiking-${name}`, { detail, bubbles: true }));
  }

  // The frame takes messages now: what was asked for meanwhile, and the first run's result.
  #begin() {
    this.#ready = true;
    const asked = this.#asked;
    this.#asked = {};
    if (Object.keys(asked).length) this.set(asked);
    else this.#post({ type: "spiking:get" });
  }

  #fit(height) {
    if (height > 0 && height < 20_000) this.#frame.style.height = `${height}px`;
  }

  #post(message) {
    this.#frame.contentWindow?.postMessage(message, isNobody ? "*" : SITE.origin);
  }
}

if (!customElements.get("spiking-neuron")) customElements.define("spiking-neuron", SpikingNeuron);
