"""A slider under a real mouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager

from playwright.sync_api import Page

from browser.pages import held
from builder.files import BuildError

UPDATE = "spiking:update"
DURATIONS = "(name) => performance.getEntriesByName(name).map((entry) => entry.duration)"
# The page measures up to when the frame is begun; the task after it comes when it has been painted.
WATCH_PAINTING = """(name) => {
  window.painted = [];
  const { measure } = Performance.prototype;
  performance.measure = function (what, options) {
    if (what === name) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.painted.push(performance.now() - options.start);
      port2.postMessage(null);
    }
    return measure.call(this, what, options);
  };
}"""
# Farther than from one value to the next, and to and fro inside the track.
STEP_PIXELS = 6
STEPS = 30


def first_slider(page: Page) -> AbstractContextManager[tuple[float, float]]:
    """Hold the mouse button down on the handle of the first slider; gives where that is."""
    return held(page, page.get_by_role("slider").first)


def places(x: float) -> Iterator[float]:
    """Where the mouse goes from `x` on, to and fro, each place another value of the slider."""
    while True:
        yield from (x + STEP_PIXELS * k for k in range(1, STEPS))
        yield from (x + STEP_PIXELS * k for k in range(STEPS, 1, -1))


def durations(page: Page) -> tuple[float, ...]:
    """From each event to the frame that shows it, in ms, as the page measures it.

    Raises
    ------
    BuildError
        If it has measured none.
    """
    found = tuple(page.evaluate(DURATIONS, UPDATE))
    if not found:
        raise BuildError(
            f"Dragging the first slider added no {UPDATE} to the page's performance entries; "
            "see that the slider can be moved and that the page measures its redraws."
        )
    return found


def watch(page: Page) -> None:
    """Begin to measure anew, up to the end of painting as well."""
    page.evaluate("(name) => performance.clearMeasures(name)", UPDATE)
    page.evaluate(WATCH_PAINTING, UPDATE)


def painted(page: Page) -> tuple[float, ...]:
    """From each event to the end of painting the frame that shows it, in ms, since `watch`."""
    return tuple(page.evaluate("window.painted"))
