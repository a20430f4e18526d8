"""The three locks agree with each other and tell nothing about who made them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from builder import lock as locks
from builder.environment import BUILD_LOCK, TESTS_LOCK
from builder.fetch import fetch_inputs
from builder.lock import BROWSER_LOCK, LockedFile
from builder.renew import normal, versions

LOCK = locks.load()
FILES = list(LOCK.files.values())
SITE_PACKAGES = [f for f in FILES if f.project and f.group != "bench" and f.source != "npm"]
BUILD_VERSIONS = versions(BUILD_LOCK)


def name_of(file: LockedFile) -> str:
    return file.name


@pytest.mark.parametrize("file", SITE_PACKAGES, ids=name_of)
def test_the_browser_runs_the_versions_of_the_build(file: LockedFile):
    # `pyodide-http` is of use in a browser only.
    assert BUILD_VERSIONS.get(file.project, file.version) == file.version
    assert file.project in BUILD_VERSIONS or file.name == "pyodide-http"


@pytest.mark.parametrize("file", [f for f in FILES if f.project], ids=name_of)
def test_a_locked_package_is_named_by_project_and_version(file: LockedFile):
    if file.source == "npm":
        project, _, version = file.file.removesuffix(".tgz").rpartition("-")
    else:
        project, version = file.file.split("-")[:2]
    assert (normal(project), version) == (file.project, file.version)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_locked_file_is_pinned_by_hash(file: LockedFile):
    assert re.fullmatch("[0-9a-f]{64}", file.sha256)
    assert file.size > 0
    assert file.group in {"core", "app", "figure", "assembler", "bundler", "bench"}
    assert file.source in {"pyodide", "pypi", "npm"}


@pytest.mark.parametrize("lock", [BUILD_LOCK, TESTS_LOCK], ids=lambda path: path.name)
def test_every_requirement_has_a_hash(lock: Path):
    requirements = re.split(r"\n(?=\S)", re.sub(r"^ *#.*\n?", "", lock.read_text(), flags=re.M))
    without = [text for text in requirements if "--hash=sha256:" not in text]
    assert len(requirements) > 10
    assert without == []


@pytest.mark.parametrize("lock", [BUILD_LOCK, TESTS_LOCK], ids=lambda path: path.name)
def test_every_direct_requirement_is_locked(lock: Path):
    asked = re.findall(r"^([a-z][\w.-]*)", lock.with_suffix(".in").read_text(), re.MULTILINE)
    assert set(map(normal, asked)) <= set(versions(lock))


def test_build_and_tests_lock_the_same_versions():
    tests = versions(TESTS_LOCK)
    shared = tests.keys() & BUILD_VERSIONS.keys()
    assert "numpy" in shared
    assert {name: tests[name] for name in shared} == {name: BUILD_VERSIONS[name] for name in shared}


@pytest.mark.parametrize("lock", [BUILD_LOCK, TESTS_LOCK, BROWSER_LOCK], ids=lambda path: path.name)
def test_a_lock_names_no_host_but_the_official_one(lock: Path):
    text = lock.read_text().replace(LOCK.official, "")
    assert re.findall(r"\w+://\S*|--\S*(?:index|find-links)\S*", text) == []


def test_the_core_is_what_the_hashes_say_and_pyodides_lock_agrees():
    paths = fetch_inputs(("core",))
    assert {path.name: path.stat().st_size for path in paths.values()} == {
        file.file: file.size for file in FILES if file.group == "core"
    }
