"""The Morris-Lecar model against known numbers. A spike is V rising through 0 mV."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
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


def trace(V, **changed):
    """Return the trace of the Jacobian at the fixed point at V."""
    state, I = holding(V, **changed)
    return np.trace(jacobian(MorrisLecarModel(DEFAULTS | changed), state, I))


# Potential and current in print; a Hopf point only where the determinant is positive.
@pytest.mark.parametrize(
    ("phi", "low", "high", "V", "I", "hopf"),
    [
        (0.067, -28, -10, -23.5341, 36.6392, False),
        (0.067, 0, 15, None, 97.6462, True),
        (0.23, -28, -10, -14.3873, 15.9394, False),
        (0.23, 0, 15, None, 36.3162, True),
    ],
)
def test_where_the_trace_vanishes_is_a_hopf_point_or_a_neutral_saddle(phi, low, high, V, I, hopf):
    found = float(brentq(lambda v: trace(v, **SNIC | {"phi": phi}), low, high, xtol=1e-10))  # pyright: ignore
    state, current = holding(found, **SNIC | {"phi": phi})
    # Half of the last printed digit.
    assert V is None or found == pytest.approx(V, abs=6e-5)
    assert current == pytest.approx(I, abs=6e-5)
    values = np.linalg.eigvals(
        jacobian(MorrisLecarModel(DEFAULTS | SNIC | {"phi": phi}), state, current)
    )
    assert (np.abs(values.imag).min() > 1e-3) == hopf


def test_the_other_fold_of_the_snic_set_is_the_known_one():
    fold: Any = minimize_scalar(
        lambda V: holding(V, **SNIC)[1], bounds=(-25, 0), method="bounded", options={"xatol": 1e-9}
    )
    # Half of the last printed digit.
    assert fold.fun == pytest.approx(-9.949, abs=6e-4)


def cycle(direction, start):
    """Return period and extremes of V of the cycle under I = 90 that attracts in a direction.

    -1 is backwards in time, where the unstable cycle attracts.
    """
    model = MorrisLecarModel(DEFAULTS)

    def slope(t, y):
        return direction * np.array(model._rhs(0.0, y, 90.0))

    def turns(t, y):
        return slope(t, y)[0]

    run = solve_ivp(slope, (0, 4000), start, "DOP853", events=turns, rtol=1e-10, atol=1e-10)
    lowest, highest = sorted(run.y_events[0][-2:, 0])
    return run.t_events[0][-1] - run.t_events[0][-3], lowest, highest


@pytest.mark.parametrize(
    ("direction", "start", "period", "lowest", "highest"),
    [
        (1, (20.0, 0.1), 102.7272, -51.9364, 30.8075),
        (-1, (-25.0, 0.13), 103.8432, -37.3610, -13.0568),
    ],
)
def test_under_90_a_stable_and_an_unstable_cycle_surround_a_stable_rest(
    direction, start, period, lowest, highest
):
    # SciPy's DOP853 and Radau and the equations of a source: half of the last digit.
    assert cycle(direction, start) == pytest.approx((period, lowest, highest), abs=6e-5)
    rest = (-26.5969, 0.129379)
    assert np.abs(MorrisLecarModel(DEFAULTS)._rhs(0.0, rest, 90.0)).max() < 1e-4
    assert np.linalg.eigvals(jacobian(MorrisLecarModel(DEFAULTS), rest, 90.0)).real.max() < 0


def test_near_the_saddle_node_firing_is_arbitrarily_slow():
    near, far = (np.diff(run(I, 3000, **SNIC).spike_times)[-1] for I in (40.0, 40.5))
    # The interval grows as the inverse root of the distance, 0.037 and 0.537.
    assert near > 2 * far


def test_the_homoclinic_preset_fires_or_rests_depending_on_its_start():
    preset = PRESETS["homoclinic"]
    I = preset.input["I_max"]
    assert run(I, 1000, preset.y0, **preset.parameters).spike_times[-1] > 900
    assert run(I, 1000, **preset.parameters).num_spikes == 0
