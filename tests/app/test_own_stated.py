"""A text may say with which input it is first shown, and how long; what was moved since stays."""

from __future__ import annotations

import linecache
import sys
from dataclasses import replace
from typing import Any

import pytest

from core.texts import SHORT as MODEL
from core.texts import changed
from neuron_app import NeuronApp
from neuron_app.script import script
from neuron_app.state import NeuronState, default_state, from_query, to_query
from neuron_page.own import describe, load
from spiking_core import CURRENTS


@pytest.fixture(autouse=True)
def nothing_left():
    """Let every test begin without a model of one's own."""
    yield
    sys.modules.pop("your_model", None)
    linecache.cache.pop("your_model.py", None)


def first_state(said: str) -> NeuronState:
    """Return the state in which the model is first shown that has these lines in its text."""
    own = load(f"{MODEL}{said}\n")
    return default_state(own.name, own.description)


FIRST: dict[str, tuple[str, dict[str, Any]]] = {
    "nothing": ("", {"current": "constant", "I_max": 10.0, "onset": 100.0, "T": 750.0}),
    "a number": ("current = 7.5", {"current": "constant", "I_max": 7.5, "onset": 100.0}),
    "keys of a link": (
        'current = {"current": "step", "I_max": 3.0, "onset": 50, "I_period": 80.0}',
        {"current": "step", "I_max": 3.0, "onset": 50, "I_period": 80.0, "T": 750.0},
    ),
    "what only this current has": (
        'current = {"current": "pulses", "I_max": 3.0, "width": 2.0}',
        {"current": "pulses", "own": {"width": 2.0}},
    ),
    "a seed": ('current = {"current": "ou", "seed": 7}', {"current": "ou", "seed": 7}),
    "as in a script": (
        'from spiking_core import CURRENTS\ncurrent = CURRENTS["step"](I_max=3.0, I_period=80.0, '
        "onset=50.0)",
        {"current": "step", "I_max": 3.0, "I_period": 80.0, "onset": 50.0},
    ),
    "points": (
        'current = {"current": "points", "points": [(0.0, 1.0), (10.0, 2.0)]}',
        {"current": "points", "own": {"points": [(0.0, 1.0), (10.0, 2.0)]}},
    ),
    "a length": ("T = 300", {"T": 300.0, "current": "constant"}),
}


@pytest.mark.parametrize("case", FIRST)
def test_a_text_says_with_what_it_is_first_shown(case: str):
    said, expected = FIRST[case]
    state = first_state(said)
    assert {name: getattr(state, name) for name in expected} == expected


@pytest.mark.parametrize("case", FIRST)
def test_the_page_hears_of_it_and_a_link_brings_it_back(case: str):
    own = load(f"{MODEL}{FIRST[case][0]}\n")
    state = default_state(own.name, own.description)
    told = describe(own)["entry"]["state"]
    assert (told["current"], told["T"], told["onset"]) == (state.current, state.T, state.onset)
    again, notices = from_query(to_query(state), own.name, own.description)
    assert (to_query(again), notices) == (to_query(state), ())


def test_a_strength_beyond_the_usual_range_gets_a_range():
    strength = describe(load(f"{MODEL}current = 500.0\n"))["entry"]["strength"]
    assert (strength["default"], strength["span"], strength["step"]) == (500.0, [0.0, 1000.0], 10.0)
    strength = describe(load(f"{MODEL}current = -30.0\n"))["entry"]["strength"]
    assert strength["span"] == [-60.0, 0.0]


def test_ranges_units_and_names_of_states():
    text = changed("y0 = [-65.0]", "y0 = [0.0, -65.0]\n    index_voltage_variable = 1")
    text = text.replace("v = y[0]", "v = y[1]").replace("/ tau]", "/ tau, 0.0][::-1]")
    own = load(
        f'{text}states = ["w", "V"]\nunits = {{"tau": "ms", "V": "mV", "w": "pA", "I": "nA"}}\n'
        'spans = {"tau": (1.0, 50.0), "I": [0, 40]}\n'
    )
    entry = describe(own)["entry"]
    assert (entry["states"], entry["units"]) == (["w", "V"], ["pA", "mV"])
    tau, R = entry["parameters"]
    assert (tau["span"], tau["step"], tau["unit"]) == ([1.0, 50.0], 0.2, "ms")
    assert (R["unit"], R["span"]) == ("", [0.4, 8.0])
    assert (entry["strength"]["span"], entry["strength"]["unit"]) == ([0.0, 40.0], "nA")
    assert own.untraced == ""
    assert own.remarks == ()


