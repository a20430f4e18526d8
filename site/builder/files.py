"""Places and small file operations shared by the build."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"
TESTS = ROOT / "tests"
LOCKS = SITE / "locks"
BUILD = ROOT / ".build"
DIST = ROOT / "dist"


class BuildError(Exception):
    """A step failed; the text is one sentence naming the thing and the cure."""


def say(message: str) -> None:
    """Print one line of progress to stderr."""
    print(f"build.py: {message}", file=sys.stderr, flush=True)


def cache_folder() -> Path:
    """Folder of verified downloads: ``SPIKING_CACHE``, else ``.build/cache``."""
    return Path(os.environ.get("SPIKING_CACHE") or BUILD / "cache").resolve()


def sha256_of(path: Path) -> str:
    """Hexadecimal sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def source_stamp() -> str:
    """Hexadecimal sha256 of everything in the repository that the site is made from."""
    digest = hashlib.sha256()
    for folder in (SITE, ROOT / "spiking_core"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(ROOT).as_posix()} {sha256_of(path)}\n".encode())
    return digest.hexdigest()


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def remove_tree(folder: Path) -> None:
    """Delete a folder and all in it, read-only files included."""

    def make_writable(action: Callable[..., Any], name: str, _: object) -> None:
        os.chmod(name, stat.S_IRWXU)
        action(name)

    if folder.exists():
        shutil.rmtree(folder, onerror=make_writable)


@contextlib.contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold a lock between processes; the system frees it when the holder dies.

    Parameters
    ----------
    path : Path
        The lock file, made when missing.
    what : str
        What is waited for, said once when another process holds the lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        said = False
        while not _try_lock(stream.fileno()):
            if not said:
                say(f"waiting for another build.py, which is busy with {what}")
                said = True
            time.sleep(0.2)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
