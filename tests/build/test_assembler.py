"""The assembler is taken out of its package as it is, with its licence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from builder.assembler import assembler_script
from builder.fetch import fetch_inputs


@pytest.fixture(scope="module")
def package() -> Path:
    return fetch_inputs(("assembler",))["watr"]


def test_the_script_carries_its_licence(package: Path):
    comment, _, script = assembler_script(package).decode().partition("*/\n")
    assert comment.startswith("/*! watr")
    assert "Permission is hereby granted, free of charge" in comment
    assert "Copyright (c)" in comment
    assert script.startswith("var ")


def test_the_script_is_a_module_that_needs_no_other(package: Path):
    script = assembler_script(package).decode()
    assert " as compile," in script.rpartition("export{")[2]
    assert "import(" not in script
    assert "import{" not in script


def test_refuses_a_licence_that_would_end_its_comment(local_registry: Callable[..., Path]):
    members = {"LICENSE": b"free */ alert(1)", "dist/watr.min.js": b""}
    with pytest.raises(ValueError, match="cannot stand in a comment"):
        assembler_script(local_registry("watr", **members))
