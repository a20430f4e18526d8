"""The quadratic integrate-and-fire model against its closed form."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest

from core.examples import run_model
from core.reference import reference_solution
from spiking_core import Description
from spiking_core.models.qif import QIFModel
from spiking_core.rest import is_stable

DEFAULTS = Description.of(QIFModel).defaults
RHEOBASE = (DEFAULTS["V_t"] - DEFAULTS["V_r"]) / (4 * DEFAULTS["R"])
run = partial(run_model, QIFModel)


def period(I, tau_m, R, V_r, V_t, v_peak, v_reset):
    """Return the time from `v_reset` to `v_peak`: tau x' = x^2 / D + B with x from the middle."""
    D, middle = V_t - V_r, 0.5 * (V_r + V_t)
    B = R * I - D / 4
    scale = math.sqrt(B * D)
    angle = math.atan((v_peak - middle) / scale) - math.atan((v_reset - middle) / scale)
    return tau_m * math.sqrt(D / B) * angle


@pytest.mark.parametrize("I", [0.38, 0.5, 1.0, 2.0, 3.0])
def test_the_period_is_the_difference_of_two_arctangents(I):
    intervals = np.diff(run(I, T=2500).spike_times)
    # The relative tolerance of a step, summed over the steps of an interval.
    np.testing.assert_allclose(intervals, period(I, **DEFAULTS), rtol=1e-6)


def test_from_minus_to_plus_infinity_the_period_is_pi_over_the_root_of_the_current():
    I, D, tau_m = 1.0, DEFAULTS["V_t"] - DEFAULTS["V_r"], DEFAULTS["tau_m"]
    B = DEFAULTS["R"] * I - D / 4
    limit = tau_m * math.sqrt(D / B) * math.pi
    interval = np.diff(run(I, v_peak=1e6, v_reset=-1e6).spike_times)[0]
    # What lies beyond 1e6 mV takes 2 tau D / 1e6.
    assert interval == pytest.approx(limit - 2 * tau_m * D / 1e6, rel=1e-6)


def test_the_rheobase_divides_silence_from_spikes():
    V_bottom = 0.5 * (DEFAULTS["V_r"] + DEFAULTS["V_t"])
    assert RHEOBASE == 0.375
    below = run(RHEOBASE - 1e-4, T=5000)
    assert below.num_spikes == 0
    assert below.solution.y[0].max() < V_bottom
    assert run(RHEOBASE + 1e-4, T=5000).num_spikes > 0


def test_near_the_rheobase_the_rate_grows_like_the_root_of_the_distance():
    rates = [1 / period(RHEOBASE + distance, **DEFAULTS) for distance in (1e-4, 4e-4)]
    measured = [
        1 / np.diff(run(RHEOBASE + distance, T=8000).spike_times)[0] for distance in (1e-4, 4e-4)
    ]
    assert measured == pytest.approx(rates, rel=1e-6)
    # The finite reset and cut-off shorten the period a little.
    assert measured[1] / measured[0] == pytest.approx(2.0, rel=0.05)


def test_rest_is_v_r_and_stable():
    model = run(0.0, V_r=-71.3)
    assert model.y0 == pytest.approx((-71.3,), abs=1e-9)
    assert is_stable(model, tuple(model.y0))
    np.testing.assert_allclose(model.solution.y, -71.3, rtol=0, atol=1e-9)


def test_a_reset_above_v_t_goes_on_firing_without_current():
    model = run(np.where(np.arange(3000) * 0.1 < 60, 0.8, 0.0), 300, v_reset=-45.0)
    assert model.spike_times[0] < 60
    assert model.spike_times[-1] > 280


def test_spikes_with_a_reset_above_v_t_are_those_of_an_independent_integration():
    model = run(0.8, v_reset=-45.0)
    np.testing.assert_allclose(
        model.spike_times, reference_solution(model).spike_times, rtol=0, atol=1e-4
    )
