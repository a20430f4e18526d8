"""A site can be rebuilt to the byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from builder.cli import make_site

pytestmark = pytest.mark.slow


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_builds_are_the_same_bytes(built_site: Path, tmp_path: Path):
    first = digests(built_site)
    assert len(first) > 20
    assert digests(make_site(tmp_path / "dist")) == first
