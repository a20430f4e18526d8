"""WebKit, the engine of Safari, in the small browser that comes with WebKitGTK."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from browser.engines.engine import SECONDS, Engine, line_with, running, wait_for
from browser.engines.firefox import KEYS, pointer_moves

WINDOW = (1400, 1100)
ENVIRONMENT = {
    "NO_AT_BRIDGE": "1",
    "GTK_A11Y": "none",
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "GDK_BACKEND": "x11",
}
# Its console goes to the output of the program that started it.
ARGUMENTS = ["--automation", "--enable-write-console-messages-to-stdout=true"]
PROBLEMS = ("CONSOLE JS ERROR", "CONSOLE JS WARNING", "ERROR", "WARN")


class WebKit(Engine):
    """A MiniBrowser on a screen that nobody sees, driven over WebDriver."""

    name = "WebKit"

    def __init__(self, driver: str, browser: str, xvfb: str, folder: Path):
        self._stack = contextlib.ExitStack()
        self._log = folder / "webkit.log"
        screen = folder / "display"
        size = f"{WINDOW[0]}x{WINDOW[1]}x24"
        with screen.open("w") as output:
            command = [xvfb, "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"]
            process = self._stack.enter_context(
                running(command, stdout=output, stderr=(folder / "xvfb.log").open("w"))
            )
        display = wait_for(lambda: screen.read_text().strip(), "a screen")
        home = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "DISPLAY": f":{display}"}
        output = self._stack.enter_context(self._log.open("w"))
        port = free_port()
        process = self._stack.enter_context(
            running(
                [driver, f"--port={port}"],
                stdout=output,
                stderr=output,
                env=os.environ | ENVIRONMENT | home,
            )
        )
        self._base = f"http://127.0.0.1:{port}"
        wait_for(lambda: self._is_ready(process), "WebKit's driver")
        options = {"binary": browser, "args": ARGUMENTS}
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        session = self._ask("POST", "/session", capabilities=capabilities)
        self._base += f"/session/{session['sessionId']}"
        self._stack.callback(lambda: self._ask("DELETE", ""))

    def _is_ready(self, process: Any) -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"WebKit's driver ended at once: {self._log.read_text()[-500:]}")
        try:
            return bool(self._ask("GET", "/status")["ready"])
        except OSError:
            return False

    def _ask(self, method: str, path: str, **content: Any) -> Any:
        request = urllib.request.Request(
            self._base + path,
            method=method,
            data=json.dumps(content).encode() if method == "POST" else None,
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise RuntimeError(f"{path}: {value['error']}: {value['message']}") from None

    def resize(self, width: int, height: int) -> None:
        """Give the page a size; the window around it is larger."""
        self._ask("POST", "/window/rect", x=0, y=0, width=width, height=height)
        inner = self.evaluate("[innerWidth, innerHeight]")
        more = [width + width - inner[0], height + height - inner[1]]
        self._ask("POST", "/window/rect", x=0, y=0, width=more[0], height=more[1])

    def go(self, url: str) -> None:
        """Open an address."""
        self._ask("POST", "/url", url=url)

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression."""
        script = f"return (async () => JSON.stringify(await ({expression})) ?? 'null')()"
        return json.loads(self._ask("POST", "/execute/sync", script=script, args=[]))

    def drag(self, x: float, y: float, by: float) -> None:
        """Drag by the mouse."""
        self._act("pointer", pointer_moves(x, y, by), parameters={"pointerType": "mouse"})

    def press(self, key: str) -> None:
        """Press a key."""
        value = KEYS.get(key, key)
        self._act("key", [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")])

    def _act(self, kind: str, actions: list[dict[str, Any]], **more: Any) -> None:
        self._ask(
            "POST", "/actions", actions=[{"type": kind, "id": kind, "actions": actions, **more}]
        )

    @property
    def problems(self) -> list[str]:
        """Errors and warnings of the console."""
        lines = self._log.read_text(errors="replace").splitlines()
        return [
            line
            for line in lines
            if line.startswith("CONSOLE") and any(p in line for p in PROBLEMS)
        ]

    def close(self) -> None:
        """End the browser."""
        self._stack.close()


def free_port() -> int:
    """Return a port where nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
