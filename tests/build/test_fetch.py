"""Only bytes with the locked sha256 get into the cache, wherever they come from."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builder import lock as locks
from builder.fetch import fetch_inputs
from builder.files import BuildError
from builder.lock import BrowserLock, Carrier, LockedFile
from builder.serve import Server, serving

CORE = b"the core of a Python in the browser"
NOWHERE = "http://127.0.0.1:9/"


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def locked_file(name: str, content: bytes, source: str = "pyodide") -> LockedFile:
    project = "" if source == "pyodide" else name
    files = {"pyodide": name, "pypi": f"{name}-1.0-py3-none-any.whl", "npm": f"{name}-1.0.0.tgz"}
    version = "1.0.0" if source == "npm" else "1.0"
    return LockedFile(
        name, "core", source, files[source], sha(content), len(content), project, version
    )


def make_lock(official: str, *files: LockedFile, carrier: Path | None = None) -> BrowserLock:
    digest = sha(carrier.read_bytes()) if carrier else sha(b"")
    wheel = Carrier("carrier", "1.0", "carrier-1.0-py3-none-any.whl", digest, "inside/", ("extra",))
    return BrowserLock("314.0.3", official, wheel, {file.name: file for file in files})


@pytest.fixture
def official(tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    folder = tmp_path / "official"
    folder.mkdir()
    (folder / "pyodide-lock.json").write_text("{}")
    with serving(folder) as server:
        yield server, folder


def test_takes_a_file_from_the_official_source(official, tmp_path: Path):
    server, folder = official
    (folder / "core.mjs").write_bytes(CORE)
    lock = make_lock(server.url, locked_file("core.mjs", CORE))
    path = fetch_inputs(lock=lock, cache=tmp_path / "cache")["core.mjs"]
    assert path.name == "core.mjs"
    assert path.read_bytes() == CORE


@pytest.mark.usefixtures("local_index")
def test_refuses_bytes_with_another_hash(official, tmp_path: Path):
    server, folder = official
    (folder / "core.mjs").write_bytes(CORE + b", tampered with")
    lock = make_lock(server.url, locked_file("core.mjs", CORE))
    with pytest.raises(BuildError, match=r"core\.mjs: sha256 \w{12}\.\.\. instead of"):
        fetch_inputs(lock=lock, cache=tmp_path / "cache")
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_falls_back_to_the_carrier_when_the_official_source_is_away(
    make_wheel: Callable[..., Path], tmp_path: Path
):
    wheel = make_wheel("carrier", members={"inside/core.mjs": CORE})
    lock = make_lock(NOWHERE, locked_file("core.mjs", CORE), carrier=wheel)
    cache = tmp_path / "cache"
    assert fetch_inputs(lock=lock, cache=cache)["core.mjs"].read_bytes() == CORE
    assert [path.name for path in cache.rglob("*") if path.is_file()] == ["core.mjs"]


def test_falls_back_to_the_carrier_when_the_official_bytes_are_wrong(
    official, make_wheel: Callable[..., Path], tmp_path: Path
):
    server, folder = official
    (folder / "core.mjs").write_bytes(b"something else")
    wheel = make_wheel("carrier", members={"inside/core.mjs": CORE})
    lock = make_lock(server.url, locked_file("core.mjs", CORE), carrier=wheel)
    assert fetch_inputs(lock=lock, cache=tmp_path / "cache")["core.mjs"].read_bytes() == CORE


def test_restores_the_lock_that_the_carrier_has_added_to(
    make_wheel: Callable[..., Path], tmp_path: Path
):
    published = json.dumps({"packages": {"numpy": {"file_name": "n.whl", "sha256": "0"}}}).encode()
    altered = json.loads(published)
    altered["packages"]["extra"] = {"file_name": "e.whl", "sha256": "1"}
    member = {"inside/pyodide-lock.json": json.dumps(altered, indent=2).encode()}
    wheel = make_wheel("carrier", members=member)
    lock = make_lock(NOWHERE, locked_file("pyodide-lock.json", published), carrier=wheel)
    paths = fetch_inputs(lock=lock, cache=tmp_path / "cache")
    assert paths["pyodide-lock.json"].read_bytes() == published


def test_refuses_a_carrier_with_another_hash(make_wheel: Callable[..., Path], tmp_path: Path):
    wheel = make_wheel("carrier", members={"inside/core.mjs": CORE})
    lock = make_lock(NOWHERE, locked_file("core.mjs", CORE), carrier=wheel)
    make_wheel("carrier", members={"inside/core.mjs": CORE, "more": b""})
    with pytest.raises(BuildError, match=r"sha256 of carrier==1\.0 differs from the locked one"):
        fetch_inputs(lock=lock, cache=tmp_path / "cache")


@pytest.mark.usefixtures("local_index")
def test_a_failure_names_the_file_the_sources_and_the_cure(tmp_path: Path):
    lock = make_lock(NOWHERE, locked_file("core.mjs", CORE))
    with pytest.raises(BuildError) as failure:
        fetch_inputs(lock=lock, cache=tmp_path / "cache")
    sentence = str(failure.value)
    assert sentence.startswith("Could not fetch core.mjs; tried ")
    assert f"{NOWHERE}: " in sentence
    assert "carrier 1.0 on PyPI: ERROR: No matching distribution" in sentence
    assert "check the network and pip's configuration" in sentence
    assert str(tmp_path / "cache" / sha(CORE) / "core.mjs") in sentence
    assert "\n" not in sentence


def test_takes_packages_from_the_users_index(make_wheel: Callable[..., Path], tmp_path: Path):
    wheel = make_wheel("param")
    lock = make_lock(NOWHERE, locked_file("param", wheel.read_bytes(), "pypi"))
    path = fetch_inputs(lock=lock, cache=tmp_path / "cache")["param"]
    assert path.read_bytes() == wheel.read_bytes()


def test_refuses_a_package_with_another_hash(make_wheel: Callable[..., Path], tmp_path: Path):
    make_wheel("param")
    lock = make_lock(NOWHERE, locked_file("param", b"another wheel", "pypi"))
    with pytest.raises(BuildError, match=r"fetch param-1\.0.*sha256 of param==1\.0 differs"):
        fetch_inputs(lock=lock, cache=tmp_path / "cache")


def test_takes_packages_from_the_users_registry_of_npm(
    local_registry: Callable[..., Path], tmp_path: Path
):
    package = local_registry("watr", script=CORE)
    lock = make_lock(NOWHERE, locked_file("watr", package.read_bytes(), "npm"))
    path = fetch_inputs(lock=lock, cache=tmp_path / "cache")["watr"]
    assert path.name == "watr-1.0.0.tgz"
    assert path.read_bytes() == package.read_bytes()


def test_refuses_a_package_of_npm_with_another_hash(
    local_registry: Callable[..., Path], tmp_path: Path
):
    local_registry("watr", script=CORE)
    lock = make_lock(NOWHERE, locked_file("watr", b"another package", "npm"))
    with pytest.raises(
        BuildError, match=r"fetch watr-1\.0\.0\.tgz; tried npm: sha256 \w{12}\.\.\. "
    ):
        fetch_inputs(lock=lock, cache=tmp_path / "cache")
    assert not list((tmp_path / "cache").rglob("*.tgz"))


@pytest.mark.usefixtures("local_registry")
def test_a_failure_of_npm_names_the_reason_and_the_cure(tmp_path: Path):
    lock = make_lock(NOWHERE, locked_file("watr", CORE, "npm"))
    with pytest.raises(BuildError, match=r"tried npm: .*404.*check the network and npm's config"):
        fetch_inputs(lock=lock, cache=tmp_path / "cache")


def test_fetches_a_rotted_file_again(official, tmp_path: Path):
    server, folder = official
    (folder / "core.mjs").write_bytes(CORE)
    lock = make_lock(server.url, locked_file("core.mjs", CORE))
    fetch_inputs(lock=lock, cache=tmp_path / "cache")["core.mjs"].write_bytes(CORE[:5])
    path = fetch_inputs(lock=lock, cache=tmp_path / "cache")["core.mjs"]
    assert path.read_bytes() == CORE


def test_what_is_cached_needs_no_source(tmp_path: Path):
    file = locked_file("core.mjs", CORE)
    (tmp_path / file.sha256).mkdir()
    (tmp_path / file.sha256 / "core.mjs").write_bytes(CORE)
    assert fetch_inputs(lock=make_lock(NOWHERE, file), cache=tmp_path)


def test_takes_only_the_groups_asked_for(tmp_path: Path):
    lock = make_lock(NOWHERE, locked_file("core.mjs", CORE))
    assert fetch_inputs(("bench",), lock=lock, cache=tmp_path) == {}


def test_refuses_a_wheel_that_pyodides_own_lock_does_not_know(tmp_path: Path):
    pyodide_lock = tmp_path / "pyodide-lock.json"
    pyodide_lock.write_text('{"packages": {"n": {"file_name": "n.whl", "sha256": "00"}}}')
    file = LockedFile("n", "app", "pyodide", "n.whl", "11", 1, "n", "1.0")
    with pytest.raises(BuildError, match=r"n\.whl has sha256 11 .* but 00 in Pyodide's own lock"):
        locks.check_against_pyodide(make_lock(NOWHERE, file), pyodide_lock)


@pytest.mark.usefixtures("local_index")
def test_clears_what_a_killed_run_left_long_ago(tmp_path: Path):
    abandoned, in_use = tmp_path / ".scratch-old", tmp_path / ".scratch-new"
    for folder in (abandoned, in_use):
        folder.mkdir()
        (folder / "carrier.whl").write_bytes(CORE)
    os.utime(abandoned, (0, 0))
    with pytest.raises(BuildError, match="Could not fetch"):
        fetch_inputs(lock=make_lock(NOWHERE, locked_file("core.mjs", CORE)), cache=tmp_path)
    assert [path.name for path in tmp_path.glob(".scratch-*")] == [".scratch-new"]
