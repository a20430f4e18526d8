"""WebKit, the engine of Safari, in the small browser that comes with WebKitGTK."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from browser.engines.driver import Driver, Source
from browser.engines.engine import SECONDS, running, wait_for
from builder.engines import MINI_BROWSER, WEBKIT_DRIVER, XVFB, path_of

SCREEN = "1400x1100x24"
ENVIRONMENT = {
    "NO_AT_BRIDGE": "1",
    "GTK_A11Y": "none",
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "GDK_BACKEND": "x11",
}
# Its bars, as wide as they are by default, would not let the window be as narrow as a phone.
STYLE = "* { min-width: 0; padding: 0; margin: 0; font-size: 4px; border-width: 0; }"
# Its driver tells nothing of the console: a script of the tests' own keeps what was said there.
WATCH = """
window.problems = [];
for (const kind of ["error", "warn"]) {
  const say = console[kind];
  console[kind] = (...words) => {
    problems.push(`${kind}: ${words.join(" ")}`);
    say.apply(console, words);
  };
}
// That a size has changed once more within a frame is an event, but no error, in all browsers.
addEventListener("error", ({ message }) => {
  if (!message?.startsWith("ResizeObserver loop")) problems.push(`error: ${message}`);
}, true);
addEventListener("unhandledrejection", ({ reason }) => problems.push(`error: ${reason}`));
"""


class WebKit(Driver):
    """A MiniBrowser on a screen that nobody sees, driven over WebDriver."""

    name = "WebKit"

    def __init__(self, folder: Path):
        self._stack = contextlib.ExitStack()
        self._problems: list[str] = []
        self._log = folder / "driver.log"
        style = folder / ".config" / "gtk-3.0" / "gtk.css"
        style.parent.mkdir(parents=True)
        style.write_text(STYLE)
        home = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "XDG_CONFIG_HOME": ""}
        environment = os.environ | ENVIRONMENT | home | {"DISPLAY": self._screen(folder)}
        output = self._stack.enter_context(self._log.open("w"))
        port = free_port()
        command = [path_of(WEBKIT_DRIVER), f"--port={port}"]
        process = self._stack.enter_context(
            running(command, stdout=output, stderr=output, env=environment)
        )
        self._base = f"http://127.0.0.1:{port}"
        wait_for(lambda: self._is_ready(process), "WebKit's driver")
        options = {"binary": path_of(MINI_BROWSER), "args": ["--automation"]}
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        session = self._ask("POST", "/session", capabilities=capabilities)
        self._base += f"/session/{session['sessionId']}"
        self._stack.callback(lambda: self._ask("DELETE", ""))

    def _screen(self, folder: Path) -> str:
        """Begin a screen and return its name."""
        told = folder / "display"
        output, errors = (
            self._stack.enter_context(path.open("w")) for path in (told, folder / "screen.log")
        )
        command = [path_of(XVFB), "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"]
        self._stack.enter_context(running(command, stdout=output, stderr=errors))
        return ":" + wait_for(lambda: told.read_text().strip(), "a screen")

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
        self._problems = self.problems
        self._ask("POST", "/url", url=url)

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression."""
        script = f"return (async () => JSON.stringify(await ({expression})) ?? 'null')()"
        return json.loads(self._ask("POST", "/execute/sync", script=script, args=[]))

    def _act(self, source: Source) -> None:
        self._ask("POST", "/actions", actions=[source])

    @property
    def problems(self) -> list[str]:
        """Errors and warnings of the console."""
        return self._problems + self.evaluate("window.problems ?? []")

    def close(self) -> None:
        """End the browser."""
        self._stack.close()


def free_port() -> int:
    """Return a port where nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def watched(site: Path, folder: Path) -> Path:
    """Copy a site into a folder, with the script that keeps what the console is told."""
    shutil.copytree(site, folder)
    (folder / "watch.js").write_text(WATCH)
    page = folder / "index.html"
    html = page.read_text(encoding="utf-8")
    page.write_text(html.replace("<head>", '<head><script src="watch.js"></script>', 1), "utf-8")
    return folder
