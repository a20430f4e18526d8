"""How long a visitor waits, and for how many bytes, beside the stock conversion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Playwright

from bench.browser import STOCK_UP, fresh_profile, marks, visiting
from bench.hosting import Sent, hosting
from bench.table import Figure, median, of_samples
from builder.files import say

PICTURE, INTERACTIVE, PYTHON = "spiking:picture", "spiking:interactive", "spiking:python"
RATIO = 0.3
PICTURE_RATIO = 0.06
INTERACTIVE_RATIO = 0.1
PICTURE_SECONDS = 1.0
MEGABYTES = 15.0
VISITS = ("empty cache", "second visit")


@dataclass
class Starts:
    """What was measured of one site.

    Attributes
    ----------
    seconds : dict
        Samples in seconds by visit (0 is the first one, 1 the second) and mark.
    megabytes : dict
        Samples by visit, in 1e6 bytes of response bodies.
    """

    seconds: dict[tuple[int, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    megabytes: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))


def measure_starts(
    playwright: Playwright, stock_folder: Path, our_folder: Path, repeat: int
) -> list[Figure]:
    """Visit both sites in turn, `repeat` times, and compare them."""
    stock, ours = Starts(), Starts()
    with hosting(stock_folder) as (stock_url, stock_sent), hosting(our_folder) as (url, sent):
        for turn in range(1, repeat + 1):
            say(f"starts, {turn} of {repeat}: the stock conversion, then the site")
            visit_twice(playwright, f"{stock_url}app.html", STOCK_UP, stock_sent, stock)
            visit_twice(playwright, url, PYTHON, sent, ours)
    return [*compare(stock, ours), *report(stock, ours)]


def visit_twice(playwright: Playwright, url: str, mark: str, sent: Sent, starts: Starts) -> None:
    """Visit with an empty cache, then once more in the same browser."""
    with fresh_profile(playwright) as context:
        for visit in range(len(VISITS)):
            sent.take()
            with visiting(context, url, mark) as page:
                for name, seconds in marks(page).items():
                    starts.seconds[visit, name].append(seconds)
                starts.megabytes[visit].append(sum(sent.take().values()) / 1e6)


def compare(stock: Starts, ours: Starts) -> Iterable[Figure]:
    """Figures that have a target."""
    for visit, words in enumerate(VISITS):
        theirs, mine = stock.seconds[visit, STOCK_UP], ours.seconds[visit, PYTHON]
        key = f"python_{visit + 1}"
        yield of_samples(f"{key}_stock", f"Python is up, {words}: stock conversion", theirs, "s")
        yield of_samples(key, f"Python is up, {words}: this site", mine, "s")
        text = f"Python is up, {words}: site / stock"
        yield Figure(f"{key}_ratio", text, median(mine) / median(theirs), "", RATIO)
    pictures, stock_up = ours.seconds[0, PICTURE], stock.seconds[0, STOCK_UP]
    text = "First picture, empty cache"
    yield of_samples("picture", text, pictures, "s", PICTURE_SECONDS)
    ratio = median(pictures) / median(stock_up)
    interactive = ours.seconds[0, INTERACTIVE]
    words = "Controls move the trace, empty cache"
    yield of_samples("interactive", words, interactive, "s")
    share = median(interactive) / median(stock_up)
    yield Figure(
        "interactive_ratio", f"{words}: site / stock's start", share, "", INTERACTIVE_RATIO
    )
    yield Figure("picture_ratio", f"{text}: site / stock's start", ratio, "", PICTURE_RATIO)
    text = "Bytes until Python is up, no compression by the host"
    yield of_samples("megabytes", text, ours.megabytes[0], "MB", MEGABYTES)


def report(stock: Starts, ours: Starts) -> Iterable[Figure]:
    """Figures beside them."""
    yield of_samples("megabytes_stock", "The same: stock conversion", stock.megabytes[0], "MB")
    for visit, words in enumerate(VISITS):
        samples = ours.seconds[visit, INTERACTIVE]
        key = f"interactive_{visit + 1}"
        yield of_samples(key, f"Controls redraw the trace, {words}", samples, "s")
    yield of_samples("picture_2", "First picture, second visit", ours.seconds[1, PICTURE], "s")
