"""A static host that can die, come back, be given another version of the site, and misbehave."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from builder.serve import Handler, Server

PORTAL = b"<!doctype html><title>Welcome</title><p>Sign in to use this network."


class Host:
    """What a host has, and what it has been asked for.

    Attributes
    ----------
    folder : Path
        The site.
    dies_at : str
        It dies when it is asked for a path with this in it.
    answers : dict of str to int or bytes
        What it answers, whatever the site has, to a path with this in it: a status, or a page.
    headers : mapping of str to str
        What it sends beside its usual ones.
    unknown : tuple of str
        Endings of names for which it knows no type.
    asked : list of str
        Paths, in the order of the requests.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dies_at = "\0"
        self.answers: dict[str, int | bytes] = {}
        self.headers: Mapping[str, str] = {}
        self.unknown: tuple[str, ...] = ()
        self.asked: list[str] = []
        self._port = 0
        self._server: HostServer | None = None
        self.start()

    @property
    def url(self) -> str:
        """Its address, the same in all its lives."""
        return f"http://localhost:{self._port}/"

    @property
    def alive(self) -> bool:
        """Whether it can be reached."""
        return self._server is not None

    def start(self) -> None:
        """Listen, at the port of its life before."""
        host = self

        def handler(*args: Any) -> HostHandler:
            return HostHandler(*args, host=host)

        self._server = HostServer(("127.0.0.1", self._port), handler)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def up(self, folder: Path | None = None) -> None:
        """Live and be well, from now on with another site if one is given."""
        self.folder = folder or self.folder
        self.dies_at = "\0"
        self.answers, self.headers, self.unknown = {}, {}, ()
        self.asked.clear()
        if not self.alive:
            self.start()

    def down(self) -> None:
        """Die, with all open connections: who only stops listening goes on answering on those."""
        server, self._server = self._server, None
        if server:
            server.shutdown()
            server.server_close()
            server.cut()


class HostServer(Server):
    """Knows the connections that are open."""

    def __init__(self, *args: Any) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet: connections that were cut fail in many ways."""

    def cut(self) -> None:
        """Close all connections, whatever is under way in them."""
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class HostHandler(Handler):
    """Answers for a host."""

    def __init__(self, *args: Any, host: Host) -> None:
        self.host = host
        super().__init__(*args, directory=str(host.folder))

    def do_GET(self) -> None:
        host, path = self.host, urlsplit(self.path).path
        if host.dies_at in self.path:
            host.down()
        if not host.alive:
            self.close_connection = True
            return
        host.asked.append(path.removeprefix("/"))
        self.directory = str(host.folder)
        answer = next((what for part, what in host.answers.items() if part in path), None)
        if isinstance(answer, bytes):
            self.answer(answer)
        elif answer is not None and answer // 100 == 3:
            self.send_response(answer)
            self.send_header("Location", "/welcome")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif answer is not None:
            self.send_error(answer)
        else:
            super().do_GET()

    def answer(self, page: bytes) -> None:
        """Send a page."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def guess_type(self, path: Any) -> str:
        unknown = str(path).endswith(self.host.unknown or "\0")
        return "application/octet-stream" if unknown else super().guess_type(path)

    def end_headers(self) -> None:
        for name, value in self.host.headers.items():
            self.send_header(name, value)
        super().end_headers()


@contextlib.contextmanager
def hosting(folder: Path) -> Iterator[Host]:
    """Have a host on localhost while the context lasts."""
    host = Host(folder)
    try:
        yield host
    finally:
        host.down()
