"""The Izhikevich model against its papers and its closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.examples import REGULAR_SPIKING, Bare
from spiking_core import BaseSpikingModel, Constant, Description, IzhikevichModel

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
    assert intervals[0.02][-1] > 2 * intervals[0.02][0]
    assert intervals[0.1].max() < 2 * intervals[0.1].min()
    assert intervals[0.1].size > 3 * intervals[0.02].size


# Recovery variable just after a spike that returns to itself, the interval, and the slope of the
# map from one spike to the next there, integrated independently (SciPy) and rounded.
@pytest.mark.parametrize(
    ("values", "I", "u", "interval", "slope"),
    [
        ((0.02, 0.2, -65.0, 8.0), 10.0, 0.50095, 44.8124, -1.6e-9),
        ((0.02, 0.2, -65.0, 8.0), 4.775, -3.57367, 100.00461, None),
        ((0.02, 0.2, -55.0, 4.0), 10.0, -3.49491, 31.2180, -0.02457),
        ((0.1, 0.2, -65.0, 2.0), 10.0, -6.57061, 7.34265, 0.08515),
    ],
    ids=["RS", "RS at 10 Hz", "IB", "FS"],
)
def test_the_reset_map_has_its_known_fixed_point(values, I, u, interval, slope):
    def after_one_spike(u):
        model = IzhikevichModel(dict(zip("abcd", values, strict=True)), T=150)
        model.y0 = (values[2], u)
        model.set_input(I)
        model.integrate()
        return model.spike_times[0], model.solution.y_after[1, 0]

    # Half of the last printed digit, and what a change of it does to the interval.
    assert after_one_spike(u) == (
        pytest.approx(interval, abs=2e-4),
        pytest.approx(u, abs=2e-5),
    )
    if slope is not None:
        near = [after_one_spike(u + side)[1] for side in (-0.01, 0.01)]
        # The accuracy of the two spikes over their distance; the map is curved.
        assert (near[1] - near[0]) / 0.02 == pytest.approx(slope, abs=1e-4)


def paper_scheme(values, V0, I, onset, T, dt):
    """Return the spike times with the Euler scheme of the 2004 paper.

    v first, u with the new v, then cut-off and reset; a spike time is that of the first
    stored sample at or above 0 mV.
    """
    model = IzhikevichModel(dict(zip("abcd", values, strict=True)), T=T)
    v, u = V0, model.params["b"] * V0
    stored = []
    for k in range(round(T / dt) + 1):
        current = I if k * dt > onset else 0.0
        v = v + dt * model._rhs(k * dt, (v, u), current)[0]
        u = u + dt * model._rhs(k * dt, (v, u), current)[1]
        stored.append(min(v, 30.0))
        if v > 30:
            v, u = model._apply_reset((v, u))
    above = np.array(stored) >= 0
    return (np.flatnonzero(above[1:] & ~above[:-1]) + 1) * dt


@pytest.mark.parametrize(
    ("values", "I", "onset", "T", "published"),
    [
        ((0.02, 0.2, -65, 6), 14, 10, 100, [13.0, 17.0, 31.25, 59.0, 86.75]),
        (
            (0.1, 0.2, -65, 2), 10, 15, 150,
            [18.75, 23.75, 31.25, 40.25, 48.75, 58.0, 67.25, 77.0, 86.25, 95.5, 105, 114,
             123.25, 131.75, 141],
        ),
    ],
    ids=["tonic spiking", "fast spiking"],
)  # fmt: skip
def test_the_scheme_of_the_paper_on_these_equations_gives_its_published_spikes(
    values, I, onset, T, published
):
    np.testing.assert_array_equal(paper_scheme(values, -70.0, I, onset, T, 0.25), published)


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
    def test_has_the_required_parameters_with_a_range_around_the_given_values(self):
        described = Description.of(Bare, REGULAR_SPIKING)
        assert described.defaults == REGULAR_SPIKING
        c = described.parameters[2]
        assert (c.span, c.bounds) == ((-130.0, -6.5), (-math.inf, math.inf))
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
