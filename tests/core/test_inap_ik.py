"""Persistent sodium and potassium against the book. A spike is V rising through -20 mV."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import brentq

from core.examples import run_model
from spiking_core import Description, preset_model
from spiking_core.models.inap_ik import PersistentSodiumPotassiumModel
from spiking_core.rest import jacobian

DESCRIPTION = Description.of(PersistentSodiumPotassiumModel)
DEFAULTS = DESCRIPTION.defaults
PRESETS = {preset.name: preset for preset in DESCRIPTION.presets}
LOW = {"E_L": -78.0, "V_n": -45.0}
run = partial(run_model, PersistentSodiumPotassiumModel)


def current(V, E_L=-80.0, V_n=-25.0):
    """Return the current that holds V, from the equations of the book alone."""
    m, n = 1 / (1 + np.exp((-20 - V) / 15)), 1 / (1 + np.exp((V_n - V) / 5))
    return 8 * (V - E_L) + 20 * m * (V - 60) + 10 * n * (V + 90)


def test_rest_is_lost_at_the_saddle_node_current_of_the_book():
    V = np.linspace(-65, -55, 1_000_001)
    # 4.51 in the book, 4.51286763 in another program (`sources/inap_ik.py`): half of its digit.
    assert current(V).max() == pytest.approx(4.51286763, abs=6e-9)
    assert run(current(V).max() - 0.01, 500).num_spikes == 0
    assert run(current(V).max() + 0.01, 500).num_spikes > 0


def test_the_low_threshold_set_loses_its_rest_at_a_hopf_bifurcation():
    # Zero trace of the Jacobian, by hand: tau = C = 1.
    def trace(V):
        m = 1 / (1 + np.exp((-20 - V) / 15))
        n = 1 / (1 + np.exp((-45 - V) / 5))
        return -(8 + 20 * m + 20 * m * (1 - m) / 15 * (V - 60) + 10 * n) - 1

    V = float(brentq(trace, -65, -50))  # pyright: ignore[reportArgumentType]
    I = current(V, E_L=-78.0, V_n=-45.0)
    # The current of another program (`sources/inap_ik.py`), to half of the digit.
    assert pytest.approx(14.65904, abs=6e-6) == I
    model = PersistentSodiumPotassiumModel(DEFAULTS | LOW)
    values = np.linalg.eigvals(jacobian(model, tuple(map(float, model._steady_state(V))), I))
    # The Jacobian comes from differences, good to nine digits.
    assert np.abs(values.real).max() < 1e-7
    assert np.abs(values.imag).min() > 0.1
    below, above = (np.ptp(run(I + d, 400, **LOW).solution.y[0, -500:]) for d in (-1, 1))
    assert below < 0.1 < 1 < above


def test_the_oscillation_beyond_the_hopf_bifurcation_grows_with_the_current():
    heights = [np.ptp(run(I, 400, **LOW).solution.y[0, -500:]) for I in (15, 17, 20, 30, 40)]
    assert all(one < other for one, other in pairwise(heights))


def test_the_preset_of_the_homoclinic_orbit_has_a_high_rate_from_the_first_spike_on():
    model = preset_model(PersistentSodiumPotassiumModel, "homoclinic")
    model.integrate()
    # 25 times that of the other preset just above 4.51, whose potassium is slow.
    assert (1000 / np.diff(model.spike_times)).min() > 850


def test_with_fast_potassium_rest_and_firing_exist_side_by_side():
    fast = PRESETS["homoclinic"].parameters
    assert run(4.0, 100, **fast).num_spikes == 0
    assert run(4.0, 100, (-30.0, 0.0), **fast).spike_times[-1] > 95
