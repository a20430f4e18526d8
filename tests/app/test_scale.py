"""The scales of sliders: exact values, round stops, and one number everywhere."""

from __future__ import annotations

import math
from urllib.parse import urlencode

import pytest

from neuron_app.controls import COMMON_SLIDERS, Controls
from neuron_app.scale import Scale, rounded, scale
from neuron_app.state import NeuronState, default_state, from_query, initial_state, to_query
from spiking_core import MODELS, Description, Parameter

OPENED = [
    (name, preset)
    for name, kind in MODELS.items()
    for preset in ("", *(p.name for p in Description.of(kind).presets))
]
# Hodgkin-Huxley's E_L is a result, so that rest is at -65 mV, and no round number: a slider that
# stopped there would need 40,000 stops.
BETWEEN_STOPS = {("hodgkin_huxley", "E_L")}


def limit(default: float, span, bounds, step: float) -> Parameter:
    return Parameter("x", default, span, bounds, step, "", "")


def controls_of(state: NeuronState, wide: bool = False) -> Controls:
    description = Description.of(MODELS[state.model])
    initial = default_state(state.model, description)
    controls = Controls(initial, description, lambda: None, lambda sentence: None)
    controls.set(state)
    controls.wide.value = wide
    return controls


def values_of(state: NeuronState) -> dict[str, float]:
    """What of a state has a slider."""
    common = {name: getattr(state, name) for name in COMMON_SLIDERS}
    own = {name: value for name, value in state.own.items() if name != "points"}
    return {**state.parameters, **common, **own}


def is_stop(value: float, step: float) -> bool:
    return math.isclose(value / step, round(value / step), rel_tol=0, abs_tol=1e-6)


@pytest.mark.parametrize("wide", [False, True], ids=["usual", "wide"])
@pytest.mark.parametrize(("name", "preset"), OPENED)
def test_every_default_and_every_preset_is_shown_as_it_is(name: str, preset: str, wide: bool):
    state = initial_state(name, Description.of(MODELS[name]), preset)
    controls = controls_of(state, wide)
    assert controls.state == state
    sliders = {**controls._sliders, **controls._own}
    for key, value in values_of(state).items():
        slider = sliders[key]
        assert slider.value == value, key
        assert slider.start <= value <= slider.end, key
        # The label, and what a screen reader says, is the value in this format.
        decimals = len(slider.format.partition(".")[2])
        assert float(f"{value:.{decimals}f}") == value, key
        if (name, key) not in BETWEEN_STOPS:
            assert is_stop(value, slider.step), key
            assert is_stop(slider.start, slider.step), key
            assert is_stop(slider.end, slider.step), key


@pytest.mark.parametrize(("name", "preset"), OPENED)
def test_ranges_that_come_and_go_change_nothing(name: str, preset: str):
    state = initial_state(name, Description.of(MODELS[name]), preset)
    controls = controls_of(state)
    for wide in (True, False):
        controls.wide.value = wide
        assert to_query(controls.state) == to_query(state)


@pytest.mark.parametrize(
    ("of", "value", "wide", "expected"),
    [
        # The period of a current once stopped at 1, 6, 11, ... ms.
        (limit(200, (10, 1000), (1, 10000), 5), 200, True, Scale(5, 10000, 5, "0")),
        (limit(30, (5, 50), (0.1, 1000), 0.2), 30, True, Scale(0.2, 1000, 0.2, "0.0")),
        (limit(144, (10, 400), (0.5, 10000), 2), 144, True, Scale(2, 10000, 2, "0")),
        (limit(144, (10, 400), (0.5, 10000), 2), 101, False, Scale(10, 400, 1, "0")),
        (limit(144, (10, 400), (0.5, 10000), 2), 100.5, False, Scale(10, 400, 0.5, "0.0")),
        # Outside of the usual range only as far as the value is.
        (limit(120, (0, 200), (0, 1000), 1), 213, False, Scale(0, 213, 1, "0")),
        (limit(100, (0, 250), (-1000, 1000), 1), 40.5, False, Scale(0, 250, 0.5, "0.0")),
        # Too fine for stops: it is shown, and the stops stay round.
        (limit(-54.387, (-80, -40), (-150, 50), 0.2), -54.387, False,
         Scale(-80, -40, 0.2, "0.000")),
        (limit(1, (0, 10), (0, 10), 0.1), 100 / 11, False, Scale(0, 10, 0.1, "0." + "0" * 15)),
        (limit(1, (0, 10), (0, 10), 0.1), 1e-7, False, Scale(0, 10, 0.1, "0.0000000")),
        # Without bounds, ten times the usual range.
        (limit(8, (0.8, 16), (-math.inf, math.inf), 0.1), 8, True, Scale(-67.6, 84.4, 0.1, "0.0")),
    ],
)  # fmt: skip
def test_a_scale_has_round_stops(of: Parameter, value: float, wide: bool, expected: Scale):
    assert scale(of, value, wide) == expected


@pytest.mark.parametrize(
    ("moved", "step", "meant"),
    [(10.100000000000001, 0.1, 10.1), (41.50000000000001, 0.5, 41.5), (-54.387, 0.2, -54.387)],
)
def test_what_a_slider_is_moved_to_is_the_number_that_it_shows(
    moved: float, step: float, meant: float
):
    assert rounded(moved, step) == meant


# Values of a well-known course on the AdEx model: 65 pA from 10 to 251 ms.
COURSE = {
    "C": 10, "g_L": 2, "E_L": -70, "V_T": -50, "Delta_T": 2, "a": 0.5, "tau_w": 100, "b": 7,
    "v_reset": -51, "I_max": 65, "I_period": 241, "onset": 10, "T": 350,
}  # fmt: skip


class TestCourse:
    def test_a_link_of_it_is_taken_as_it_is(self):
        description = Description.of(MODELS["adex"])
        query = urlencode({"model": "adex", "current": "step", **COURSE})
        state, notices = from_query(query, "adex", description)
        assert notices == ()
        assert values_of(state) == COURSE
        model = state.make_model()
        model.integrate()
        assert model.num_spikes == 10

    @pytest.mark.parametrize("name", COURSE)
    def test_every_value_of_it_is_a_stop_of_the_wide_slider(self, name: str):
        description = Description.of(MODELS["adex"])
        controls = controls_of(default_state("adex", description), wide=True)
        slider = controls._sliders[name]
        assert slider.start <= COURSE[name] <= slider.end
        assert is_stop(COURSE[name], slider.step)
