"""From moving a slider to the frame that shows it, with a real mouse."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from bench.browser import fresh_profile, visiting
from bench.hosting import hosting
from bench.slider import durations, first_slider, painted, places, watch
from bench.start import PYTHON
from bench.table import Figure, median, of_samples, percentile
from builder.files import say

CURRENTS = ("constant", "ou")
# Of the frame that shows it, 95 % of the time.
TARGET_MS = 33.0
SECONDS = 8.0
# A hand reports its place about as often as a screen is drawn.
STEP_MS = 16
# One sweep there and back; the slider stays inside its track.
SWEEP_SECONDS = 2.4
SWEEP_PIXELS = 60
LONG_MS, LONG_MOVES, LONG_TARGET_MS = 60_000, 15, 100.0
# What is only compiled and allocated is over by then.
LONG_WARM_UP = 5
FRAMES = """() => new Promise((done) => {
  const times = [];
  requestAnimationFrame(function frame(now) {
    times.push(now);
    if (times.length < 181) requestAnimationFrame(frame);
    else done(times.slice(1).map((time, i) => time - times[i]));
  });
})"""
PAINTED = "(count) => window.painted.length >= count"


def measure_updates(playwright: Playwright, folder: Path) -> Iterable[Figure]:
    """Drag the first slider, for each of some currents."""
    for current in CURRENTS:
        say(f"updates, {current} current")
        with hosting(folder) as (url, _), fresh_profile(playwright) as context:
            samples, all_painted, seconds = drag(context, f"{url}?current={current}")
        text = f"Slider to frame, {current} current"
        for name, percent, target in (("median", 50.0, None), ("95 %", 95.0, TARGET_MS)):
            value = percentile(samples, percent)
            key = f"update_{current}_{percent:.0f}"
            yield Figure(key, f"{text}: {name}", value, "ms", target, samples)
        value = percentile(all_painted, 95.0)
        key, words = f"update_{current}_painted", f"{text}, painted: 95 %"
        yield Figure(key, words, value, "ms", TARGET_MS, all_painted)
        rate = len(samples) / seconds
        yield Figure(f"update_{current}_rate", f"{text}: redraws per second", rate, "/s")
    with fresh_profile(playwright) as context:
        frames = tuple(context.pages[0].evaluate(FRAMES))
    yield Figure("frame", "Frame interval of an empty page", median(frames), "ms", samples=frames)


def measure_long(playwright: Playwright, folder: Path) -> Iterable[Figure]:
    """Move the first slider of a page that shows the longest run."""
    say(f"updates, {LONG_MS} ms")
    with (
        hosting(folder) as (url, _),
        fresh_profile(playwright) as context,
        visiting(context, f"{url}?T={LONG_MS}", PYTHON) as page,
    ):
        moves_one_by_one(page, LONG_WARM_UP)
        samples, all_painted = moves_one_by_one(page, LONG_MOVES)
    text = f"Slider to frame, {LONG_MS / 1000:g} s of simulated time"
    yield of_samples("update_long", f"{text}: median", samples, "ms", LONG_TARGET_MS)
    yield of_samples(
        "update_long_painted", f"{text}, painted: median", all_painted, "ms", LONG_TARGET_MS
    )


def drag(context: BrowserContext, url: str) -> tuple[tuple[float, ...], tuple[float, ...], float]:
    """Drag the first slider of a page.

    Returns
    -------
    durations, painted, seconds : tuple of float, tuple of float, float
        Of all redraws during the drag, in ms, up to the frame and up to its end; how long the
        drag took.
    """
    with visiting(context, url, PYTHON) as page:
        seconds = _drag(page)
        return durations(page), painted(page), seconds


def _drag(page: Page) -> float:
    """Move the first slider to and fro with the button held down; return the seconds it took."""
    with first_slider(page) as (x, y):
        watch(page)
        start = time.perf_counter()
        # By the clock, so that the hand does not slow down with the page.
        while (elapsed := time.perf_counter() - start) < SECONDS:
            page.mouse.move(x + SWEEP_PIXELS * math.sin(math.tau * elapsed / SWEEP_SECONDS), y)
            page.wait_for_timeout(STEP_MS)
    return elapsed


def moves_one_by_one(page: Page, count: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Move the first slider, each time after the move before has been painted; as `drag`."""
    with first_slider(page) as (x, y):
        watch(page)
        for k, place in zip(range(1, count + 1), places(x), strict=False):
            page.mouse.move(place, y)
            page.wait_for_function(PAINTED, arg=k)
    return durations(page), painted(page)
