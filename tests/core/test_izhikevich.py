"""The Izhikevich model against its papers and its closed forms."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from examples import REGULAR_SPIKING, Bare

from spiking_core import MODELS, BaseSpikingModel, Constant, Description, IzhikevichModel

KINDS = {
    "regular spiking": (0.02, 0.2),
    "fast spiking": (0.1, 0.2),
    "low threshold": (0.02, 0.25),
    "resonator": (0.1, 0.26),
}


def saddle_node(b):
    return (5 - b) ** 2 / 0.16 - 140


def andronov_hopf(a, b):
    v = (a - 5) / 0.08
    return -(0.04 * v**2 + (5 - b) * v + 140)


def at_equilibrium(a, b, I, T, push=0.0):
    """Return the model, run from its lower equilibrium under `I`, displaced by `push` mV."""
    v = (-(5 - b) - math.sqrt((5 - b) ** 2 - 0.16 * (140 + I))) / 0.08
    model = IzhikevichModel({"a": a, "b": b, "c": -65, "d": 8}, T=T)
    model.y0 = (v + push, b * v)
    model.set_input(I)
    model.integrate()
    return model


@pytest.mark.parametrize(
    ("kind", "hopf", "fold"),
    [
        ("regular spiking", 3.7975, 4.0),
        ("fast spiking", 3.9375, 4.0),
        ("low threshold", 0.685, 1.015625),
        ("resonator", 0.2625, 0.4225),
    ],
)
def test_the_closed_forms_give_the_known_currents(kind, hopf, fold):
    a, b = KINDS[kind]
    assert andronov_hopf(a, b) == pytest.approx(hopf, rel=1e-12)
    assert saddle_node(b) == pytest.approx(fold, rel=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_rest_is_stable_just_below_the_andronov_hopf_current(kind):
    a, b = KINDS[kind]
    model = at_equilibrium(a, b, andronov_hopf(a, b) - 0.01, T=3000, push=1e-3)
    assert model.num_spikes == 0


@pytest.mark.parametrize("kind", KINDS)
def test_rest_is_lost_just_above_the_andronov_hopf_current(kind):
    a, b = KINDS[kind]
    model = at_equilibrium(a, b, andronov_hopf(a, b) + 0.02, T=8000, push=1e-2)
    assert model.num_spikes > 0


@pytest.mark.parametrize("b", [0.2, 0.25])
def test_without_a_hopf_the_saddle_node_current_divides_silence_from_spikes(b):
    # a > b: the equilibrium stays stable up to the fold.
    below = at_equilibrium(0.5, b, saddle_node(b) - 0.001, T=2000)
    assert below.num_spikes == 0
    below.set_input(saddle_node(b) + 0.05)
    below.integrate()
    assert below.num_spikes > 0


# Upward crossings of 30 mV, integrated independently (SciPy, tolerances 1e-9 to 1e-10) and
# rounded to 1e-4 ms.
TONIC = [12.6305, 16.1171, 28.9216, 55.9179, 82.6647]


def test_tonic_spiking_of_the_2004_paper_has_its_exact_spike_times():
    model = IzhikevichModel({"a": 0.02, "b": 0.2, "c": -65, "d": 6}, T=100)
    model.set_input(Constant(14, onset=10))
    model.integrate()
    # Half of the last printed digit and the accuracy of both integrations.
    np.testing.assert_allclose(model.spike_times, TONIC, rtol=0, atol=1e-4)


def test_fast_spiking_fires_more_often_than_regular_spiking_and_without_adaptation():
    intervals = {}
    for a, d in ((0.02, 8), (0.1, 2)):
        model = IzhikevichModel({"a": a, "b": 0.2, "c": -65, "d": d}, T=500)
        model.set_input(10)
        model.integrate()
        intervals[a] = np.diff(model.spike_times)
    assert intervals[0.02][-1] > 3 * intervals[0.02][0]
    assert intervals[0.1].max() < 2 * intervals[0.1].min()
    assert intervals[0.1].size > 3 * intervals[0.02].size


def test_fast_spiking_fires_as_in_the_published_trace():
    published = [18.75, 23.75, 31.25, 40.25, 48.75, 58.0, 67.25, 77.0, 86.25, 95.5, 105, 114]
    model = IzhikevichModel({"a": 0.1, "b": 0.2, "c": -65, "d": 2}, T=150)
    model.set_input(Constant(10, onset=15))
    model.integrate()
    # The paper integrates by Euler's method with a step of 0.25 ms: late by up to half a
    # millisecond in the beginning, then by another 0.05 ms per spike or so.
    np.testing.assert_allclose(model.spike_times[:12], published, rtol=0, atol=1.0)


@pytest.mark.parametrize("name", MODELS)
class TestDisplayedEquations:
    def draw(self, name, seed):
        """Return a model with random parameters, and a random time, state and current."""
        rng = np.random.default_rng(seed)
        described = MODELS[name].description
        values = {p.name: rng.uniform(*p.span) for p in described.parameters}
        y = rng.uniform(-80, 30, len(described.states))
        return MODELS[name](values), rng.uniform(0, 100), y, rng.uniform(*described.current_span)

    def value(self, equation, model, t, y, I):
        names = {s.name: x for s, x in zip(model.description.states, y, strict=True)}
        scope = vars(np) | model.params | names | {"t": t, "I": I, "__builtins__": {}}
        return eval(equation.right, scope)

    @pytest.mark.parametrize("seed", range(20))
    def test_equal_the_right_hand_side(self, name, seed):
        model, t, y, I = self.draw(name, seed)
        displayed = [self.value(e, model, t, y, I) for e in model.description.equations]
        np.testing.assert_allclose(displayed, model._rhs(t, y, I), rtol=1e-12)

    @pytest.mark.parametrize("seed", range(20))
    def test_equal_the_reset(self, name, seed):
        model, t, y, I = self.draw(name, seed)
        expected = dict(zip([s.name for s in model.description.states], y, strict=True))
        for equation in model.description.reset:
            expected[equation.left] = self.value(equation, model, t, y, I)
        np.testing.assert_allclose(list(expected.values()), model._apply_reset(y), rtol=1e-12)

    def test_stand_in_the_order_of_the_states(self, name):
        described = MODELS[name].description
        assert [e.left for e in described.equations] == [f"d{s.name}/dt" for s in described.states]


@pytest.mark.parametrize("name", MODELS)
class TestDeclarations:
    def test_defaults_lie_in_spans_and_spans_in_bounds(self, name):
        for p in MODELS[name].description.parameters:
            assert p.bounds[0] <= p.span[0] <= p.default <= p.span[1] <= p.bounds[1], p.name

    def test_steps_divide_the_span_into_fifty_to_three_hundred_positions(self, name):
        for p in MODELS[name].description.parameters:
            assert 50 <= (p.span[1] - p.span[0]) / p.step <= 300, p.name

    def test_every_text_is_there(self, name):
        described = MODELS[name].description
        assert all(p.meaning for p in described.parameters)
        assert all(s.meaning and s.unit for s in described.states)
        assert described.summary
        assert described.current_unit
        assert len(described.simplifications) >= 3
        assert described.reference.doi.startswith("10.")

    def test_required_parameters_are_the_declared_ones(self, name):
        model = MODELS[name]
        assert tuple(model.required_params) == tuple(model.description.defaults)

    def test_the_defaults_run(self, name):
        model = MODELS[name](MODELS[name].description.defaults)
        model.set_input(0)
        model.integrate()
        assert model.solution.outcome.ok

    def test_the_description_cannot_be_changed(self, name):
        with pytest.raises(dataclasses.FrozenInstanceError, match="title"):
            MODELS[name].description.title = "another"


PATTERNS_2004 = [
    (0.02, 0.2, -65, 6), (0.02, 0.25, -65, 6), (0.02, 0.2, -50, 2), (0.02, 0.25, -55, 0.05),
    (0.02, 0.2, -55, 4), (0.01, 0.2, -65, 8), (0.02, -0.1, -55, 6), (0.2, 0.26, -65, 0),
    (0.05, 0.26, -60, 0), (0.1, 0.26, -60, -1), (0.03, 0.25, -52, 0), (1, 0.2, -60, -21),
    (0.02, 1, -55, 4), (-0.02, -1, -60, 8), (-0.026, -1, -45, -2),
]  # fmt: skip


@pytest.mark.parametrize("values", PATTERNS_2004)
def test_the_bounds_admit_every_pattern_of_the_2004_paper(values):
    parameters = dict(zip("abcd", values, strict=True))
    assert IzhikevichModel(parameters).params == parameters


class TestDescriptionOfABareClass:
    def test_has_the_required_parameters_with_the_given_values_in_the_middle(self):
        described = Description.of(Bare, REGULAR_SPIKING)
        assert described.defaults == REGULAR_SPIKING
        c = described.parameters[2]
        assert (c.span, c.bounds) == ((-130.0, 0.0), (-math.inf, math.inf))
        assert c.step == 1.0

    def test_names_the_states_by_their_index_and_the_voltage_v(self):
        assert [s.name for s in Description.of(Bare).states] == ["v", "y[1]"]

    def test_takes_title_and_summary_from_the_class(self):
        class HodgkinHuxleyModel(BaseSpikingModel):
            """Sodium, potassium
            and leak.

            More.
            """

        described = Description.of(HodgkinHuxleyModel)
        assert described.title == "Hodgkin Huxley Model"
        assert described.summary == "Sodium, potassium and leak."

    def test_gives_a_range_to_a_parameter_of_value_zero(self):
        described = Description.of(Bare, REGULAR_SPIKING | {"d": 0.0})
        assert described.parameters[3].span == (-1.0, 1.0)

    def test_is_the_declared_one_if_there_is_one(self):
        assert Description.of(IzhikevichModel) is IzhikevichModel.description
