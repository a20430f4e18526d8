"""Modules that the start does not need: the page hands them over before anything asks for them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


class RestFinder:
    """Finds the modules of the second bundle, below one folder.

    Parameters
    ----------
    root
        Folder into which the bundle is unpacked.
    names
        Dotted names of the modules that it holds.

    Attributes
    ----------
    is_there : bool
        Whether the bundle has been unpacked; who unpacks it says it here.
    """

    def __init__(self, root: str, names: Sequence[str]) -> None:
        self.root = root
        self.names = frozenset(names)
        self.is_there = False

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find `name` in the second bundle; None if it does not hold it.

        Raises
        ------
        ImportError
            If the bundle has not come.
        """
        if name not in self.names:
            return None
        if not self.is_there:
            raise ImportError("The rest of the Python library could not be loaded.")
        folder = "/".join([self.root, *name.split(".")[:-1]])
        return PathFinder.find_spec(name, [folder], target)


def install(root: str, names: Sequence[str]) -> RestFinder:
    """Put a :class:`RestFinder` behind all other finders, and return it."""
    finder = RestFinder(root, names)
    sys.meta_path.append(finder)  # type: ignore[arg-type]
    return finder
