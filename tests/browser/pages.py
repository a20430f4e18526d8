"""The page as a visitor has it: its controls by their labels, its trace, its sentences."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Locator, Page

from neuron_app import NeuronState, from_query
from neuron_app.plots import with_spikes
from spiking_core import MODELS, Description

NAME = "izhikevich"
Array = NDArray[np.floating]
# What the times of two computations of one run may differ by.
TIME_MS = 1e-7
# Into which a figure of the least width divides its time.
FEWEST_COLUMNS = 200
DESCRIPTION = Description.of(MODELS[NAME])
# Pyodide, compilation included, on a machine that does other things as well.
START_MS = 120_000
ANSWER_MS = 30_000

# Watches, and changes nothing: messages between page and worker, progress, tagged elements.
RECORDER = """
window.seen = { asked: 0, answered: 0, document: null, progress: [], stages: [] };
const ANSWERED = ["link", "restore", "patch", "own", "run", "script", "figure"];
const { prototype } = window.MessagePort;
const { postMessage } = prototype;
prototype.postMessage = function (message, ...rest) {
  if (ANSWERED.includes(message?.type)) seen.asked += 1;
  postMessage.call(this, message, ...rest);
};
const { set } = Object.getOwnPropertyDescriptor(prototype, "onmessage");
Object.defineProperty(prototype, "onmessage", {
  set(heard) {
    this.addEventListener("message", ({ data }) => {
      if (data?.type === "idle") seen.answered += 1;
      if (data?.type === "document") seen.document = data;
    });
    set.call(this, heard);
  },
});
new MutationObserver((records) => {
  for (const { target, attributeName } of records) {
    if (target.localName === "progress" && attributeName === "value") {
      seen.progress.push(Number(target.getAttribute("value")));
    }
    if (attributeName === "data-spiking") seen.stages.push(target.dataset.spiking);
  }
}).observe(document, { subtree: true, attributes: true });
"""

CANVASES = """
() => {
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.localName === "canvas") found.push(element);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  return found;
}
"""

SOURCE = """
(column) => {
  for (const root of Bokeh.documents[0].roots()) {
    for (const model of root.references()) {
      if (model.type === "ColumnDataSource" && column in model.data) {
        const columns = Object.entries(model.data);
        return JSON.stringify(Object.fromEntries(columns.map(([k, v]) => [k, Array.from(v)])));
      }
    }
  }
}
"""


@contextlib.contextmanager
def held(page: Page, handle: Locator) -> Iterator[tuple[float, float]]:
    """Hold the mouse button down on the handle of a slider; yield where that is.

    Raises
    ------
    ValueError
        If the handle is not to be seen.
    """
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    if box is None:
        raise ValueError("The handle of the slider is not to be seen.")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    try:
        yield x, y
    finally:
        page.mouse.up()


@dataclass
class NeuronPage:
    """One page of the site and everything that went on in it."""

    context: BrowserContext
    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to listen and to watch."""
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.context.on("requestfailed", self._note_failure)
        self.context.on("response", self._note_status)
        self.page.on("pageerror", lambda error: self.console.append(f"error: {error}"))
        self.page.on("console", self._note_console)
        self.page.add_init_script(RECORDER)

    def _note_failure(self, request: Any) -> None:
        # A picture is given up when the figures that it stands for are there before it.
        given_up = request.resource_type == "image" and request.failure == "net::ERR_ABORTED"
        if not given_up:
            self.failures.append(f"{request.url}: {request.failure or 'failed'}")

    def _note_status(self, response: Any) -> None:
        if response.status >= 400:
            self.failures.append(f"{response.url}: {response.status}")

    def _note_console(self, message: Any) -> None:
        if message.type in ("error", "warning", "assert"):
            self.console.append(f"{message.type}: {message.text}")

    def open(self, query: str = "") -> NeuronPage:
        """Go to the page."""
        self.page.goto(self.url + query)
        return self

    @property
    def stage(self) -> str:
        """What the page says of itself."""
        return self.page.evaluate("document.documentElement.dataset.spiking")

    def wait_for(self, *stages: str) -> NeuronPage:
        """Wait until the page is at one of some stages."""
        self.page.wait_for_function(
            "stages => stages.includes(document.documentElement.dataset.spiking)",
            arg=list(stages),
            timeout=START_MS,
        )
        return self

    def wait_for_python(self) -> NeuronPage:
        """Wait until Python is up; what the page says if it is not coming fails the test."""
        self.wait_for("python", "error")
        assert self.stage == "python", (self.alerts, self.console)
        return self

    def wait_for_figures(self) -> NeuronPage:
        """Wait until the baked document is shown; Python need not be there."""
        self.page.locator("#app:not(.waiting) canvas").first.wait_for(timeout=START_MS)
        return self

    def settle(self) -> NeuronPage:
        """Wait until Python has answered everything that the page has asked."""
        self.page.wait_for_function(
            "!document.documentElement.classList.contains('untold')"
            " && seen.asked > 0 && seen.asked === seen.answered",
            timeout=ANSWER_MS,
        )
        # The address follows a little later, browsers limit how often it may change.
        self.page.wait_for_timeout(400)
        return self

    def slider(self, label: str) -> Locator:
        """Handle of the slider with a label (without its unit)."""
        title = self.page.locator(".bk-slider-title", has_text=re.compile(rf"^{label}[ :]"))
        return self.page.locator(".bk-input-group").filter(has=title).locator(".noUi-handle")

    def value(self, label: str) -> float:
        """Number that a slider shows."""
        title = self.page.locator(".bk-slider-title", has_text=re.compile(rf"^{label}[ :]"))
        return float(title.inner_text().rpartition(": ")[2])

    def press(self, label: str, *keys: str) -> None:
        """Move a slider by keys."""
        handle = self.slider(label)
        handle.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def drag(self, label: str, by: float, steps: int = 8) -> None:
        """Drag a slider by the mouse, a distance in pixels."""
        with held(self.page, self.slider(label)) as (x, y):
            self.page.mouse.move(x + by, y, steps=steps)

    def reset(self) -> NeuronPage:
        """Go back to the defaults by the button."""
        self.page.get_by_role("button", name="reset to defaults").click()
        return self.settle()

    @property
    def query(self) -> str:
        """Query of the address, as it is now."""
        return self.page.evaluate("location.search")

    @property
    def state(self) -> NeuronState:
        """State that the address stands for."""
        return from_query(self.query, NAME, DESCRIPTION)[0]

    def columns(self, column: str = "v") -> dict[str, np.ndarray]:
        """Data of the figure that draws a column."""
        data = json.loads(self.page.evaluate(SOURCE, column))
        return {name: np.array(values) for name, values in data.items()}

    @property
    def spikes(self) -> int:
        """Number of spikes that the page states."""
        return int(self.page.locator(".facts b").inner_text())

    @property
    def alerts(self) -> list[str]:
        """Sentences shown as alerts."""
        lines = self.page.locator("[role=alert]").all()
        return [line.inner_text() for line in lines if line.is_visible()]

    @property
    def updates(self) -> int:
        """How many redraws the page has measured."""
        return self.page.evaluate("performance.getEntriesByName('spiking:update').length")

    def marks(self) -> dict[str, float]:
        """Times of the page's own marks, in ms."""
        entries = self.page.evaluate(
            "performance.getEntriesByType('mark').map(m => [m.name, m.startTime])"
        )
        return {name: time for name, time in entries if name.startswith("spiking:")}


