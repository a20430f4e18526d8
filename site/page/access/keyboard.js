// The keyboard's own ways: past the introduction to the controls, and out of what was opened.

// Within the page and all its shadow roots, in their order.
export function findAll(selector, root = document) {
  const inside = [...root.querySelectorAll("*")].flatMap(({ shadowRoot }) =>
    shadowRoot ? findAll(selector, shadowRoot) : [],
  );
  return [...root.querySelectorAll(selector), ...inside];
}

export function listenToKeys(skip, app) {
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    const controls = findAll("select, [role=slider]", app);
    const first = controls.find((control) => control.checkVisibility?.() ?? true);
    (first ?? app).focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) closeAround(event);
  });
}

// Closes the innermost part that was unfolded around the focus, which goes to its title.
function closeAround(event) {
  const opened = event.composedPath().find((one) => one.localName === "details" && one.open);
  if (!opened) return;
  opened.open = false;
  opened.querySelector("summary").focus();
}
