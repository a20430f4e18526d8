"""A run goes from the page to Python, and from Python to the page, as it is."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from neuron_app.state import default_state
from neuron_page.keep import figure, run_data, solution_of
from spiking_core import MODELS, Constant, Description

SENT = default_state("izhikevich", Description.of(MODELS["izhikevich"]))


@pytest.fixture(scope="module")
def model():
    made = SENT.make_model()
    made.integrate()
    return made


def test_a_run_comes_back_as_it_was(model):
    told = run_data(model.solution, model.current)
    again = solution_of(told["run"])
    for field in fields(again):
        if field.name not in ("outcome", "compiled"):
            np.testing.assert_allclose(
                getattr(again, field.name), getattr(model.solution, field.name), rtol=1e-12
            )
    assert again.outcome == model.solution.outcome
    np.testing.assert_array_equal(told["input"], model.ext_current)


def test_a_run_without_spikes_is_drawn():
    quiet = MODELS["lif"](Description.of(MODELS["lif"]).defaults, T=50)
    quiet.set_input(0.0)
    quiet.integrate()
    told = run_data(quiet.solution, Constant(0.0))["run"]
    # A page that has no spikes sends empty rows.
    solution = solution_of({**told, "spikeTimes": [], "before": [[]], "after": [[]]})
    state = default_state("lif", Description.of(MODELS["lif"]))
    assert figure(state, MODELS["lif"], solution, "svg").startswith(b"<?xml")
