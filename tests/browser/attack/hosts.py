"""The host of the page, which knows its visitor by a cookie, and another one that only listens."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from builder.serve import Handler, Server

COOKIE = "visitor=known-by-this"
SECRET = "only for who has the cookie"


@dataclass
class Hosts:
    """Two hosts, and what they have been asked for.

    Attributes
    ----------
    home, other : str
        Their addresses, ending in a slash.
    asked : list of str
        Paths and queries that the page's host has been asked for.
    told : list of str
        Whatever has reached the other host, by whatever protocol.
    """

    home: str = ""
    other: str = ""
    asked: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@contextlib.contextmanager
def two_hosts(site: Path) -> Iterator[Hosts]:
    """Serve a site and listen beside it, as long as the context lasts."""
    hosts = Hosts()

    class Home(Handler):
        def do_GET(self) -> None:
            hosts.asked.append(self.path)
            if not self.path.startswith("/private"):
                super().do_GET()
                return
            content = SECRET.encode() if COOKIE in self.headers.get("Cookie", "") else b"nobody"
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            hosts.asked.append(self.path)
            self.send_error(404)

        def end_headers(self) -> None:
            self.send_header("Set-Cookie", f"{COOKIE}; Path=/")
            super().end_headers()

    class Other(BaseHTTPRequestHandler):
        def answer(self) -> None:
            hosts.told.append(self.path)
            self.send_response(204)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        do_GET = do_POST = do_PUT = do_HEAD = do_OPTIONS = answer

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    def home(*args: Any) -> Home:
        return Home(*args, directory=str(site))

    with (
        Server(("127.0.0.1", 0), home) as first,
        Server(("127.0.0.1", 0), Other) as second,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets,
    ):
        hosts.home, hosts.other = first.url, second.url
        # The same number, by which calls between browsers would find their way.
        packets.bind(("127.0.0.1", second.server_port))
        packets.settimeout(0.2)
        over = threading.Event()

        def hear() -> None:
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    hosts.told.append(f"packet {packets.recv(2048)!r}")

        hearing = threading.Thread(target=hear, daemon=True)
        hearing.start()
        for server in (first, second):
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield hosts
        over.set()
        hearing.join()
        for server in (first, second):
            server.shutdown()
