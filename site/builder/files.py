"""Places and small file operations shared by the build."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import stat
import sys
import tempfile
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
WORK = BUILD / "work"
# With the tests; measured, and rounded up.
NEEDED_MB = 1500
# What the programs that the build runs say of it, pip in Python's words and npm in the system's.
FULL = ("No space left on device", "ENOSPC", "Disk quota exceeded", "EDQUOT")


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


def refuse_full_disk(said: str) -> None:
    """Raise the error of a full disk if a program that was run has said that there is one."""
    if any(words in said for words in FULL):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def plain_failure(error: OSError, *folders: Path) -> str | None:
    """One sentence for what is wrong with the disk, not with the build; None for all else.

    Parameters
    ----------
    error : OSError
        What a file operation has raised.
    *folders : Path
        Where the build writes: an error of a full disk names no file.
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        named = [Path(error.filename)] if isinstance(error.filename, str) else []
        fullest = min((_existing(path) for path in named or folders), key=_free)
        return (
            f"The disk is full: {_free(fullest) // 10**6} MB are left for {fullest}, and a build "
            f"needs up to {NEEDED_MB} MB; make room there and run the same command again."
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and error.filename:
        return (
            f"{error.filename} may not be written ({error.strerror}); give yourself the right to, "
            "or work in a copy of the project that is your own."
        )
    return None


def _existing(path: Path) -> Path:
    """The path, or the nearest folder above it that is there."""
    path = path.absolute()
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _free(path: Path) -> int:
    return shutil.disk_usage(path).free


@contextlib.contextmanager
def work_folder(parent: Path = WORK) -> Iterator[Path]:
    """Folder to work in, gone at the end; clears those that killed builds have left.

    Each has a lock beside it, held while it is worked in, which the system frees when its holder
    dies: so what is in use is told from what is left.
    """
    with contextlib.ExitStack() as stack:
        with locked(parent / "lock", "its working folders"):
            for other in parent.glob("*.lock"):
                _clear(other)
            folder = Path(tempfile.mkdtemp(dir=parent))
            # Some systems remove no file that is open: after the lock has been let go.
            stack.callback(_lock_of(folder).unlink, missing_ok=True)
            stack.enter_context(locked(_lock_of(folder), "its working folder"))
        try:
            yield folder
        finally:
            remove_tree(folder)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _clear(lock: Path) -> None:
    """Delete the folder of a lock, and the lock, if nobody holds it."""
    with lock.open("a+b") as stream:
        if not _try_lock(stream.fileno()):
            return
        remove_tree(lock.with_suffix(""))
    lock.unlink(missing_ok=True)


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
