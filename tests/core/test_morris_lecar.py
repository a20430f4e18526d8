"""The Morris-Lecar model against known numbers. A spike is V rising through 0 mV."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar

from core.examples import run_model
from spiking_core import Description
from spiking_core.models.morris_lecar import MorrisLecarModel
from spiking_core.rest import jacobian

DESCRIPTION = Description.of(MorrisLecarModel)
DEFAULTS = DESCRIPTION.defaults
PRESETS = {preset.name: preset for preset in DESCRIPTION.presets}
run = partial(run_model, MorrisLecarModel)


def holding(V, **changed):
    """Return the fixed point at V and the current that makes it one."""
    model = MorrisLecarModel(DEFAULTS | changed)
    state = tuple(map(float, model._steady_state(V)))
    return state, -DEFAULTS["C"] * float(model._rhs(0.0, state, 0.0)[0])


def growth(V, **changed):
    """Return the largest real part of the eigenvalues at the fixed point at V."""
    state, I = holding(V, **changed)
    model = MorrisLecarModel(DEFAULTS | changed)
    return np.linalg.eigvals(jacobian(model, state, I)).real.max()


SNIC = {"g_Ca": 4.0, "V3": 12.0, "V4": 17.4, "phi": 0.067}


@pytest.mark.parametrize(("low", "high", "I"), [(-35, -20, 93.858), (0, 15, 212.019)])
def test_the_eigenvalues_cross_at_the_two_hopf_currents(low, high, I):
    # Half of the last printed digit.
    assert holding(brentq(growth, low, high, xtol=1e-10))[1] == pytest.approx(I, abs=6e-4)


@pytest.mark.parametrize(("I", "rate"), [(90, 9.73), (100, 11.72), (150, 15.11), (200, 15.24)])
def test_the_rate_follows_the_known_f_I_curve(I, rate):
    # At 90 rest is stable too, and at 200 the spikes are low: start from a depolarised state,
    # count at -10 mV.
    model = MorrisLecarModel(DEFAULTS, T=1500)
    model.spike_condition = -10.0
    model.y0 = (20.0, 0.1)
    model.set_input(I)
    model.integrate()
    # Half of the last printed digit.
    assert 1000 / np.diff(model.spike_times)[-1] == pytest.approx(rate, abs=6e-3)


def test_the_snic_set_loses_its_rest_at_the_saddle_node_current():
    fold: Any = minimize_scalar(
        lambda V: -holding(V, **SNIC)[1], bounds=(-45, -20), method="bounded",
        options={"xatol": 1e-9},
    )  # fmt: skip
    # Half of the last printed digit.
    assert -fold.fun == pytest.approx(39.963, abs=6e-4)
    assert run(39.95, 1000, **SNIC).num_spikes == 0
    assert run(40.0, 1000, **SNIC).num_spikes > 0


def test_near_the_saddle_node_firing_is_arbitrarily_slow():
    near, far = (np.diff(run(I, 3000, **SNIC).spike_times)[-1] for I in (40.0, 40.5))
    # The interval grows as the inverse root of the distance, 0.037 and 0.537.
    assert near > 2 * far


def test_the_homoclinic_preset_fires_or_rests_depending_on_its_start():
    preset = PRESETS["homoclinic"]
    I = preset.input["I_max"]
    assert run(I, 1000, preset.y0, **preset.parameters).spike_times[-1] > 900
    assert run(I, 1000, **preset.parameters).num_spikes == 0
