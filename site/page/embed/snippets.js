// The lines of HTML that put a state of the page into another page.

const escaped = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
// What HTML calls by a name is easier to read so.
const NAMED = { "&#38;": "&amp;", "&#60;": "&lt;", "&#62;": "&gt;", "&#34;": "&quot;" };
const attribute = (name, value) =>
  `${name}="${escaped(value).replace(/&#(38|60|62|34);/g, (code) => NAMED[code])}"`;

/** A frame; `query` stands for the state, `site` is the address of the page, ending in a slash. */
export function iframe({ site, query, view, theme, title, height }) {
  const pairs = new URLSearchParams(query);
  if (view) pairs.set("view", view);
  pairs.set("embed", "1");
  if (theme !== "auto") pairs.set("theme", theme);
  const attributes = [
    attribute("src", `${site}?${pairs}`),
    attribute("title", title),
    attribute("style", `width: 100%; height: ${height}px; border: 0`),
    attribute("loading", "lazy"),
  ];
  return `<iframe ${attributes.join("\n  ")}></iframe>`;
}

/** An element that finds its height by itself, and can be spoken to. */
export function element({ site, query, view, theme, title }) {
  const pairs = new URLSearchParams(query);
  pairs.delete("view");
  const attributes = [attribute("state", String(pairs)), attribute("title", title)];
  if (view) attributes.push(attribute("view", view));
  if (theme !== "auto") attributes.push(attribute("theme", theme));
  const script = `<script type="module" ${attribute("src", `${site}embed.js`)}></script>`;
  return `${script}\n<spiking-neuron ${attributes.join("\n  ")}></spiking-neuron>`;
}
