"""A hand on the mouse and the keys, as WebDriver and its successor both write it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from browser.engines.engine import Engine

Source = dict[str, Any]
# Keys that have no character, as WebDriver writes them.
KEYS = {"Enter": "\ue007", "ArrowRight": "\ue014", "ArrowLeft": "\ue012", "End": "\ue010"}


class Driver(Engine):
    """A browser that takes WebDriver's actions."""

    @abstractmethod
    def _act(self, source: Source) -> None:
        """Have the actions of one input source performed."""

    def drag(self, x: float, y: float, by: float) -> None:
        """Drag by the mouse."""
        kind = {"type": "pointer", "parameters": {"pointerType": "mouse"}}
        self._act({**kind, "id": "mouse", "actions": pointer_moves(x, y, by)})

    def press(self, key: str) -> None:
        """Press a key."""
        value = KEYS.get(key, key)
        actions = [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keys", "actions": actions})


def pointer_moves(x: float, y: float, by: float, steps: int = 5) -> list[dict[str, Any]]:
    """Actions of WebDriver for a drag."""
    places = [round(x + by * k / steps) for k in range(1, steps + 1)]
    moves = [{"type": "pointerMove", "x": at, "y": round(y), "duration": 20} for at in places]
    first = {"type": "pointerMove", "x": round(x), "y": round(y)}
    return [first, {"type": "pointerDown", "button": 0}, *moves, {"type": "pointerUp", "button": 0}]
