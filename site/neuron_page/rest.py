"""Modules that the start does not need are fetched when it is over, or imported before that."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

from js import XMLHttpRequest  # pyright: ignore[reportMissingImports]
from pyodide.ffi import JsException  # pyright: ignore[reportMissingImports]


class RestFinder:
    """Finds the modules of the second bundle, below one folder.

    Parameters
    ----------
    root
        Folder into which the bundle is unpacked.
    names
        Dotted names of the modules that it holds.
    url
        Address of the bundle, fetched once, at the first import of one of them.

    Attributes
    ----------
    is_there : bool
        Whether the bundle has been unpacked; who unpacks it earlier says it here.
    """

    def __init__(self, root: str, names: Sequence[str], url: str) -> None:
        self.root = root
        self.names = frozenset(names)
        self.url = url
        self.is_there = False

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find `name` in the second bundle; None if it does not hold it."""
        if name not in self.names:
            return None
        if not self.is_there:
            unpack(fetch(self.url), Path(self.root))
            self.is_there = True
        folder = "/".join([self.root, *name.split(".")[:-1]])
        return PathFinder.find_spec(name, [folder], target)


def fetch(url: str) -> bytes:
    """Fetch a file while the import that needs it waits.

    Raises
    ------
    ImportError
        If it cannot be had.
    """
    request = XMLHttpRequest.new()
    request.open("GET", url, False)
    request.responseType = "arraybuffer"
    sentence = f"The rest of the Python library could not be loaded from {url}."
    try:
        request.send()
    except JsException as error:  # no network
        raise ImportError(sentence) from error
    if request.status != 200:
        raise ImportError(sentence)
    return request.response.to_bytes()


def unpack(bundle: bytes, root: Path) -> None:
    """Write the files of a bundle below `root`; its layout is told in the page's bundle.js."""
    plain = gzip.decompress(bundle)
    start = 4 + int.from_bytes(plain[:4], "little")
    for path, size in json.loads(plain[4:start]):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(plain[start : start + size])
        start += size


def install(root: str, names: Sequence[str], url: str) -> RestFinder:
    """Put a :class:`RestFinder` behind all other finders, and return it."""
    finder = RestFinder(root, names, url)
    sys.meta_path.append(finder)  # type: ignore[arg-type]
    return finder
