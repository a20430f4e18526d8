"""Presets as models of a script."""

from __future__ import annotations

import numpy as np
import pytest

from neuron_app.state import preset_state
from spiking_core import MODELS, Description, preset_model
from spiking_core.base import all_parameters

EVERY = [
    (name, preset)
    for name, model_class in MODELS.items()
    for preset in Description.of(model_class).presets
]


@pytest.mark.parametrize(("name", "preset"), EVERY, ids=[f"{n}-{p.name}" for n, p in EVERY])
def test_a_preset_of_a_script_is_that_of_the_page(name: str, preset):
    model = preset_model(MODELS[name], preset.name)
    shown = preset_state(name, Description.of(MODELS[name]), preset).make_model()
    assert all_parameters(model) == all_parameters(shown)
    assert (tuple(model.y0), model.T) == (tuple(shown.y0), shown.T)
    np.testing.assert_array_equal(model.ext_current, shown.ext_current)


def test_a_misspelt_preset_is_told():
    with pytest.raises(ValueError, match="Did you mean `phasic_spiking`"):
        preset_model(MODELS["izhikevich"], "phasic_spikes")
