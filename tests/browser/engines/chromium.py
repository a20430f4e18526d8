"""Chromium, which the other browser tests use as well."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser

from browser.engines.engine import Engine


class Chromium(Engine):
    """A window of a Chromium that is running already."""

    name = "Chromium"

    def __init__(self, browser: Browser):
        self._context = browser.new_context()
        self._page = self._context.new_page()
        self._problems: list[str] = []
        self._page.on("pageerror", lambda error: self._problems.append(f"error: {error}"))
        self._page.on("console", self._note)

    def _note(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self._problems.append(f"{message.type}: {message.text}")

    def resize(self, width: int, height: int) -> None:
        """Give the page a size."""
        self._page.set_viewport_size({"width": width, "height": height})

    def go(self, url: str) -> None:
        """Open an address."""
        self._page.goto(url)

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression."""
        return self._page.evaluate(expression)

    def drag(self, x: float, y: float, by: float) -> None:
        """Drag by the mouse."""
        mouse = self._page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + by, y, steps=5)
        mouse.up()

    def press(self, key: str) -> None:
        """Press a key."""
        self._page.keyboard.press(key)

    @property
    def problems(self) -> list[str]:
        """Errors and warnings of the console."""
        return self._problems

    def close(self) -> None:
        """Close the window."""
        self._context.close()
