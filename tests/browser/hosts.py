"""A static host that can die, come back, and be given another version of the site."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from builder.serve import Handler, Server


class Host:
    """What a host has, and what it has been asked for.

    Attributes
    ----------
    folder : Path
        The site.
    alive : bool
        A dead host closes every connection without a word.
    dies_at : str
        It dies when it is asked for a path with this in it.
    asked : list of str
        Paths, in the order of the requests.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.alive = True
        self.dies_at = "\0"
        self.asked: list[str] = []
        self.url = ""

    def up(self, folder: Path | None = None) -> None:
        """Live, from now on with another site if one is given."""
        self.folder = folder or self.folder
        self.dies_at = "\0"
        self.asked.clear()
        self.alive = True

    def down(self) -> None:
        """Die."""
        self.alive = False


@contextlib.contextmanager
def hosting(folder: Path) -> Iterator[Host]:
    """Have a host on localhost while the context lasts."""
    host = Host(folder)

    class HostHandler(Handler):
        def do_GET(self) -> None:
            host.alive = host.alive and host.dies_at not in self.path
            if not host.alive:
                self.close_connection = True
                return
            host.asked.append(urlsplit(self.path).path.removeprefix("/"))
            self.directory = str(host.folder)
            super().do_GET()

    def handler(*args: Any) -> HostHandler:
        return HostHandler(*args, directory=str(folder))

    with Server(("127.0.0.1", 0), handler) as server:
        host.url = server.url
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield host
        server.shutdown()
