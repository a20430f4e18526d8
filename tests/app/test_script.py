"""A script made of a state computes just that state."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot

from builder.sources import model_sources
from core.examples import Bare
from core.texts import LEAKY
from neuron_app.caption import caption
from neuron_app.script import script
from neuron_app.state import NeuronState, default_state, preset_state
from spiking_core import CURRENTS, MODELS, Description

ROOT = Path(__file__).parents[2]
OWN = "from __future__ import annotations\n\n" + LEAKY


@pytest.fixture(autouse=True)
def no_window(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MPLBACKEND", "agg")
    yield
    pyplot.close("all")


def run(text: str) -> dict:
    names: dict = {"__name__": "__main__"}
    exec(compile(text, "script.py", "exec"), names)
    return names


def assert_same_run(state: NeuronState, text: str, model_class: type | None = None) -> None:
    made = run(text)["model"]
    wanted = state.make_model(model_class)
    wanted.integrate()
    np.testing.assert_array_equal(made.spike_times, wanted.spike_times)
    np.testing.assert_array_equal(made.solution.y, wanted.solution.y)


@pytest.mark.parametrize("name", MODELS)
def test_every_model(name: str):
    state = replace(default_state(name, Description.of(MODELS[name])), T=200.0)
    assert_same_run(state, script(state, MODELS[name]))


@pytest.mark.parametrize("current", CURRENTS)
def test_every_current(current: str):
    state = default_state("izhikevich", Description.of(MODELS["izhikevich"]))
    state = replace(state, current=current, T=300.0, seed=5, onset=20.0)
    assert_same_run(state, script(state, MODELS["izhikevich"]))


def test_points_and_levels_of_one_s_own():
    state = default_state("izhikevich", Description.of(MODELS["izhikevich"]))
    points = ((0.0, 0.0), (50.0, 10.0), (120.5, 3.25))
    state = replace(state, current="points", own={"points": points, "I_base": 1.5}, T=300.0)
    assert_same_run(state, script(state, MODELS["izhikevich"]))


@pytest.mark.parametrize(
    ("name", "preset"), [(n, p.name) for n, m in MODELS.items() for p in Description.of(m).presets]
)
def test_every_preset_with_its_initial_state_and_its_paper_s_steps(name: str, preset: str):
    description = Description.of(MODELS[name])
    found = next(p for p in description.presets if p.name == preset)
    state = preset_state(name, description, found)
    if found.published is not None:
        state = replace(state, solver="published")
    assert_same_run(replace(state, T=min(state.T, 300.0)), script(
        replace(state, T=min(state.T, 300.0)), MODELS[name]
    ))  # fmt: skip


def test_a_model_of_one_s_own_brings_its_text():
    model = run(OWN)["Leaky"]
    state = NeuronState("Leaky", {"tau": 12.5}, I_max=1.7, T=150.0)
    text = script(state, model, text=OWN)
    assert text.count("class Leaky") == 1
    assert_same_run(state, text, model)


@pytest.mark.parametrize("name", MODELS)
def test_the_text_of_a_built_in_model_is_one_of_one_s_own(name: str):
    source = model_sources()[name]
    model = run(source)[MODELS[name].__name__]
    state = replace(default_state(model.__name__, Description.of(model)), T=100.0)
    assert_same_run(state, script(state, model, text=source), model)


def test_a_class_without_its_text_cannot_be_written_down():
    state = default_state("Bare", Description.of(Bare))
    with pytest.raises(ValueError, match="`Bare` is no built-in model; give its text"):
        script(state, Bare)


def test_it_says_what_it_is_and_runs_by_itself(tmp_path: Path):
    description = Description.of(MODELS["izhikevich"])
    state = default_state("izhikevich", description)
    text = script(state, MODELS["izhikevich"], link="https://example.org/?model=izhikevich")
    head = " ".join(line.removeprefix("# ") for line in text.splitlines() if line[:1] == "#")
    assert caption(state, description) in head
    assert "https://example.org/?model=izhikevich" in head
    file = tmp_path / "run.py"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(file)], cwd=ROOT, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"},
    )  # fmt: skip
    model = state.make_model()
    model.integrate()
    first, *times = done.stdout.splitlines()
    assert first == f"{model.num_spikes} spikes, at these times in ms:"
    assert [float(time) for time in times] == model.spike_times.tolist()
