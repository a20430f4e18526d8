"""What the checks ask of a browser; one file beside this one for each of the three."""

from __future__ import annotations

import contextlib
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SECONDS = 60.0
# How often a browser is asked whether something has come about.
PAUSE_SECONDS = 0.1
PHONE, DESKTOP = (390, 844), (1280, 900)


class Engine(ABC):
    """One window of a running browser.

    Attributes
    ----------
    name : str
        Its name, for messages.
    """

    name: str

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Give the page a size in its own pixels."""

    @abstractmethod
    def go(self, url: str) -> None:
        """Open an address."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression of JavaScript that can be written as JSON."""

    @abstractmethod
    def drag(self, x: float, y: float, by: float) -> None:
        """Press the mouse at a place of the window, move it sideways, and let go."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Press a key, by its name in JavaScript, and let go."""

    @property
    @abstractmethod
    def problems(self) -> list[str]:
        """Errors and warnings of the console since the start."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""


def wait_for(ask: Callable[[], Any], what: str, seconds: float = SECONDS) -> Any:
    """Ask again and again until the answer is a true one, and return it."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {seconds:g} s.")
        time.sleep(PAUSE_SECONDS)
    return answer


@contextlib.contextmanager
def running(command: list[str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a program as long as the context lasts."""
    process = subprocess.Popen(command, text=True, errors="replace", **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def line_with(log: Path, words: str, process: subprocess.Popen[str]) -> str:
    """Wait for a line that a program writes, and return it."""

    def look() -> str:
        text = log.read_text(errors="replace")
        if process.poll() is not None:
            raise RuntimeError(f"The browser ended at once: {text.strip()[-500:]}")
        return next((line for line in text.splitlines() if words in line), "")

    return wait_for(look, f"`{words}`")
