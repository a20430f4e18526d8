"""The FitzHugh-Nagumo model against its closed forms. A spike is v rising through 0."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from core.examples import run_model
from spiking_core import Description
from spiking_core.models.fitzhugh_nagumo import FitzHughNagumoModel
from spiking_core.rest import jacobian

DESCRIPTION = Description.of(FitzHughNagumoModel)
DEFAULTS = DESCRIPTION.defaults
PRESETS = {preset.name: preset for preset in DESCRIPTION.presets}
run = partial(run_model, FitzHughNagumoModel)


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
