"""The FitzHugh-Nagumo model against its closed forms. A spike is v rising through 0."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from core.reference import UpwardCrossing
from spiking_core import Description
from spiking_core.models.fitzhugh_nagumo import FitzHughNagumoModel
from spiking_core.rest import is_stable, jacobian

DESCRIPTION = Description.of(FitzHughNagumoModel)
DEFAULTS = DESCRIPTION.defaults
PRESETS = {preset.name: preset for preset in DESCRIPTION.presets}


def run(I, T, y0=None):
    model = FitzHughNagumoModel(DEFAULTS, T=T)
    model.y0 = y0 or model.y0
    model.set_input(I)
    model.integrate()
    return model


def test_rest_is_a_stable_fixed_point():
    model = FitzHughNagumoModel(DEFAULTS)
    assert np.abs(model._rhs(0.0, model.y0, 0.0)).max() < 1e-9
    assert is_stable(model, tuple(model.y0))


@pytest.mark.parametrize(("side", "I"), [(-1, 0.3312813), (1, 1.4187187)])
def test_the_eigenvalues_cross_at_the_two_hopf_currents(side, I):
    # The trace 1 - v^2 - phi b vanishes at v = -+sqrt(0.936).
    v = side * np.sqrt(1 - 0.08 * 0.8)
    model = FitzHughNagumoModel(DEFAULTS)
    state = tuple(map(float, model._steady_state(v)))
    hopf = -float(model._rhs(0.0, state, 0.0)[0])
    # Half of the last printed digit.
    assert hopf == pytest.approx(I, abs=5e-8)
    values = np.linalg.eigvals(jacobian(model, state, hopf))
    # The Jacobian comes from differences, good to nine digits.
    assert np.abs(values.real).max() < 1e-8
    assert np.abs(values.imag).min() > 0.1


@pytest.mark.parametrize(("I", "period"), [(0.5, 39.474), (1.0, 36.699)])
def test_the_period_is_that_of_the_limit_cycle(I, period):
    # Half of the last printed digit.
    assert run(I, 600).spike_times[-1] - run(I, 600).spike_times[-2] == pytest.approx(
        period, abs=5e-4
    )


def test_spike_times_are_those_of_the_reference():
    model = run(0.5, 300)
    crossing = UpwardCrossing(0, 0.0, terminal=False)
    reference = solve_ivp(
        lambda t, y: model._rhs(t, y, 0.5),
        (0, 300), model.y0, "DOP853", events=crossing, rtol=1e-10, atol=1e-10,
    )  # fmt: skip
    assert model.num_spikes == 8
    # Accuracy of both integrations.
    np.testing.assert_allclose(model.spike_times, reference.t_events[0], rtol=0, atol=1e-5)


def test_between_the_hopf_currents_it_fires_and_outside_it_falls_silent():
    assert run(0.5, 600).spike_times[-1] > 550
    for name in ("excitable", "excitation_block"):
        preset = PRESETS[name]
        assert run(preset.input["I_max"], 600).num_spikes == 1


def test_release_from_inhibition_sets_off_one_spike():
    held = PRESETS["rebound"].y0
    # Settled under I = -1, to the four digits given.
    assert np.abs(FitzHughNagumoModel(DEFAULTS)._rhs(0.0, held, -1.0)).max() < 1e-3
    assert run(0, 300, held).num_spikes == 1
