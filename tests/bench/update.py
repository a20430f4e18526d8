"""From moving a slider to the frame that shows it, with a real mouse."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from bench.browser import fresh_profile, visiting
from bench.hosting import hosting
from bench.start import PYTHON
from bench.table import Figure, median, percentile
from builder.files import BuildError, say

CURRENTS = ("constant", "ou")
UPDATE = "spiking:update"
SECONDS = 8.0
# A hand reports its place about as often as a screen is drawn.
STEP_MS = 16
# One sweep there and back; the slider stays inside its track.
SWEEP_SECONDS = 2.4
SWEEP_PIXELS = 60
DURATIONS = "(name) => performance.getEntriesByName(name).map((entry) => entry.duration)"
FRAMES = """() => new Promise((done) => {
  const times = [];
  requestAnimationFrame(function frame(now) {
    times.push(now);
    if (times.length < 181) requestAnimationFrame(frame);
    else done(times.slice(1).map((time, i) => time - times[i]));
  });
})"""


def measure_updates(playwright: Playwright, folder: Path) -> Iterable[Figure]:
    """Drag the first slider, for each of some currents."""
    for current in CURRENTS:
        say(f"updates, {current} current")
        with hosting(folder) as (url, _), fresh_profile(playwright) as context:
            samples, seconds = drag(context, f"{url}?current={current}")
        text = f"Slider to frame, {current} current"
        for name, percent in (("median", 50.0), ("95 %", 95.0)):
            value = percentile(samples, percent)
            key = f"update_{current}_{percent:.0f}"
            yield Figure(key, f"{text}: {name}", value, "ms", samples=samples)
        rate = len(samples) / seconds
        yield Figure(f"update_{current}_rate", f"{text}: redraws per second", rate, "/s")
    with fresh_profile(playwright) as context:
        frames = tuple(context.pages[0].evaluate(FRAMES))
    yield Figure("frame", "Frame interval of an empty page", median(frames), "ms", samples=frames)


def drag(context: BrowserContext, url: str) -> tuple[tuple[float, ...], float]:
    """Drag the first slider of a page.

    Returns
    -------
    durations, seconds : tuple of float, float
        Of all redraws during the drag, in ms; how long the drag took.
    """
    with visiting(context, url, PYTHON) as page:
        seconds = _drag(page)
        durations = page.evaluate(DURATIONS, UPDATE)
    if not durations:
        raise BuildError(
            f"Dragging the first slider added no {UPDATE} to the page's performance entries; "
            "see that the slider can be moved and that the page measures its redraws."
        )
    return tuple(durations), seconds


def _drag(page: Page) -> float:
    """Move the first slider to and fro with the button held down; return the seconds it took."""
    slider = page.get_by_role("slider").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    if box is None:
        raise BuildError("The first slider of the page is not to be seen; see the app's controls.")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("(name) => performance.clearMeasures(name)", UPDATE)
    start = time.perf_counter()
    # By the clock, so that the hand does not slow down with the page.
    while (elapsed := time.perf_counter() - start) < SECONDS:
        page.mouse.move(x + SWEEP_PIXELS * math.sin(math.tau * elapsed / SWEEP_SECONDS), y)
        page.wait_for_timeout(STEP_MS)
    page.mouse.up()
    return elapsed
