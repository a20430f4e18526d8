"""The local server behaves as a static host does."""

from __future__ import annotations

import gzip
import http.client
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.files import BuildError
from builder.serve import Server, make_server, serving

FILES = {
    "index.html": "text/html; charset=utf-8",
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "pyodide.mjs": "text/javascript; charset=utf-8",
    "kernel.wasm": "application/wasm",
    "state.json": "application/json",
    "site.webmanifest": "application/manifest+json",
    "figure.svg": "image/svg+xml",
    "figure.png": "image/png",
    "stdlib.zip": "application/zip",
    "bundle.bin": "application/octet-stream",
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    for name in FILES:
        (tmp_path / name).write_text(name)
    (tmp_path / "empty").mkdir()
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    yield connection
    connection.close()


@pytest.mark.parametrize(("name", "kind"), FILES.items())
def test_every_kind_of_file_has_its_type(client: http.client.HTTPConnection, name: str, kind: str):
    client.request("GET", f"/{name}")
    answer = client.getresponse()
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert answer.read().decode() == name


def test_the_connection_is_kept(client: http.client.HTTPConnection):
    client.request("GET", "/")
    answer = client.getresponse()
    assert (answer.version, answer.read()) == (11, b"index.html")
    kept = client.sock
    client.request("GET", "/page.js")
    client.getresponse().read()
    assert kept is not None
    assert client.sock is kept


@pytest.mark.parametrize(("path", "text"), [("/", b"index.html"), ("/page.js", b"page.js")])
def test_a_text_is_compressed_for_those_who_can_read_it(
    client: http.client.HTTPConnection, path: str, text: bytes
):
    client.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
    answer = client.getresponse()
    body = answer.read()
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Length"] == str(len(body))
    assert gzip.decompress(body) == text


@pytest.mark.parametrize("name", ["kernel.wasm", "figure.png", "stdlib.zip", "bundle.bin"])
def test_what_is_no_text_is_sent_as_it_is(client: http.client.HTTPConnection, name: str):
    client.request("GET", f"/{name}", headers={"Accept-Encoding": "gzip"})
    answer = client.getresponse()
    assert answer.headers["Content-Encoding"] is None
    assert answer.read().decode() == name


def test_a_changed_file_is_compressed_anew(client: http.client.HTTPConnection, tmp_path: Path):
    for text, time in (("page.js", 1_000_000_000), ("other", 1_000_000_001)):
        (tmp_path / "page.js").write_text(text)
        os.utime(tmp_path / "page.js", (time, time))
        client.request("GET", "/page.js", headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(client.getresponse().read()).decode() == text


def test_what_the_browser_has_is_not_sent_again(client: http.client.HTTPConnection):
    client.request("GET", "/page.js", headers={"Accept-Encoding": "gzip"})
    answer = client.getresponse()
    answer.read()
    known = {"Accept-Encoding": "gzip", "If-Modified-Since": answer.headers["Last-Modified"]}
    client.request("GET", "/page.js", headers=known)
    again = client.getresponse()
    assert (again.status, again.read()) == (304, b"")


def test_other_origins_may_read(client: http.client.HTTPConnection):
    client.request("GET", "/kernel.wasm")
    assert client.getresponse().headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/absent.js", "/empty/", "/../../etc/passwd"])
def test_what_is_not_there_is_404(client: http.client.HTTPConnection, path: str):
    client.request("GET", path)
    assert client.getresponse().status == 404


def test_only_this_machine_is_served(server: Server):
    assert server.server_address[0] == "127.0.0.1"


def test_requests_print_nothing(
    client: http.client.HTTPConnection, capfd: pytest.CaptureFixture[str]
):
    client.request("GET", "/absent.js")
    client.getresponse().read()
    assert capfd.readouterr() == ("", "")


def test_a_port_in_use_is_one_sentence_with_the_cure(server: Server, tmp_path: Path):
    port = server.server_port
    with pytest.raises(BuildError, match=rf"^Port {port} is in use; choose another .*`--port \d+`"):
        make_server(tmp_path, port)


def test_an_impossible_port_is_one_sentence(tmp_path: Path):
    with pytest.raises(BuildError, match="Port 70000 cannot be used"):
        make_server(tmp_path, 70000)
