// Light or dark by the wish of whoever embeds the page, not by the browser's.

const DARK = "(prefers-color-scheme: dark)";

/** Has all that depends on the browser's colour scheme follow a theme, `light` or `dark`. */
export function wear(theme) {
  // A condition that holds always, or never, in the place of the question for the scheme.
  const answer = theme === "dark" ? "(min-width: 0px)" : "(max-width: 0px)";
  for (const { cssRules } of document.styleSheets) {
    for (const { media } of cssRules) {
      if (media) media.mediaText = media.mediaText.replace(DARK, answer);
    }
  }
  for (const source of document.querySelectorAll("source[media]")) {
    source.media = source.media.replace(DARK, answer);
  }
  document.documentElement.style.colorScheme = theme;
}
