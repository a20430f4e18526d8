"""The page in any of the browsers: its controls by their labels, its trace, its sentences."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from browser.engines.engine import Engine, wait_for
from browser.pages import DESCRIPTION, NAME, SOURCE
from neuron_app import NeuronState, from_query

START_SECONDS = 120.0
# Within the page and all its shadow roots.
FIND = """
const findAll = (selector, root = document) => [
  ...root.querySelectorAll(selector),
  ...[...root.querySelectorAll("*")].flatMap((one) =>
    one.shadowRoot ? findAll(selector, one.shadowRoot) : []),
];
"""


@dataclass
class Visit:
    """One browser at the page."""

    engine: Engine
    url: str

    def open(self, query: str = "") -> Visit:
        """Go to the page and wait for Python."""
        self.engine.go(self.url + query)
        stage = wait_for(self._last_stage, "Python", START_SECONDS)
        assert stage == "python", (self._of("#error", "textContent"), self.engine.problems)
        return self

    def _last_stage(self) -> str | None:
        stage = self.engine.evaluate("document.documentElement.dataset.spiking")
        return stage if stage in ("python", "error") else None

    def find(self, selector: str, expression: str) -> Any:
        """Return an expression of `one`, the first element of a selector in any shadow root."""
        search = f"const [one] = findAll({json.dumps(selector)}); return {expression};"
        return self.engine.evaluate(f"(() => {{ {FIND} {search} }})()")

    def _of(self, selector: str, attribute: str) -> Any:
        return self.find(selector, f"one?.{attribute}")

    @staticmethod
    def _handle(label: str) -> str:
        return f'[role=slider][aria-label="{label}"]'

    def value(self, label: str) -> float:
        """Value that a slider tells."""
        return float(self.find(self._handle(label), "one.ariaValueNow"))

    def drag(self, label: str, by: float) -> None:
        """Drag the slider of a label sideways."""
        place = """(one.scrollIntoView({ block: "center" }), (({ x, y, width, height }) =>
          [x + width / 2, y + height / 2])(one.getBoundingClientRect()))"""
        x, y = self.find(self._handle(label), place)
        self.engine.drag(x, y, by)

    def press(self, label: str, key: str) -> None:
        """Move the slider of a label by a key."""
        self.find(self._handle(label), "one.focus()")
        self.engine.press(key)

    def choose(self, label: str, option: str) -> None:
        """Choose in the select box of a label, as a hand does, or as near as the browsers allow."""
        chosen = (
            "findAll('select').find((box) => [...box.labels].some((l) => "
            f"l.textContent.trim() === {json.dumps(label)}))"
        )
        act = (
            f"{FIND} const box = {chosen}; "
            f"box.value = [...box.options].find((o) => o.text === {json.dumps(option)}).value; "
            "box.dispatchEvent(new Event('change', { bubbles: true })); return true;"
        )
        self.engine.evaluate(f"(() => {{ {act} }})()")

    def has(self, label: str) -> bool:
        """Whether there is a slider of a label."""
        return self.find(self._handle(label), "Boolean(one)")

    def click(self, selector: str) -> None:
        """Click the first element of a selector."""
        self.find(selector, "one.click()")

    @property
    def state(self) -> NeuronState:
        """State that the address stands for."""
        query = self.engine.evaluate("location.search")
        return from_query(query, NAME, DESCRIPTION)[0]

    def columns(self, column: str = "v") -> dict[str, np.ndarray]:
        """Data of the figure that draws a column."""
        data = json.loads(self.engine.evaluate(f"({SOURCE})({json.dumps(column)})"))
        return {name: np.array(values) for name, values in data.items()}

    @property
    def spikes(self) -> int:
        """Number of spikes that the page states; -1 as long as it states none."""
        return int(self._of(".facts b", "textContent") or -1)

    @property
    def heading(self) -> str:
        """Title of the neuron."""
        return self._of("h2:not(#own-heading):not(dialog h2)", "textContent")
