// Markup of which only what the app itself writes is left: what Python says may have been written by
// somebody else.

const HTML = new Set([
  "h2", "p", "div", "span", "b", "i", "code", "table", "tbody", "tr", "th", "td", "ul", "li",
  "details", "summary",
]);
const MATH = new Set([
  "math", "mrow", "mi", "mn", "mo", "msub", "msup", "mfrac", "mspace",
]);
const ATTRIBUTES = {
  class: new Set(["unseen", "formulae", "reference", "warning", "facts", "rule"]),
  role: new Set(["alert", "status"]),
  scope: new Set(["row"]),
  "aria-hidden": new Set(["true"]),
  displaystyle: new Set(["true"]),
  width: new Set(["0.17em"]),
};
// Deeper than any equation.
const DEEPEST = 100;

export const escaped = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

/**
 * The text of one of Panel's panes, which is markup that was escaped once more, made anew of what is
 * known. Of anything else the words are left. `links` are the addresses that may be linked to.
 */
export function knownMarkup(text, links) {
  const { body } = parsed(parsed(text).documentElement.textContent);
  return escaped(inside(body, links, 0));
}

function inside(node, links, depth) {
  if (depth > DEEPEST) return "";
  return [...node.childNodes].map((child) => written(child, links, depth + 1)).join("");
}

function written(node, links, depth) {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const { localName: name } = node;
  const content = inside(node, links, depth);
  if (name === "a" && links.has(node.getAttribute("href"))) {
    const address = escaped(node.getAttribute("href"));
    return `<a href="${address}" target="_blank" rel="noopener noreferrer">${content}</a>`;
  }
  if (!HTML.has(name) && !MATH.has(name)) return content;
  const attributes = [...node.attributes]
    .filter((one) => Object.hasOwn(ATTRIBUTES, one.name) && ATTRIBUTES[one.name].has(one.value))
    .map((one) => ` ${one.name}="${one.value}"`);
  return `<${name}${attributes.join("")}>${content}</${name}>`;
}
