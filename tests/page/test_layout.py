"""Without Python, the page arranges the controls as Python would."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest

from neuron_app.controls import Controls
from neuron_app.state import NeuronState, default_state, from_query, initial_state
from page.test_state import described, random_query
from spiking_core import MODELS


def controls_of(state: NeuronState) -> Controls:
    initial = default_state(state.model, described(state.model))
    controls = Controls(initial, described(state.model), lambda: None, lambda sentence: None)
    controls.set(state)
    return controls


def expected(state: NeuronState, wide: bool) -> dict:
    controls = controls_of(state)
    controls.wide.value = wide
    assert controls.state == state
    own = [
        [name, slider.label, slider.start, slider.end, slider.step, slider.format]
        for name, slider in controls._own.items()
        if name not in ("points", "file")
    ]
    common = [[name, *_scale(slider)] for name, slider in controls._sliders.items()]
    return {"meaning": controls.meaning.object, "own": own, "common": common}


def _scale(slider) -> list:
    return [slider.start, slider.end, slider.step, slider.format]


def assert_alike(ask, states):
    for wide in (False, True):
        asked = [{"call": "layout", "state": asdict(state), "wide": wide} for state in states]
        for state, answer in zip(states, ask(asked), strict=True):
            assert answer == expected(state, wide), state


@pytest.mark.parametrize("name", MODELS)
def test_every_preset_has_the_same_controls(ask, name):
    declared = described(name)
    presets = [initial_state(name, declared, preset.name) for preset in declared.presets]
    assert_alike(ask, [default_state(name, declared), *presets])


def test_random_states_have_the_same_controls(ask):
    random = np.random.default_rng(7)
    queries = [random_query(random) for _ in range(60)]
    izhikevich = described("izhikevich")
    assert_alike(ask, [from_query(query, "izhikevich", izhikevich)[0] for query in queries])


@pytest.mark.parametrize(
    ("value", "steps", "step", "stop"),
    [
        (40.5, 1, 1, 41), (40.5, -1, 1, 40), (40.5, 5, 1, 45), (40, 1, 1, 41), (40, -5, 1, 35),
        (-54.387, 1, 0.2, -54.2), (-54.387, -1, 0.2, -54.4), (0.1, 1, 0.1, 0.2),
        (0.30000000000000004, 1, 0.1, 0.4), (10.1, -1, 0.1, 10), (100 / 11, 1, 0.1, 9.1),
        (0.0685, 1, 0.001, 0.069), (1e-12, 1, 1e-14, 1.01e-12),
    ],
)  # fmt: skip
def test_a_key_goes_to_the_next_stop(ask, value, steps, step, stop):
    assert ask([{"call": "stopFrom", "value": value, "steps": steps, "step": step}]) == [stop]
