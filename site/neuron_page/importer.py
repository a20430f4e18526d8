"""Modules come out of one table in memory instead of hundreds of files.

This module is imported before any other, so it imports nothing that is not built in.
"""

from __future__ import annotations

import marshal
import sys
from _frozen_importlib import ModuleSpec  # type: ignore[import-not-found]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType
    from typing import Any


class TableImporter:
    """Finds and loads the modules of a table.

    Parameters
    ----------
    folder
        Where the modules would lie as files; their data files do lie there.
    table
        Path, whether it is a package, and marshalled code of every module by name.
    """

    def __init__(self, folder: str, table: Mapping[str, tuple[str, bool, bytes]]) -> None:
        self.folder = folder
        self.table = table

    def find_spec(
        self, name: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module; None if the table does not hold it."""
        entry = self.table.get(name)
        if entry is None:
            return None
        place = f"{self.folder}/{entry[0]}"
        loader: Any = self
        spec = ModuleSpec(name, loader, origin=place, is_package=entry[1])
        spec.has_location = True
        if entry[1]:
            spec.submodule_search_locations = [place.rpartition("/")[0]]
        return spec

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave the making of the module to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the module's code."""
        code = self.get_code(module.__name__)
        if code is not None:
            exec(code, module.__dict__)

    def get_code(self, name: str) -> Any:
        """Return the code of a module; None for a folder that is a package by itself."""
        code = self.table[name][2]
        return marshal.loads(code) if code else None

    def get_source(self, name: str) -> None:
        """Return None: the source is not there."""


def install(folder: str) -> None:
    """Put the table that lies in `folder` before all other finders."""
    with open(f"{folder}/modules.marshal", "rb") as file:
        sys.meta_path.insert(0, TableImporter(folder, marshal.load(file)))
