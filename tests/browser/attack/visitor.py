"""Somebody who runs a model that they were sent, and what their browser has after that."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from browser.engines.engine import wait_for
from browser.engines.visit import START_SECONDS, Visit

# Listens to what comes to the page by ways that are not Python's, and keeps what is saved.
WATCH = """(() => {
  window.came = [];
  window.saved = [];
  addEventListener("message", ({ data }) => came.push(String(data)));
  new BroadcastChannel("probe").onmessage = ({ data }) => came.push(String(data));
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    saved.push(blob);
    return createObjectURL(blob);
  };
  return true;
})()"""
KEPT = """(async () => {
  const names = [...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie];
  const ask = async (list) => names.push(...(await list().catch(() => [])));
  await ask(async () => (await indexedDB.databases()).map(({ name }) => name));
  await ask(() => caches.keys());
  await ask(async () => (await navigator.locks.query()).held.map(({ name }) => name));
  await ask(async () => {
    const found = [];
    for await (const name of (await navigator.storage.getDirectory()).keys()) found.push(name);
    return found;
  });
  return names;
})()"""
CONTENT = """(() => {
  const texts = [];
  const walk = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.localName === "textarea") continue;
      if (one.shadowRoot) walk(one.shadowRoot);
      texts.push(...[...one.attributes].map(({ value }) => value));
      texts.push(...[...one.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data));
    }
  };
  walk(document);
  return texts.join("\\n");
})()"""


@dataclass
class Visitor(Visit):
    """A browser at the page, in the hands of somebody who runs what they are sent."""

    def arrive(self, query: str = "") -> Visitor:
        """Open the page, and begin to watch it."""
        self.open(query)
        self.engine.evaluate(WATCH)
        return self

    def run(self, text: str) -> str:
        """Run a text in the editor; what came of it, in the page's words."""
        put = "((one.value = TEXT), one.dispatchEvent(new Event('input')), true)"
        self.find("#own textarea", put.replace("TEXT", json.dumps(text)))
        self.click("#own .own-run")
        return wait_for(self._said, "an answer", START_SECONDS)

    def _said(self) -> str:
        status, alert = (
            self.find(f"#own .own-{kind}", "one.textContent") for kind in ("status", "alert")
        )
        return "" if status.startswith("Running") else status + alert

    @property
    def error(self) -> str:
        """What the page complains of; empty if of nothing."""
        return self.engine.evaluate(
            "document.getElementById('error').hidden ? '' : "
            "document.getElementById('error').textContent"
        )

    def wait_for_python(self) -> None:
        """Wait until there is a Python that has answered all."""
        wait_for(lambda: self._last_stage() == "python", "Python", START_SECONDS)

    def leave_for(self, title: str) -> None:
        """Choose a built-in neuron, and wait until it is there and Python too."""
        self.choose("neuron", title)
        wait_for(lambda: self.heading == f"{title} neuron", "the other neuron", START_SECONDS)
        self.wait_for_python()

    def save(self, choice: str) -> str:
        """Save something by the menu; its content."""
        count = self.engine.evaluate("saved.length")
        button = "[...document.querySelectorAll('.save-choices button')]"
        self.engine.evaluate(
            f"({button}.find((one) => one.textContent === {json.dumps(choice)}).click(), true)"
        )
        wait_for(lambda: self.engine.evaluate("saved.length") > count, choice, START_SECONDS)
        return self.engine.evaluate("saved.at(-1).text()")

    @property
    def kept(self) -> list[str]:
        """Names of all that the browser keeps for the host."""
        return self.engine.evaluate(KEPT)

    @property
    def came(self) -> list[str]:
        """What has come to the page by other ways than Python's."""
        return self.engine.evaluate("came")

    @property
    def content(self) -> str:
        """All texts and attributes of the page, the editor's text left out."""
        return self.engine.evaluate(CONTENT)

    @property
    def place(self) -> Any:
        """Where the page is, and what it is called."""
        return self.engine.evaluate("[location.origin + location.pathname, document.title]")
