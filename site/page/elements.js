// Elements of the page, made of texts: what a text says never becomes anything but text.

export function textOn(name, text, action = null) {
  const made = element(name, "", text);
  if (action) {
    made.type = "button";
    made.addEventListener("click", action);
  }
  return made;
}

export function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

// What stands between backticks is code.
export function withCode(words) {
  const parts = words.split("`").map((part, k) => (k % 2 ? element("code", "", part) : part));
  return parts.filter((part) => part !== "");
}
