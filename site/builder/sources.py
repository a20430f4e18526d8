"""The texts from which a visitor's own model can start."""

from __future__ import annotations

import inspect
from pathlib import Path

from builder.files import SITE
from spiking_core import MODELS

EXAMPLE = SITE / "page" / "own" / "example.py"


def example_source() -> str:
    """Return the text of the small example."""
    return EXAMPLE.read_text(encoding="utf-8")


def model_sources() -> dict[str, str]:
    """Return the text of the file of every built-in model, by its name in the URL.

    Each stands alone as a model of one's own: what it imports is installed with `spiking_core`.
    """
    return {name: _file_of(model).read_text(encoding="utf-8") for name, model in MODELS.items()}


def _file_of(model: type) -> Path:
    file = inspect.getsourcefile(model)
    assert file is not None
    return Path(file)
