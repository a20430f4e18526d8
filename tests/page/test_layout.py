"""Without Python, the page arranges the controls as Python would."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest

from neuron_app.controls import Controls, _wide_range
from neuron_app.state import NeuronState, default_state, from_query, initial_state
from page.test_state import described, random_query
from spiking_core import MODELS


def controls_of(state: NeuronState) -> Controls:
    initial = default_state(state.model, described(state.model))
    controls = Controls(initial, described(state.model), lambda: None, lambda sentence: None)
    controls.set(state)
    return controls


def expected(state: NeuronState) -> dict:
    controls = controls_of(state)
    own = [
        [name, slider.label, slider.start, slider.end, slider.step, slider.format]
        for name, slider in controls._own.items()
        if name not in ("points", "file")
    ]
    wide = [list(_wide_range(p)) for p in described(state.model).parameters]
    return {"meaning": controls.meaning.object, "own": own, "wide": wide}


def assert_alike(ask, states):
    answers = ask([{"call": "layout", "state": asdict(state)} for state in states])
    for state, answer in zip(states, answers, strict=True):
        wanted = expected(state)
        # A slider stretches to a value that lies outside of its range.
        for row, (name, *_) in zip(answer["own"], wanted["own"], strict=True):
            value = state.own.get(name)
            if value is not None:
                row[2:4] = [min(row[2], value), max(row[3], value)]
        assert answer["meaning"] == wanted["meaning"], state
        assert answer["own"] == wanted["own"], state
        np.testing.assert_allclose(answer["wide"], wanted["wide"], rtol=1e-12)


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
