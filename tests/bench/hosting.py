"""A static host that counts the bytes it sends."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from builder.serve import Handler, Server

# What GitHub Pages tells browsers, so that a second visit finds its files in the HTTP cache.
MAX_AGE = 600


class Sent:
    """Bytes of the bodies that were sent, by path; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bytes: Counter[str] = Counter()

    def add(self, path: str, size: int) -> None:
        """Count `size` bytes."""
        with self._lock:
            self._bytes[path] += size

    def take(self) -> dict[str, int]:
        """Return what was sent since the last call."""
        with self._lock:
            taken, self._bytes = self._bytes, Counter()
        return dict(taken)


class CountingHandler(Handler):
    """The host of the site, with a count."""

    def __init__(self, *args: Any, sent: Sent, **kwargs: Any) -> None:
        self.sent = sent
        super().__init__(*args, **kwargs)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a body; what a visitor who left did not take is not counted."""
        path = self.path.partition("?")[0]
        while chunk := source.read(1 << 16):
            outputfile.write(chunk)
            self.sent.add(path, len(chunk))


@contextlib.contextmanager
def hosting(folder: Path) -> Iterator[tuple[str, Sent]]:
    """Serve a folder while the context lasts.

    Yields
    ------
    url, sent : str, Sent
        Address ending in a slash, and the count.
    """
    sent = Sent()
    handler = partial(CountingHandler, directory=str(folder), max_age=MAX_AGE, sent=sent)
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.url, sent
        finally:
            server.shutdown()
