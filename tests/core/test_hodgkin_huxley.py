"""The Hodgkin-Huxley model against known numbers. A spike is V rising through 0 mV."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from scipy.optimize import brentq

from core.examples import run_model
from spiking_core import CURRENTS, Description
from spiking_core.models.hodgkin_huxley import HodgkinHuxleyModel
from spiking_core.models.rates import linoid
from spiking_core.rest import jacobian

DESCRIPTION = Description.of(HodgkinHuxleyModel)
DEFAULTS = DESCRIPTION.defaults
PRESETS = {preset.name: preset for preset in DESCRIPTION.presets}
run = partial(run_model, HodgkinHuxleyModel)


def holding(V):
    """Return the fixed point at V and the current that makes it one."""
    model = HodgkinHuxleyModel(DEFAULTS)
    state = tuple(map(float, model._steady_state(V)))
    return state, -DEFAULTS["C"] * float(model._rhs(0.0, state, 0.0)[0])


def growth(V):
    """Return the largest real part of the eigenvalues at the fixed point at V."""
    state, I = holding(V)
    return np.linalg.eigvals(jacobian(HodgkinHuxleyModel(DEFAULTS), state, I)).real.max()


def test_rest_is_the_known_fixed_point():
    model = HodgkinHuxleyModel(DEFAULTS)
    # Half of the last printed digit.
    assert model.y0[0] == pytest.approx(-64.9964, abs=5e-5)
    np.testing.assert_allclose(model.y0[1:], [0.05296, 0.59599, 0.31773], rtol=0, atol=6e-6)


@pytest.mark.parametrize(("low", "high", "I"), [(-62, -58, 9.7754), (-48, -38, 154.522)])
def test_the_eigenvalues_cross_at_the_two_hopf_currents(low, high, I):
    # Half of the last printed digit (of the larger one).
    assert holding(brentq(growth, low, high, xtol=1e-10))[1] == pytest.approx(I, abs=6e-4)


@pytest.mark.parametrize(
    ("I", "rate"),
    [(7, 58.33), (10, 68.32), (20, 86.47), (30, 98.75), (50, 117.04), (80, 137.01), (100, 147.27)],
)
def test_the_rate_follows_the_known_f_I_curve(I, rate):
    model = HodgkinHuxleyModel(DEFAULTS, T=200)
    # Close to the upper Hopf current the spikes no longer reach 0 mV; the rate does not
    # depend on the level.
    model.spike_condition = -30.0
    model.set_input(I)
    model.integrate()
    # Half of the last printed digit.
    assert 1000 / np.diff(model.spike_times)[-1] == pytest.approx(rate, abs=6e-3)


@pytest.mark.parametrize(
    ("I", "lowest", "highest"), [(80, -64.3796, -9.6986), (100, -60.5111, -20.0450)]
)
def test_strong_currents_leave_an_oscillation_that_never_reaches_0_mV(I, lowest, highest):
    # SciPy's DOP853 and Radau, located where dV/dt = 0.
    model = HodgkinHuxleyModel(DEFAULTS, T=300)
    model.dt = 0.01
    model.set_input(I)
    V = model.integrate()[1][0, 20_000:]
    # Samples 0.01 ms apart: the curvature is below 100 mV/ms^2.
    assert V.min() == pytest.approx(lowest, abs=2e-3)
    assert V.max() == pytest.approx(highest, abs=2e-3)


def test_repetitive_firing_begins_at_a_finite_rate():
    # A cell that fires already: the state at a spike under 10, carried on under less.
    firing = tuple(run(10, 100).solution.y_before[:, -1].tolist())
    above, below = run(6.27, 400, firing), run(6.24, 400, firing)
    assert below.spike_times[-1] < 300
    # 48.4 Hz at 6.260 itself; the curve has a square-root edge there, hence the upper limit.
    assert 48.4 < 1000 / np.diff(above.spike_times)[-1] < 52


def test_a_long_step_from_rest_sets_off_one_spike_from_2_2403_on():
    assert run(2.2402, 100).num_spikes == 0
    assert run(2.2404, 100).num_spikes == 1


def test_without_sodium_there_is_no_spike():
    assert run(10, 100, g_Na=0.0).num_spikes == 0


def test_potassium_is_blocked_in_a_cell_at_rest():
    start = PRESETS["no_potassium"].y0
    # To the digits given.
    assert np.abs(HodgkinHuxleyModel(DEFAULTS)._rhs(0.0, start, 0.0)).max() < 1e-3


def test_without_potassium_the_potential_stays_up():
    model = run(0, 100, PRESETS["no_potassium"].y0, g_K=0.0)
    assert model.num_spikes == 1
    # Depolarised by more than 50 mV for good.
    assert model.solution.y[0, -1] > -10


def test_release_from_hyperpolarisation_sets_off_one_spike():
    held = PRESETS["anode_break"].y0
    assert held is not None
    # Settled under I = -7, to the digits given.
    assert np.abs(HodgkinHuxleyModel(DEFAULTS)._rhs(0.0, held, -7.0)).max() < 1e-3
    assert run(0, 100, held).num_spikes == 1


def test_the_opening_rate_has_its_limit_where_the_plain_formula_is_0_over_0():
    assert linoid(0.0) == 1.0
    # Taylor series 1 + x/2, its next term being 1e-17.
    assert linoid(1e-8) == pytest.approx(1 + 0.5e-8, rel=1e-15)
    assert linoid(3.0) == pytest.approx(3 / (1 - np.exp(-3)), rel=1e-14)


def test_a_strong_hyperpolarising_step_is_stiff_and_ends_with_an_anode_break_spike():
    # Rates of thousands per ms at -185 mV. Two implicit solvers of SciPy (Radau, BDF) agree.
    model = run(CURRENTS["step"](-40.0, 300.0, 10.0), T=400.0)
    assert model.solution.outcome.ok
    np.testing.assert_allclose(model.spike_times, [320.2715], rtol=0, atol=1e-3)
