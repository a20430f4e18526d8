"""From pressing run to the trace of a model of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright

from bench.browser import fresh_profile, visiting
from bench.hosting import hosting
from bench.start import PYTHON
from bench.table import Figure, of_samples
from browser.pages import RECORDER, NeuronPage
from builder.files import BuildError, say

TITLE, CLASS = "Hodgkin-Huxley", "class HodgkinHuxleyModel"
TARGET_SECONDS = 1.0
LATER_RUNS = 4
TYPING_MS = 3000
LONGEST_MS = 30_000
HAS_TEXT = "(text) => document.querySelector('#own textarea').value.includes(text)"
# From the click to the frame in which the figure has other points, or until a mistake is said.
WATCH = """() => {
  const drawn = () => {
    for (const root of Bokeh.documents[0].roots()) {
      for (const model of root.references()) {
        if (model.type === "ColumnDataSource" && "v" in model.data && "t" in model.data) {
          return model.data;
        }
      }
    }
  };
  const before = drawn();
  window.ran = new Promise((done) => {
    addEventListener("click", ({ timeStamp }) => requestAnimationFrame(function look() {
      const data = drawn();
      const mistake = document.querySelector("#own [role=alert]").textContent;
      if (mistake) done({ mistake });
      else if (!data || data === before || data.t.length < 2) requestAnimationFrame(look);
      else done({ ms: performance.now() - timeStamp, points: data.t.length, end: data.v.at(-1) });
    }), { capture: true, once: true });
  });
}"""


def measure_own(playwright: Playwright, folder: Path, repeat: int) -> Iterable[Figure]:
    """Run a built-in model as a model of one's own, `repeat` times in a new browser.

    Once as soon as Python is up, as nobody can who types; and once after `TYPING_MS`, which is
    less than anybody takes to write or to read a model.
    """
    first, typed, later = [], [], []
    for turn in range(1, repeat + 1):
        for pause, firsts in ((0, first), (TYPING_MS, typed)):
            say(f"own model, {turn} of {repeat}, after {pause} ms")
            with hosting(folder) as (url, _), fresh_profile(playwright) as context:
                context.add_init_script(RECORDER)
                with visiting(context, url, PYTHON) as page:
                    shown = NeuronPage(context, page, url)
                    choose(page)
                    page.wait_for_timeout(pause)
                    firsts.append(run(shown))
                    later += [run(shown) for _ in range(LATER_RUNS)]
    text = f"From run to the trace of a model of one's own ({TITLE})"
    at_once = f"{text}: first run, at once when Python is up"
    yield of_samples("own_first", at_once, first, "s", TARGET_SECONDS)
    after = f"{text}: first run, after {TYPING_MS / 1000:g} s in the editor"
    yield of_samples("own_typed", after, typed, "s", TARGET_SECONDS)
    yield of_samples("own_later", f"{text}: later runs", later, "s", TARGET_SECONDS)


def choose(page: Page) -> None:
    """Begin with the text of the model."""
    own = page.locator("#own")
    own.get_by_label("start from").select_option(label=TITLE)
    page.wait_for_function(HAS_TEXT, arg=CLASS, timeout=LONGEST_MS)


def run(shown: NeuronPage) -> float:
    """Press run; return the seconds until its trace is drawn.

    Raises
    ------
    BuildError
        If the text does not run, or what has been drawn first is not its trace.
    """
    page = shown.page
    page.evaluate(WATCH)
    page.locator("#own").get_by_role("button", name="run", exact=True).click()
    told: dict[str, Any] = page.evaluate("window.ran")
    if "mistake" in told:
        raise BuildError(f"The text of {TITLE} does not run: {told['mistake']}")
    shown.settle()
    columns = shown.columns()
    drawn = len(columns["t"]), float(columns["v"][-1])
    if page.locator("#app h2").inner_text() != f"{TITLE} neuron":
        raise BuildError(f"After a run of {TITLE} the page shows another neuron.")
    if drawn != (told["points"], told["end"]):
        raise BuildError(f"What was drawn first after a run, {told}, is not what stayed: {drawn}.")
    return told["ms"] / 1000
