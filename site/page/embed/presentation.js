// How the page is to be shown, in distinction to what it shows.
import { textOn } from "../elements.js";

const KEYS = ["embed", "theme"];
const THEMES = ["light", "dark"];

/** What an address says of it: the theme is null where the browser's own is taken. */
export function presentationOf(search) {
  const asked = new URLSearchParams(search);
  const theme = THEMES.find((name) => name === asked.get("theme")) ?? null;
  return { embedded: asked.get("embed") === "1", theme };
}

/** The end of an address that keeps how the page is shown. */
export function suffixOf({ embedded, theme }) {
  return (embedded ? "&embed=1" : "") + (theme ? `&theme=${theme}` : "");
}

/** What an address says of the state alone. */
export function withoutPresentation(search) {
  const asked = new URLSearchParams(search);
  for (const key of KEYS) asked.delete(key);
  return `?${asked}`;
}

/** A link, without its address yet, to the page without what is around it in a frame. */
export function linkToWhole(words) {
  return Object.assign(textOn("a", words), { target: "_blank", rel: "noopener" });
}

/** Whether an address says anything about what is shown. */
export const asksForState = (search) =>
  [...new URLSearchParams(search).keys()].some((key) => !isPresentation(key));

export const isPresentation = (key) => KEYS.includes(key);
