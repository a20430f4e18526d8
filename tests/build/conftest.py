"""Small local stand-ins for the places that the build downloads from."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builder.serve import serving


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


@pytest.fixture
def local_registry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Path]]:
    """Put a package with some members into a registry that is all npm can see."""
    folder = tmp_path / "registry"
    folder.mkdir()
    with serving(folder) as server:
        settings = {
            "registry": server.url, "cache": str(tmp_path / "npm"), "fetch_retries": "0",
            "userconfig": str(tmp_path / "npmrc"), "globalconfig": str(tmp_path / "globalrc"),
        }  # fmt: skip
        for name, value in settings.items():
            monkeypatch.setenv(f"npm_config_{name}", value)

        def make(project: str, version: str = "1.0.0", **members: bytes) -> Path:
            path = folder / f"{project}-{version}.tgz"
            about = {"name": project, "version": version}
            files = {"package.json": json.dumps(about).encode(), **members}
            with tarfile.open(path, "w:gz") as archive:
                for name, content in files.items():
                    entry = tarfile.TarInfo(f"package/{name}")
                    entry.size = len(content)
                    archive.addfile(entry, io.BytesIO(content))
            published = {
                "name": project,
                "dist-tags": {"latest": version},
                "versions": {version: {**about, "dist": {"tarball": server.url + path.name}}},
            }
            (folder / project).mkdir(exist_ok=True)
            (folder / project / "index.html").write_text(json.dumps(published))
            return path

        yield make
