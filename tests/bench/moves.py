"""A thousand moves of a slider: nothing is lost, and nothing piles up."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import CDPSession, Page, Playwright

from bench.browser import fresh_profile, visiting
from bench.hosting import hosting
from bench.slider import UPDATE, durations
from bench.start import PYTHON
from bench.table import Figure
from browser.pages import RECORDER, NeuronPage, check_trace
from builder.files import say

MOVES, WARM_UP = 1000, 100
MOST_GROWTH = 10.0
# So many values to and fro, inside of every slider's range.
VALUES = 40
# Apart from the page's own books: what its sliders report.
COUNT_CHANGES = """() => {
  window.changes = 0;
  Bokeh.documents[0].on_change(({ attr }) => { if (attr === "value") window.changes += 1; }, false);
}"""
# The worker keeps its Python to itself; every text that Python hands out is read from its memory.
WATCH_MEMORY = """() => {
  const { decode } = TextDecoder.prototype;
  self.largest = 0;
  TextDecoder.prototype.decode = function (view, ...others) {
    self.largest = Math.max(self.largest, view?.buffer?.byteLength ?? 0);
    return decode.call(this, view, ...others);
  };
}"""


def measure_moves(playwright: Playwright, folder: Path) -> Iterable[Figure]:
    """Move the first slider as often as the eye does not follow."""
    say(f"{MOVES} moves of a slider")
    with hosting(folder) as (url, _), fresh_profile(playwright) as context:
        context.add_init_script(RECORDER)
        with visiting(context, url, PYTHON) as page:
            shown = NeuronPage(context, page, url)
            devtools = context.new_cdp_session(page)
            page.workers[0].evaluate(WATCH_MEMORY)
            page.evaluate(COUNT_CHANGES)
            move(shown, WARM_UP)
            before, python_before = heap(devtools), python_bytes(page)
            page.evaluate("window.changes = 0")
            move(shown, MOVES)
            after, python_after = heap(devtools), python_bytes(page)
            text = f"{MOVES} moves of a slider"
            silent = MOVES - page.evaluate("window.changes")
            yield Figure("moves_silent", f"{text}: those that change nothing", silent, target=0)
            lost = MOVES - len(durations(page))
            yield Figure("moves_lost", f"{text}: those without a frame", lost, target=0)
            yield Figure(
                "moves_wrong", f"{text}: last state not the core's", wrong(shown), target=0
            )
            yield growth("moves_heap", f"{text}: growth of the page's heap", before, after)
            text = f"{text}: growth of the memory of Python"
            yield growth("moves_python", text, python_before, python_after)


def move(shown: NeuronPage, count: int) -> None:
    """Move the first slider by keys, which no browser merges; wait for Python then."""
    page = shown.page
    page.evaluate("(name) => performance.clearMeasures(name)", UPDATE)
    page.get_by_role("slider").first.focus()
    for k in range(count):
        page.keyboard.press("ArrowLeft" if k // VALUES % 2 else "ArrowRight")
    shown.settle()


def wrong(shown: NeuronPage) -> int:
    """1 if slider, address and trace are not one state of the core, otherwise 0."""
    state = shown.state
    try:
        name, value = next(iter(state.parameters.items()))
        if abs(shown.value(name) - value) > 1e-9:
            raise AssertionError(f"the slider of {name} shows another value than {value}")
        check_trace(shown, state)
    except AssertionError as error:
        say(f"  {error}")
        return 1
    return 0


def heap(devtools: CDPSession) -> float:
    """Bytes of the page's JavaScript that are in use after its garbage has been collected."""
    for _ in range(2):
        devtools.send("HeapProfiler.collectGarbage")
    return devtools.send("Runtime.getHeapUsage")["usedSize"]


def python_bytes(page: Page) -> float:
    """Bytes of the memory of Python, which never becomes smaller."""
    return page.workers[0].evaluate("self.largest")


def growth(key: str, text: str, before: float, after: float) -> Figure:
    """By how much something has grown."""
    text = f"{text}, from {before / 1e6:.3g} MB"
    return Figure(key, text, 100 * (after / before - 1), "%", MOST_GROWTH)
