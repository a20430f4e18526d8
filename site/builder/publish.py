"""Put a built folder in its place whole, or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from builder.files import BuildError, remove_tree

MARKER = ".spiking-dist"
MARKER_TEXT = "Made by build.py, which replaces this whole folder at its next build.\n"


@contextlib.contextmanager
def publishing(out: Path, stamp: str = "") -> Iterator[Path]:
    """Give a new folder to fill; at a good end it takes the place of `out`.

    Until then, and after any failure or interruption, `out` stays as it was.

    Parameters
    ----------
    out : Path
        The destination: missing, empty, or made by an earlier build.
    stamp : str
        What the content is made from; `is_current` asks for it.

    Yields
    ------
    Path
        An empty folder beside `out`, on the same file system.

    Raises
    ------
    BuildError
        `out` holds something that no build made.
    """
    out = out.resolve()
    recover(out)
    check(out)
    staging = beside(out, "new")
    staging.mkdir(parents=True)
    try:
        yield staging
        (staging / MARKER).write_text(f"{MARKER_TEXT}{stamp}\n", encoding="utf-8")
        swap(staging, out)
    finally:
        remove_tree(staging)


def beside(out: Path, role: str) -> Path:
    """Name of a helper folder next to the destination."""
    return out.with_name(f".{out.name}.{role}")


def recover(out: Path) -> None:
    """Clear up after an interrupted build, which may have stopped between the two renames."""
    old = beside(out, "old")
    if is_ours(old) and not out.exists():
        old.rename(out)
    for leftover in (old, beside(out, "new")):
        remove_tree(leftover)


def check(out: Path) -> None:
    """Refuse a destination whose replacement would delete somebody's data.

    Raises
    ------
    BuildError
        It is a file, or a folder with content that no build made.
    """
    if out.exists() and not out.is_dir():
        raise BuildError(f"{out} is a file, not a folder; give another one with --out.")
    if out.is_dir() and any(out.iterdir()) and not is_ours(out):
        raise BuildError(
            f"{out} is not empty and was not made by build.py, so it is not replaced; empty it "
            "or give another folder with --out."
        )


def is_ours(folder: Path) -> bool:
    """Tell whether a build made the folder."""
    return (folder / MARKER).is_file()


def is_current(out: Path, stamp: str) -> bool:
    """Tell whether `out` is a whole build of just this content."""
    return is_ours(out) and (out / MARKER).read_text(encoding="utf-8").endswith(f"\n{stamp}\n")


def swap(staging: Path, out: Path) -> None:
    """Exchange the folders by renaming, going back if the second rename fails.

    A process that is killed just between the two leaves the folder to `recover`.
    """
    old = beside(out, "old")
    if out.exists():
        out.rename(old)
    try:
        os.rename(staging, out)
    except BaseException as error:
        if old.exists() and not out.exists():
            old.rename(out)
        if not isinstance(error, OSError):
            raise
        raise BuildError(
            f"{out} could not be replaced ({error}); close the programs that use it and run the "
            "same command again."
        ) from error
    remove_tree(old)
