"""What the page says of a run in the fast loop is what Python says, to the last digit."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import Any

import numpy as np
import pytest

from neuron_app import NeuronApp, prose
from neuron_app.state import NeuronState, default_state, initial_state
from page.test_kernel import NAMES, described, request_of, solved
from spiking_core import CURRENTS, BaseSpikingModel, Description, PublishedEuler
from spiking_core.analysis import constant_since, facts, local_extremes, remarks, summary
from spiking_core.analysis.summary import TEMPLATES, fill
from spiking_core.solution import threshold_remarks

# What is said of a state below that stays above the threshold.
STAYING = {"morris_lecar": "After the spike at t = ", "fitzhugh_nagumo": "After the spike at t = "}
CURRENTS_TRIED = ("constant", "step", "square", "pulses", "sine", "ramp", "points", "poisson")


def states_of(name: str) -> list[NeuronState]:
    """Return the default, presets as computed exactly and as published, and other currents."""
    start = default_state(name, described(name))
    states = [start, replace(start, T=80.0), replace(start, onset=0.0, I_max=8 * start.I_max)]
    states += [replace(start, current=current) for current in CURRENTS_TRIED]
    for preset in described(name).presets:
        state = initial_state(name, described(name), preset.name)
        solvers = ("exact", "published") if preset.published else ("exact",)
        states += [replace(state, solver=solver) for solver in solvers]
    if name == "hodgkin_huxley":
        states += [replace(start, I_max=I, onset=0.0, T=400.0) for I in (50.0, 65.0, 80.0, 100.0)]
    if name in STAYING:
        most = described(name).current_bounds[1]
        states += [replace(start, onset=10.0, I_max=min(4 * described(name).current_span[1], most))]
    return states


def compare(told: dict[str, Any], wanted: Any) -> None:
    assert (told is None) == (wanted is None)
    for name, value in (told or {}).items():
        expected = getattr(wanted, name)
        if expected is None:
            assert value is None, name
        else:
            # The CV of regular intervals is their rounding.
            np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("name", NAMES)
def test_numbers_and_words_of_a_run_are_those_of_python(ask, kernel_of, name):
    states = states_of(name)
    models = [state.make_model() for state in states]
    requests = []
    for state, model in zip(states, models, strict=True):
        method = model.solver
        more: dict[str, Any] = {"how": "run"}
        if isinstance(method, PublishedEuler):
            more = {
                "how": "euler", "dt": method.dt, "inTurn": method.in_turn,
                "weakerEdges": method.weaker_edges,
            }  # fmt: skip
        onset = state.onset if CURRENTS[state.current].uses_onset else None
        requests.append({**request_of(state, model, **more), "call": "result", "onset": onset})
    voltage = models[0].index_voltage_variable
    rule = prose.rule(described(name), type(models[0]))
    remarked: set[str] = set()
    for model, answer in zip(models, ask(requests, [name]), strict=True):
        solution, current = solved(kernel_of(name)["binary"], model), model.current
        assert current is not None
        said_of_run = threshold_remarks(
            solution, voltage, model.spike_condition, model.index_threshold_variable
        )
        remarked |= set(said_of_run)
        solution = replace(solution, remarks=said_of_run)
        run = summary(solution, current, voltage)
        compare(answer["numbers"]["statistics"], run.statistics)
        compare(answer["numbers"]["oscillation"], run.oscillation)
        assert answer["since"] == constant_since(current, model.T)
        said = [] if solution.outcome.ok else [str(solution.outcome)]
        said += remarks(run, described(name), voltage)
        counted = facts(run.statistics)
        assert answer["text"] == " ".join([", ".join(counted) + ".", *said])
        shown = prose.result_html(counted, said, rule).replace(' role="status"', "")
        assert unescape(answer["html"]) == unescape(shown)
    if name in STAYING:
        assert any(sentence.startswith(STAYING[name]) for sentence in remarked)


def test_an_oscillation_that_is_not_counted_is_told_on_the_page(ask):
    app = NeuronApp("hodgkin_huxley")
    app.restore("?model=hodgkin_huxley&I_max=80&onset=0&T=400")
    html = app._result.object
    assert "<b>1</b> spike<span>2.5 Hz from 0 to 400 ms</span><span>CV not defined</span>" in html
    assert "yet V goes on oscillating at 137 Hz between -64.4 and -9.69 mV, without" in html
    assert "A spike is counted where V rises through 0 mV." in html
    model = app.state.make_model()
    asked = request_of(app.state, model, call="result", how="run", onset=0.0)
    (answer,) = ask([asked], ["hodgkin_huxley"])
    assert unescape(answer["html"]) == unescape(html).replace(' role="status"', "")


@pytest.mark.parametrize("spec", [".1g", ".4g", ".6g", ".0f", ".2f"])
def test_numbers_are_rounded_alike(ask, monkeypatch, spec):
    random = np.random.default_rng(1)
    values = [0.0, 22.25, 22.125, 0.125, 2.5, 1e-5, 99999.5, 123456.5, 1e7, 0.045, -2.5, 1234.565]
    values += (10 ** random.uniform(-4, 7, 300) * random.choice([-1, 1], 300)).tolist()
    template = f"{{x:{spec}}} Hz"
    monkeypatch.setitem(TEMPLATES, "tried", template)
    (answer,) = ask([{"call": "fill", "template": template, "values": values}])
    assert answer == [fill("tried", x=value) for value in values]


def test_extremes_are_found_alike(ask):
    random = np.random.default_rng(2)
    for v in (
        np.sin(np.arange(200) * 0.1),
        random.normal(size=50),
        random.integers(0, 3, 60).astype(float),
        np.zeros(5),
        np.arange(3.0),
    ):
        (answer,) = ask([{"call": "extremes", "v": v, "dt": 0.1}])
        expected = local_extremes(np.arange(v.size) * 0.1, v)
        assert [found["isMaximum"] for found in answer] == expected.is_maximum.tolist()
        np.testing.assert_allclose([found["t"] for found in answer], expected.t, rtol=1e-12)
        np.testing.assert_allclose(
            [found["value"] for found in answer], expected.values, rtol=1e-12
        )


class ThresholdOfItsOwn(BaseSpikingModel):
    y0 = (-65.0,)
    required_params = ("V_th",)

    def __init__(self, parameters, T=250):
        super().__init__(parameters, T)
        self.spike_condition = self.params["V_th"]

    def _rhs(self, t, y, I):
        return [I - y[0]]


class MovingThreshold(BaseSpikingModel):
    y0 = (-65.0, -50.0)
    index_threshold_variable = 1

    def _rhs(self, t, y, I):
        return [I - y[0], -50.0 - y[1]]


@pytest.mark.parametrize(
    ("model", "level"), [(ThresholdOfItsOwn, "its threshold"), (MovingThreshold, "its threshold")]
)
def test_the_rule_names_no_level_that_is_not_the_threshold(model, level):
    described = Description.of(model, {"V_th": -50.0})
    assert f"rises through {level}." in prose.rule(described, model)
    assert prose.threshold_level(described, model) is None
