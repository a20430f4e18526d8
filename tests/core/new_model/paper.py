"""The resonate-and-fire model beside its paper."""

import math
from typing import Any

import pytest

from spiking_core import CURRENTS, MODELS, Description

KIND = MODELS["resonate_and_fire"]
PULSES: dict[str, Any] = {"I_max": 0.9, "onset": 20.0, "width": 1.0}


@pytest.mark.parametrize(("turns", "spikes"), [(1.0, 1), (0.5, 0)])
def test_two_pulses_make_it_fire_only_in_its_own_rhythm(turns: float, spikes: int):
    model = KIND(Description.of(KIND).defaults, T=100)
    model.set_input(CURRENTS["paired"](**{**PULSES, "I_period": turns * 2 * math.pi}))
    model.integrate()
    assert model.num_spikes == spikes
