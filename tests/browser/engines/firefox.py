"""Firefox, told what to do over WebDriver BiDi, the protocol that it speaks by itself."""

from __future__ import annotations

import contextlib
import itertools
import json
from pathlib import Path
from typing import Any

import websocket

from browser.engines.driver import Driver, Source
from browser.engines.engine import SECONDS, line_with, running
from builder.engines import FIREFOX, path_of

LISTENING = "WebDriver BiDi listening on "
# Whatever a browser wants from elsewhere is asked of a port where nobody listens.
PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "localhost, 127.0.0.1",
}


class Firefox(Driver):
    """A Firefox with a fresh profile."""

    name = "Firefox"

    def __init__(self, folder: Path):
        self._numbers = itertools.count(1)
        self._problems: list[str] = []
        self._stack = contextlib.ExitStack()
        profile, log = folder / "profile", folder / "firefox.log"
        profile.mkdir()
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines))
        command = [path_of(FIREFOX), "--headless", "--no-remote", "--profile", str(profile)]
        command += ["--remote-debugging-port", "0", "about:blank"]
        output = self._stack.enter_context(log.open("w"))
        process = self._stack.enter_context(running(command, stdout=output, stderr=output))
        address = line_with(log, LISTENING, process).partition(LISTENING)[2].strip()
        self._socket = websocket.create_connection(
            f"{address}/session", timeout=SECONDS, suppress_origin=True
        )
        self._stack.callback(self._socket.close)
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded"])
        tree = self._ask("browsingContext.getTree")
        self._context = tree["contexts"][0]["context"]

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result; what is told meanwhile is noted."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("method") == "log.entryAdded":
                self._note(message["params"])
            if message.get("id") == number:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['error']}: {message['message']}")
                return message["result"]

    def _note(self, entry: dict[str, Any]) -> None:
        if entry["level"] in ("error", "warn"):
            self._problems.append(f"{entry['level']}: {entry['text']}")

    def resize(self, width: int, height: int) -> None:
        """Give the page a size."""
        size = {"width": width, "height": height}
        self._ask("browsingContext.setViewport", context=self._context, viewport=size)

    def go(self, url: str) -> None:
        """Open an address."""
        self._ask("browsingContext.navigate", context=self._context, url=url, wait="interactive")

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression."""
        answer = self._ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})) ?? 'null')()",
            target={"context": self._context},
            awaitPromise=True,
            userActivation=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def _act(self, source: Source) -> None:
        self._ask("input.performActions", context=self._context, actions=[source])

    @property
    def problems(self) -> list[str]:
        """Errors and warnings of the console."""
        self._ask("session.status")  # what was told before the answer has been read then
        return self._problems

    def close(self) -> None:
        """End the browser."""
        self._stack.close()
