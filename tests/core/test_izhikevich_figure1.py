"""The twenty patterns of Izhikevich (2004) against the author's script of its figure."""

from __future__ import annotations

import numpy as np
import pytest

from spiking_core import Description, IzhikevichModel, preset_model

PRESETS = {preset.name: preset for preset in Description.of(IzhikevichModel).presets}


def within(t, *steps):
    """Return the sum of the levels of steps (after, until, level)."""
    return sum((level * ((t > after) & (t < until)) for after, until, level in steps), 0.0 * t)


def from_then_on(t, after, level):
    return np.where(t > after, level, 0.0)


# Start, length, time step and current of the author's figure1.m; the currents once more in
# ModelDB 39948, izh.py, but for the end of the last pulse of pattern L and the ramp of pattern H,
# which begins with -0.05.
FIGURE_1 = {
    "tonic_spiking": (-70, -14, 100, 0.25, lambda t: from_then_on(t, 10, 14)),
    "phasic_spiking": (-64, -16, 200, 0.25, lambda t: from_then_on(t, 20, 0.5)),
    "tonic_bursting": (-70, -14, 220, 0.25, lambda t: from_then_on(t, 22, 15)),
    "phasic_bursting": (-64, -16, 200, 0.2, lambda t: from_then_on(t, 20, 0.6)),
    "mixed_mode": (-70, -14, 160, 0.25, lambda t: from_then_on(t, 16, 10)),
    "spike_frequency_adaptation": (-70, -14, 85, 0.25, lambda t: from_then_on(t, 8.5, 30)),
    "class_1_excitable": (-60, 6, 300, 0.25, lambda t: 0.075 * np.maximum(t - 30, 0)),
    "class_2_excitable": (
        -64, -16.64, 300, 0.25, lambda t: -0.5 + 0.015 * np.maximum(t - 30, 0),
    ),
    "spike_latency": (-70, -14, 100, 0.2, lambda t: within(t, (10, 13, 7.04))),
    "subthreshold_oscillations": (-62, -16.12, 200, 0.25, lambda t: within(t, (20, 25, 2))),
    "resonator": (
        -62, -16.12, 400, 0.25,
        lambda t: within(t, *((s, s + 4, 0.65) for s in (40, 60, 280, 320))),
    ),
    "integrator": (
        -60, 6, 100, 0.25,
        lambda t: within(t, *((s, s + 2, 9) for s in (100 / 11, 100 / 11 + 5, 70, 80))),
    ),
    "rebound_spike": (-64, -16, 200, 0.2, lambda t: within(t, (20, 25, -15))),
    "rebound_burst": (-64, -16, 200, 0.2, lambda t: within(t, (20, 25, -15))),
    "threshold_variability": (
        -64, -16, 100, 0.25, lambda t: within(t, (10, 15, 1), (70, 75, -6), (80, 85, 1)),
    ),
    "bistability": (
        -61, -15.86, 300, 0.25,
        lambda t: 0.24 + within(t, (37.5, 42.5, 1), (216, 221, 1)),
    ),
    "depolarising_after_potential": (-70, -14, 50, 0.1, lambda t: within(t, (9, 11, 20))),
    "accommodation": (
        -65, -16, 400, 0.5,
        lambda t: t / 25 * (t < 200) + (t - 300) / 12.5 * 4 * ((t > 300) & (t < 312.5)),
    ),
    "inhibition_induced_spiking": (
        -63.8, 63.8, 350, 0.5, lambda t: 80 - within(t, (50, 250, 5)),
    ),
    "inhibition_induced_bursting": (
        -63.8, 63.8, 350, 0.5, lambda t: 80 - within(t, (50, 250, 5)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURE_1)
def test_a_pattern_has_the_start_the_step_and_the_current_of_the_authors_script(name):
    v, u, T, dt, current = FIGURE_1[name]
    preset, model = PRESETS[name], preset_model(IzhikevichModel, name)
    assert tuple(model.y0) == pytest.approx((v, u), rel=1e-14)
    assert preset.published is not None
    assert (model.T, preset.published.dt, preset.published.in_turn) == (T, dt, True)
    # Between the edges, all of which lie elsewhere.
    t = np.arange(0.025, T, 0.05)
    assert model.current is not None
    np.testing.assert_allclose(model.current.sample(t), current(t), rtol=0, atol=1e-9)
