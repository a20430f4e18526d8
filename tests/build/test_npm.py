"""npm wherever its user's home cannot be written, and where a registry does not answer."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builder import npm


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A registry that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{port}/")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
        yield


def test_a_home_that_cannot_be_written_does_not_matter(
    local_registry: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    package = local_registry("watr", script=b"text")
    monkeypatch.delenv("npm_config_cache")
    monkeypatch.setattr(npm, "CACHE", tmp_path / "cache")
    # Whoever runs the tests may write everywhere; nobody can below a file.
    (tmp_path / "home").write_text("")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    got = tmp_path / "got"
    got.mkdir()
    assert npm.download({"watr": "1.0.0"}, got) == ""
    assert (got / package.name).read_bytes() == package.read_bytes()
    assert (tmp_path / "cache" / "_cacache").is_dir()


@pytest.mark.usefixtures("mute")
def test_an_npm_that_does_not_end_is_stopped_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(npm, "LONGEST_SECONDS", 3.0)
    assert npm.download({"watr": "1.0.0"}, tmp_path) == (
        "npm did not end within 3 s and was stopped"
    )