WRONG = {
    "kind": ('current = "step"', "`current` must be a number, or a dictionary"),
    "name": ('current = {"current": "stp"}', "no input current `stp`. Did you mean `step`?"),
    "key": ('current = {"current": "step", "onst": 1.0}',
            "The current `step` has no `onst`. Did you mean `onset`?"),
    "strength": ('current = {"I_max": "3"}', "`I_max` of `current` must be a number, got '3'."),
    "onset": ('current = {"onset": -1.0}', "`onset` of `current` must lie in [0, 5000] ms"),
    "width": ('current = {"current": "pulses", "width": -1.0}', "`width` of `current` must lie in"),
    "length": ("T = 5", "`T` must lie in [50, 60000] ms, got 5."),
    "words for a length": ('T = "long"', "`T` must be a number in ms, got 'long'."),
    "number of states": ('states = ["v", "u"]', "`states` must have 1 different names"),
    "kind of states": ("states = 1", "`states` must be a list of names"),
    "name of a state": ('states = ["v m"]', "`v m` in `states` is no name"),
    "unit of nothing": ('units = {"tua": "ms"}', "`tua` in `units` is not known (`v`, `tau`, `R`, "
                        "`I`). Did you mean `tau`?"),
    "kind of units": ('units = "ms"', "`units` must be a dictionary"),
    "kind of a unit": ('units = {"tau": 1}', "The unit of `tau` in `units` must be a text"),
    "range": ('spans = {"tau": 3}', "The range of `tau` in `spans` must be two numbers"),
    "range of nothing": ('spans = {"tau": (3, 3)}', "`tau` in `spans` must begin below"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_used_is_told_at_its_line(case: str):
    said, words = WRONG[case]
    text = f"{MODEL}{said}\n"
    (remark,) = load(text).remarks
    assert words in remark.sentence
    assert remark.sentence.endswith(" It is not used.")
    assert remark.line == len(text.splitlines())


@pytest.mark.parametrize(
    "text",
    ["t, states = model.integrate()", "T = 6.3", "current = np.zeros(10)", "spans = 3"],
)
def test_a_text_may_use_the_names_for_something_else(text: str):
    made = f'model = {load(MODEL).name}({{"tau": 10.0, "R": 2.0}}, T=50)\nmodel.set_input(1.0)\n'
    own = load(f"{MODEL}{made}{text}\n")
    assert [remark.sentence.endswith(" It is not used.") for remark in own.remarks] == [True]


def test_a_model_without_parameters_may_be_told_a_wrong_range():
    text = """import numpy as np
from spiking_core import BaseSpikingModel


class Theta(BaseSpikingModel):
    y0 = [0.0]
    spike_condition = np.pi
    required_params = []

    def _rhs(self, t, y, I):
        return [1 - np.cos(y[0]) + (1 + np.cos(y[0])) * I]

    def _apply_reset(self, y):
        return [-np.pi]


spans = 3
"""
    (remark,) = load(text).remarks
    assert 'as in `{"I": ...}`' in remark.sentence


def test_a_strength_of_zero_has_a_range():
    own = load(f'{MODEL}spans = {{"I": (1.0, 5.0)}}\ncurrent = 0\n')
    assert own.remarks == ()
    assert own.description.current_span == (0.0, 5.0)


def shown(app: NeuronApp, text: str) -> NeuronState:
    """Show a text as the page does, and return the state that comes of it."""
    own = load(text)
    app.show_own(own.model, own.parameters)
    return app.state


def moved(app: NeuronApp, **changes: Any) -> None:
    """Move controls."""
    app.restore(to_query(replace(app.state, **changes)))


EDITED = changed("y[0] = -65.0\n", "y[0] = -66.0\n")


def test_what_was_chosen_stays_when_an_edited_text_is_run():
    app = NeuronApp()
    shown(app, MODEL)
    chosen = {"current": "step", "I_max": 6.0, "I_period": 90.0, "onset": 20.0, "T": 400.0}
    moved(app, **chosen, parameters={"tau": 15.0, "R": 4.0})
    state = shown(app, EDITED)
    assert {name: getattr(state, name) for name in chosen} == chosen
    assert state.parameters == {"tau": 15.0, "R": 4.0}


def test_what_the_text_says_otherwise_now_replaces_what_was_chosen():
    app = NeuronApp()
    shown(app, f"{MODEL}current = 5.0\nT = 300\n")
    moved(app, I_max=6.0, onset=20.0, T=400.0, parameters={"tau": 15.0, "R": 3.0})
    state = shown(app, EDITED.replace('"tau": 10.0', '"tau": 12.0') + "current = 8.0\nT = 300\n")
    assert (state.I_max, state.onset, state.T) == (8.0, 20.0, 400.0)
    assert state.parameters == {"tau": 12.0, "R": 3.0}


def test_another_current_of_the_text_replaces_the_one_that_was_chosen():
    app = NeuronApp()
    shown(app, MODEL)
    moved(app, current="pulses", own={"width": 3.0})
    state = shown(app, MODEL + 'current = {"current": "ou", "seed": 4}\n')
    assert (state.current, state.own, state.seed) == ("ou", {}, 4)


def test_a_parameter_that_is_new_or_gone_is_no_trouble():
    app = NeuronApp()
    shown(app, MODEL)
    moved(app, parameters={"tau": 15.0, "R": 3.0})
    state = shown(app, MODEL.replace('"R"', '"gain"'))
    assert state.parameters == {"tau": 15.0, "gain": 4.0}


def test_after_a_built_in_neuron_the_text_begins_as_it_says():
    app = NeuronApp("izhikevich")
    moved(app, current="sine", T=900.0)
    state = shown(app, f"{MODEL}T = 300\n")
    assert (state.current, state.T) == ("constant", 300.0)


def test_the_first_run_of_a_text_is_that_of_its_own_current():
    own = load(f'{MODEL}current = {{"current": "step", "I_max": 5.0, "onset": 0}}\nT = 200\n')
    model = default_state(own.name, own.description).make_model(own.model)
    assert isinstance(model.current, CURRENTS["step"])
    model.integrate()
    assert model.num_spikes > 0


def test_a_saved_script_runs_with_what_was_chosen():
    text = f"{MODEL}current = 5.0\nT = 300\n"
    own = load(text)
    state = replace(default_state(own.name, own.description), I_max=6.0, T=200.0)
    namespace: dict[str, Any] = {"__name__": "script"}
    exec(script(state, own.model, text=text), namespace)
    assert namespace["model"].T == 200.0
    assert namespace["current"].I_max == 6.0
