"""Half an hour of random use of the page: what grows, what fails."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import CDPSession, Page, Playwright

from bench.browser import fresh_profile, visiting
from bench.hosting import hosting
from bench.moves import WATCH_MEMORY, heap, python_bytes
from bench.start import PYTHON
from bench.table import Figure
from browser.pages import RECORDER, NeuronPage, held
from builder.files import say

MINUTES = 30.0
# Caches are full, and what is only compiled is compiled.
WARM_UP = 1 / 6
MOST_GROWTH = 15.0
KEYS = ("ArrowRight", "ArrowLeft", "PageUp", "PageDown", "Home", "End")
ANSWER_MS = 60_000
BEFORE_IS_OURS = """() =>
  Boolean(navigation.entries()[navigation.currentEntry.index - 1]?.sameDocument)"""
# So often the heap is looked at, with all garbage gone.
SECONDS_BETWEEN = 30.0


@dataclass
class Visitor:
    """Somebody who tries everything, the same things for the same seed."""

    shown: NeuronPage
    random: random.Random
    done: dict[str, int] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        """The page."""
        return self.shown.page

    def act(self) -> None:
        """Do one thing."""
        acts: dict[Callable[[], None], int] = {
            self.press_keys: 12, self.drag: 8, self.choose: 4, self.fold: 2,
            self.run_own: 1, self.go_back: 2, self.turn: 1,
        }  # fmt: skip
        act = self.random.choices(list(acts), list(acts.values()))[0]
        act()
        self.done[act.__name__] = self.done.get(act.__name__, 0) + 1

    def settle(self) -> None:
        """Wait until Python has answered, however long its runs are."""
        self.page.wait_for_function(
            "!document.documentElement.classList.contains('untold')"
            " && document.documentElement.dataset.spiking === 'python'"
            " && seen.asked === seen.answered",
            timeout=ANSWER_MS,
        )

    def press_keys(self) -> None:
        """Move a slider by keys."""
        sliders = [s for s in self.page.get_by_role("slider").all() if s.is_visible()]
        self.random.choice(sliders).focus()
        for _ in range(self.random.randint(1, 10)):
            self.page.keyboard.press(self.random.choice(KEYS))
        self.settle()

    def drag(self) -> None:
        """Drag a slider to and fro."""
        sliders = [s for s in self.page.get_by_role("slider").all() if s.is_visible()]
        with held(self.page, self.random.choice(sliders)) as (x, y):
            for _ in range(self.random.randint(2, 20)):
                self.page.mouse.move(x + self.random.uniform(-100, 100), y)
        self.settle()

    def choose(self) -> None:
        """Choose a neuron, a preset or a current."""
        boxes = [box for box in self.page.locator("#app select").all() if box.is_visible()]
        box = self.random.choice(boxes)
        count = box.locator("option").count()
        box.select_option(index=self.random.randrange(count))
        self.settle()

    def fold(self) -> None:
        """Open or close what is folded."""
        self.page.locator("#computed summary").first.click()

    def run_own(self) -> None:
        """Run the text of the editor."""
        self.page.locator("#own").get_by_role("button", name="run", exact=True).click()
        self.page.locator("#own [role=status]:not(:empty)").wait_for(timeout=ANSWER_MS)
        self.settle()

    def go_back(self) -> None:
        """Go one place back, if there is one of this page."""
        if self.page.evaluate(BEFORE_IS_OURS):
            self.page.go_back()
            self.settle()

    def turn(self) -> None:
        """Hold the phone the other way."""
        width, height = self.random.choice([(1280, 900), (390, 844), (844, 390)])
        self.page.set_viewport_size({"width": width, "height": height})


def measure_soak(
    playwright: Playwright, folder: Path, minutes: float = MINUTES, seed: int = 1
) -> Iterable[Figure]:
    """Use the page at random for some minutes."""
    say(f"{minutes:g} minutes of random use")
    with hosting(folder) as (url, _), fresh_profile(playwright) as context:
        context.add_init_script(RECORDER)
        with visiting(context, url, PYTHON) as page:
            shown = NeuronPage(context, page, url)
            page.workers[0].evaluate(WATCH_MEMORY)
            devtools = context.new_cdp_session(page)
            visitor = Visitor(shown, random.Random(seed))
            samples, python = use(visitor, devtools, minutes)
            console, failures = list(shown.console), list(shown.failures)
    for line in dict.fromkeys([*console, *failures]):
        say(f"  {line}")
    say("  " + ", ".join(f"{name} {n}" for name, n in visitor.done.items()))
    text = f"{minutes:g} minutes of random use"
    late, early = samples[-1], samples[0]
    yield Figure(
        "soak_heap", f"{text}: growth of the page's heap after the first sixth, from "
        f"{early / 1e6:.3g} MB", 100 * (late / early - 1), "%", MOST_GROWTH,
        tuple(value / 1e6 for value in samples),
    )  # fmt: skip
    yield Figure(
        "soak_python", f"{text}: growth of the memory of Python, from {python[0] / 1e6:.3g} MB",
        100 * (python[-1] / python[0] - 1), "%", MOST_GROWTH,
        tuple(value / 1e6 for value in python),
    )  # fmt: skip
    errors = len(console) + len(failures)
    yield Figure("soak_errors", f"{text}: errors on the console", errors, target=0)
    yield Figure("soak_acts", f"{text}: things done", sum(visitor.done.values()))


def use(visitor: Visitor, devtools: CDPSession, minutes: float) -> tuple[list[float], list[float]]:
    """Use the page; return the sizes of heap and Python's memory, from the warm-up's end on."""
    begin = time.monotonic()
    heaps: list[float] = []
    python: list[float] = []
    measured = 0.0
    while (elapsed := time.monotonic() - begin) < 60 * minutes:
        visitor.act()
        due = elapsed > 60 * minutes * WARM_UP and elapsed - measured > SECONDS_BETWEEN
        if due or not heaps and elapsed > 60 * minutes * WARM_UP:
            measured = elapsed
            heaps.append(heap(devtools))
            python.append(python_bytes(visitor.page))
    heaps.append(heap(devtools))
    python.append(python_bytes(visitor.page))
    return heaps, python
