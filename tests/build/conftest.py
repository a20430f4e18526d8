"""Small local stand-ins for the places that the build downloads from."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def local_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of wheels that is all pip can see: it asks no other host."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


@pytest.fixture
def make_wheel(local_index: Path) -> Callable[..., Path]:
    """Put a wheel with some members into the local index."""

    def make(project: str, version: str = "1.0", members: dict[str, bytes] | None = None) -> Path:
        info = f"{project}-{version}.dist-info"
        path = local_index / f"{project}-{version}-py3-none-any.whl"
        texts = {
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{info}/RECORD": "",
        }
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in {**(members or {}), **texts}.items():
                archive.writestr(name, content)
        return path

    return make
