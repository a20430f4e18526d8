"""A new model is one file, one line of the roster, one test and the table of its sources."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
NEW = Path(__file__).parent / "new_model"
NAME, KIND = "resonate_and_fire", "ResonateAndFireModel"
# What every model must satisfy, and what each preset of it must satisfy beside.
OF_PRESETS = {
    "test_every_spike_of_a_preset_is_where_an_independent_method_puts_it",
    "test_a_preset_says_what_it_shows",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources to which a model has been added as the README says."""
    root = tmp_path_factory.mktemp("sources")
    without = shutil.ignore_patterns("__pycache__", ".*")
    for folder in ("spiking_core", "site", "tests"):
        shutil.copytree(ROOT / folder, root / folder, ignore=without)
    shutil.copy(ROOT / "pyproject.toml", root)
    models = root / "spiking_core" / "models"
    shutil.copy(NEW / f"{NAME}.py", models)
    shutil.copy(NEW / "paper.py", root / "tests" / "core" / f"test_{NAME}.py")
    shutil.copy(NEW / "sources.py", root / "tests" / "core" / "sources" / f"{NAME}.py")
    roster = models / "__init__.py"
    text = roster.read_text(encoding="utf-8")
    text, imports = re.subn(
        r"(?=\n_ROSTER)", f"from spiking_core.models.{NAME} import {KIND}\n", text
    )
    text, lines = re.subn(r"(_ROSTER[^=]*= \(\n(?: .*\n)*)\)", rf"\1    {KIND},\n)", text)
    assert (imports, lines) == (1, 1)
    roster.write_text(text, encoding="utf-8")
    return root


def run(copy: Path, *arguments: str) -> str:
    """Run Python on the copy and return what it printed; a failure fails the test."""
    path = os.pathsep.join(str(copy / folder) for folder in (".", "site", "tests"))
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=copy,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def passed(copy: Path, *arguments: str) -> list[str]:
    """Run pytest on the copy and return the names of the tests, all of which passed."""
    report = copy / "report.xml"
    run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *arguments)
    cases = ElementTree.parse(report).iter("testcase")
    return [case.attrib["name"] for case in cases if not case.findall("skipped")]


def of_model(tests: list[str], name: str) -> list[str]:
    """Return the tests of one model, without its name and without those of its presets."""
    split = [(test.partition("[")[0], test.partition("[")[2][:-1].split("-")) for test in tests]
    return sorted(
        "-".join([function, *(part for part in parts if part != name)])
        for function, parts in split
        if name in parts and function not in OF_PRESETS
    )


@pytest.mark.parametrize("module", ["spiking_core", "neuron_app"])
def test_the_copy_is_what_is_tested(copy: Path, module: str):
    file = run(copy, "-c", f"import {module}; print({module}.__file__)").strip()
    assert Path(file).resolve().is_relative_to(copy.resolve())


def test_everything_that_holds_for_a_model_is_tested_for_a_new_one(copy: Path):
    tests = passed(copy, "tests/core/test_roster.py", "-k", f"{NAME} or lif")
    assert of_model(tests, NAME) == of_model(tests, "lif")
    assert len(of_model(tests, NAME)) > 40
    presets = [test for test in tests if f"[{NAME}-doublet" in test]
    assert {test.partition("[")[0] for test in presets} == OF_PRESETS


def test_the_numbers_of_a_new_model_are_compared_with_its_table(copy: Path):
    tests = passed(copy, "tests/core/test_sources.py", "-k", NAME)
    # At least the five runs beside another program, and the states beside another right-hand side.
    assert len(tests) >= 16


def test_the_test_of_a_new_model_passes(copy: Path):
    assert len(passed(copy, f"tests/core/test_{NAME}.py")) == 2


def test_a_new_model_has_its_page(copy: Path):
    script = copy / "tests" / "core" / "new_model" / "in_the_app.py"
    assert run(copy, str(script), NAME).strip() == "shown"