class Shown(Protocol):
    """What of a page, in whatever browser, can be compared with the core."""

    def columns(self, column: str = "v") -> dict[str, np.ndarray]:
        """Data of the figure that draws a column."""
        ...

    @property
    def spikes(self) -> int:
        """Number of spikes that the page states."""
        ...


def check_trace(shown: Shown, state: NeuronState, time_ms: float = TIME_MS) -> None:
    """The trace and the number of spikes on the page are the core's for a state.

    Times may differ by `time_ms`: of 750 ms, float32 leaves 3e-5.
    """
    model = state.make_model()
    model.integrate()
    t, y = with_spikes(model.solution)
    drawn = shown.columns()
    check_points(drawn["t"], np.stack([drawn["v"], drawn["u"]]), t, y[:2], time_ms)
    # Neither end of the trace is lost, nor a spike: beside each stands one in the same column.
    np.testing.assert_allclose(drawn["t"][[0, -1]], t[[0, -1]], atol=time_ms)
    for time, threshold in zip(model.spike_times, model.solution.y_before[0], strict=True):
        beside = np.abs(drawn["t"] - time) <= state.T / FEWEST_COLUMNS
        assert drawn["v"][beside].max() > threshold - 1e-5
    assert shown.spikes == model.num_spikes


def check_points(x: Array, y: Array, all_x: Array, all_y: Array, time_ms: float = TIME_MS) -> None:
    """What is drawn are points of the whole, in their order, and its extremes are among them."""
    at = np.searchsorted(all_x, x - time_ms)
    # Both ends of a reset stand at one time, on the grid of a paper two samples as well.
    candidates = np.minimum(at + np.arange(4)[:, None], all_x.size - 1)
    distance = np.abs(all_x[candidates] - x)
    distance = np.where(distance < time_ms, 0.0, np.inf)[:, None, :]
    # The resting state is searched by the page's own arithmetic, and an upstroke of 1000 mV/ms
    # makes 1e-6 mV of every 1e-9 ms.
    off = np.abs(all_y[:, candidates].swapaxes(0, 1) - y) / (1 + np.abs(y)) + distance
    assert off.max(axis=1).min(axis=0).max() < 1e-5
    assert (np.diff(x) >= 0).all()
    for extreme in (np.min, np.max):
        np.testing.assert_allclose(extreme(y, axis=1), extreme(all_y, axis=1), rtol=1e-5, atol=1e-5)
    assert x.size >= min(all_x.size, 500)


def foreign(requests: list[str], origin: str) -> list[str]:
    """Return the requests that went elsewhere than to an origin; a text that a frame makes a worker
    of goes nowhere."""

    def origin_of(url: str) -> str:
        return "{0.scheme}://{0.netloc}".format(urlsplit(url.removeprefix("blob:")))

    own = origin_of(origin)
    sent = [url for url in requests if not url.startswith(("data:", "blob:null/"))]
    return [url for url in sent if origin_of(url) != own]
