"""Serve a built site on this machine the way a static host does."""

from __future__ import annotations

import contextlib
import errno
import gzip
import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

from builder.files import BuildError

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".wat": "text/plain; charset=utf-8",
    ".py": "text/plain; charset=utf-8",
    ".zip": "application/zip",
}


# What hosts compress on their way: texts. The site's larger files are compressed already.
COMPRESSED = (
    ".html", ".css", ".js", ".mjs", ".json", ".webmanifest", ".svg", ".txt", ".wat", ".py",
)  # fmt: skip


class Handler(SimpleHTTPRequestHandler):
    """Static files only, texts compressed; no folder listings."""

    protocol_version = "HTTP/1.1"
    # The table alone decides: what the system has registered differs between machines.
    extensions_map = {"": "application/octet-stream"} | TYPES  # noqa: RUF012

    def __init__(self, *args: Any, max_age: int = 0, **kwargs: Any):
        self.max_age = max_age
        super().__init__(*args, **kwargs)

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """MIME type by the table."""
        return TYPES.get(Path(path).suffix.lower(), "application/octet-stream")

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Begin an answer; a text that the browser has not got yet is sent compressed."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path /= "index.html"
        wanted = "gzip" in self.headers.get("Accept-Encoding", "")
        known = "If-Modified-Since" in self.headers
        if not wanted or known or path.suffix.lower() not in COMPRESSED:
            return super().send_head()
        try:
            changed = path.stat().st_mtime
            content = compressed(path, changed)
        except OSError:
            return super().send_head()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", self.date_time_string(changed))
        self.end_headers()
        return io.BytesIO(content)

    def end_headers(self) -> None:
        """Add the headers of the hosts that the site is made for."""
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Vary", "Accept-Encoding")
        age = f"max-age={self.max_age}" if self.max_age else "no-cache"
        self.send_header("Cache-Control", age)
        super().end_headers()

    def list_directory(self, path: str | os.PathLike[str]) -> io.BytesIO | None:
        """Answer 404: a static host lists no folders."""
        self.send_error(404, "Not Found")
        return None

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing about requests."""


@lru_cache(maxsize=1024)
def compressed(path: Path, changed: float) -> bytes:
    """Content of a file that was changed at some time, compressed as fast as hosts do it."""
    del changed  # with the path it tells which content it is
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


class Server(ThreadingHTTPServer):
    """Server whose port is its own and whose visitors may leave early."""

    daemon_threads = True
    # On Windows the option would let two servers share one port.
    allow_reuse_address = os.name != "nt"
    request_queue_size = 64

    @property
    def url(self) -> str:
        """Address to visit, ending in a slash."""
        return f"http://localhost:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about a visitor who closed the connection."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def make_server(folder: Path, port: int = 0, max_age: int = 0) -> Server:
    """Bind a server to 127.0.0.1; port 0 takes any free one.

    Raises
    ------
    BuildError
        The port is in use or may not be had.
    """
    handler = partial(Handler, directory=str(folder), max_age=max_age)
    try:
        return Server(("127.0.0.1", port), handler)
    except (OSError, OverflowError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        why = "is in use" if taken else f"cannot be used ({error})"
        raise BuildError(
            f"Port {port} {why}; choose another one, for example `--port {8001}`."
        ) from error


@contextlib.contextmanager
def serving(folder: Path, port: int = 0, max_age: int = 0) -> Iterator[Server]:
    """Serve a folder in the background while the context lasts."""
    with make_server(folder, port, max_age) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def serve_forever(folder: Path, port: int, prepare: Callable[[], object] | None = None) -> None:
    """Take the port, prepare the folder, print the address and serve until interrupted."""
    with make_server(folder, port) as server:
        if prepare:
            prepare()
        print(server.url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
