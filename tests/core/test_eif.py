"""The exponential integrate-and-fire model against its closed forms."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from scipy.integrate import quad

from core.examples import run_model
from core.reference import reference_solution
from spiking_core import Description
from spiking_core.models.eif import EIFModel

DEFAULTS = Description.of(EIFModel).defaults
run = partial(run_model, EIFModel)


def rheobase(g_L, V_T, E_L, Delta_T, **_):
    return g_L * (V_T - E_L - Delta_T)


def test_the_defaults_have_the_rheobase_of_the_neuron_they_were_fitted_to():
    # Saddle-node of the Wang-Buzsaki neuron: 0.16009 uA/cm2; the fit is good to 2 percent.
    assert rheobase(**DEFAULTS) == pytest.approx(0.162, rel=1e-12)
    assert rheobase(**DEFAULTS) == pytest.approx(0.16009, rel=0.02)


@pytest.mark.parametrize("changed", [{}, {"Delta_T": 1.0, "V_T": -52.0}], ids=["default", "sharp"])
def test_the_rheobase_divides_silence_from_spikes(changed):
    I = rheobase(**(DEFAULTS | changed))
    below = run(I - 1e-4, T=5000, **changed)
    assert below.num_spikes == 0
    assert below.solution.y[0].max() < below.params["V_T"]
    assert run(I + 1e-4, T=5000, **changed).num_spikes > 0


@pytest.mark.parametrize("I", [0.2, 0.5, 1.0, 2.0, 3.0])
def test_the_period_is_the_integral_of_the_time_per_millivolt(I):
    model = run(I)
    way, _ = quad(lambda V: 1 / model._rhs(0.0, (V,), I)[0], -68.0, 0.0, epsabs=1e-10, limit=500)
    intervals = np.diff(model.spike_times)
    # The tolerance of a step, summed over the steps between two spikes.
    np.testing.assert_allclose(intervals, way + DEFAULTS["t_ref"], rtol=0, atol=1e-5)


def test_with_an_ever_sharper_onset_it_approaches_the_leaky_model_with_threshold_v_t():
    leaky = 1.7 + 10.0 * np.log((-45.0 + 68.0) / (-45.0 + 55.0))
    distance = [
        np.diff(run(2.0, T=50, V_T=-55.0, Delta_T=sharpness).spike_times)[0] - leaky
        for sharpness in (2.0, 1.0, 0.5)
    ]
    assert distance[0] > 1.3 * distance[1] > 1.3**2 * distance[2] > 0
    assert run(0.94, T=1000, V_T=-55.0, Delta_T=0.5).num_spikes == 0


@pytest.mark.parametrize("corner", [{"Delta_T": 0.5, "V_T": -65.0}, {"Delta_T": 0.5, "V_T": -30.0}])
def test_the_steepest_upstroke_is_integrated_to_the_end(corner):
    model = run(5.0, T=200, **corner)
    assert model.solution.outcome.ok
    assert model.num_spikes > 10


def test_rest_lies_a_little_above_the_leak_potential():
    model = EIFModel(DEFAULTS)
    (V,) = model.y0
    assert -65.0 < V < -63.0
    # Rounding of two terms of a few tenths.
    assert model._rhs(0.0, (V,), 0.0)[0] == pytest.approx(0.0, abs=1e-12)


def test_spikes_of_a_sharp_onset_are_those_of_an_independent_integration():
    model = run(0.7, t_ref=0.0, Delta_T=0.5)
    np.testing.assert_allclose(
        model.spike_times, reference_solution(model).spike_times, rtol=0, atol=1e-4
    )
