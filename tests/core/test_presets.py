"""Presets as models of a script."""

from __future__ import annotations

import pytest

from neuron_app.state import from_query
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
    state, notices = from_query(
        f"model={name}&preset={preset.name}", name, Description.of(MODELS[name])
    )
    shown = state.make_model()
    assert notices == ()
    assert all_parameters(model) == all_parameters(shown)
    assert (tuple(model.y0), model.T) == (tuple(shown.y0), shown.T)
    assert (model.solver, model.current) == (shown.solver, shown.current)


def test_a_misspelt_preset_is_told():
    with pytest.raises(ValueError, match="Did you mean `phasic_spiking`"):
        preset_model(MODELS["izhikevich"], "phasic_spikes")
