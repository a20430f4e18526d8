"""Writes the modules of the roster: ``python -m spiking_core.kernels FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from spiking_core.kernels.native import binary_of
from spiking_core.kernels.traced import model_text
from spiking_core.models import MODELS


def write_modules(folder: Path) -> None:
    """Write ``NAME.wat`` and ``NAME.wasm`` of every model of the roster into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, cls in MODELS.items():
        text = model_text(cls)
        (folder / f"{name}.wat").write_text(text, encoding="utf-8", newline="\n")
        (folder / f"{name}.wasm").write_bytes(binary_of(text))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python -m spiking_core.kernels FOLDER")
    write_modules(Path(sys.argv[1]))
