"""Every bad input is refused with a sentence that names it and the cure."""

from __future__ import annotations

import re

import numpy as np
import pytest

from core.examples import REGULAR_SPIKING, Bare, FromWaveform, LeakyIntegrateAndFire
from spiking_core import CURRENTS, BaseSpikingModel, Constant, IzhikevichModel, Outcome, Samples


def exactly(sentence):
    return "^" + re.escape(sentence) + "$"


@pytest.mark.parametrize(
    ("change", "error", "sentence"),
    [
        ({"c": 0}, ValueError, "`c` of `IzhikevichModel` must lie in [-80, -40] mV, got 0."),
        (
            {"a": float("nan")},
            ValueError,
            "`a` of `IzhikevichModel` must be a finite number in 1/ms, got nan.",
        ),
        (
            {"a": "0.02"},
            TypeError,
            "`a` of `IzhikevichModel` must be a number in 1/ms, got '0.02'.",
        ),
        ({"a": True}, TypeError, "`a` of `IzhikevichModel` must be a number in 1/ms, got True."),
        ({"a": None}, TypeError, "`a` of `IzhikevichModel` must be a number in 1/ms, got None."),
        (
            {"a": 10**400},
            ValueError,
            "`a` of `IzhikevichModel` must be a finite number in 1/ms, got inf.",
        ),
        (
            {"e": 1},
            ValueError,
            "`e` is not a parameter of `IzhikevichModel` (parameters: `a`, `b`, `c`, `d`, `p`, "
            "`q`, `r`, `v_u`). Remove it, or correct its name.",
        ),
    ],
)
def test_a_bad_parameter_is_refused(change, error, sentence):
    with pytest.raises(error, match=exactly(sentence)):
        IzhikevichModel(REGULAR_SPIKING | change)


def test_a_missing_parameter_is_named_and_an_example_given():
    sentence = (
        "`d` of `IzhikevichModel` is missing (parameters: `a`, `b`, `c`, `d`). "
        'Write IzhikevichModel({"a": 0.02, "b": 0.2, "c": -65, "d": 8}).'
    )
    with pytest.raises(ValueError, match=exactly(sentence)):
        IzhikevichModel({"a": 0.02, "b": 0.2, "c": -65})


def test_a_misspelt_parameter_is_recognised():
    class Long(FromWaveform):
        required_params = ["g_sodium"]

    with pytest.raises(ValueError, match="Did you mean `g_sodium`?"):
        Long({"g_sodum": 1})


def test_an_undeclared_parameter_of_a_bare_class_is_told_where_to_stand():
    with pytest.raises(ValueError, match="must be named in `required_params`"):
        Bare(REGULAR_SPIKING | {"e": 1})


def test_parameters_that_are_no_dictionary_are_refused():
    with pytest.raises(TypeError, match="parameters of `IzhikevichModel` must be a dictionary"):
        IzhikevichModel([0.02, 0.2, -65, 8])  # pyright: ignore


@pytest.mark.parametrize(
    ("T", "error", "sentence"),
    [
        (0, ValueError, "`T` of `IzhikevichModel` must be greater than 0 ms, got 0."),
        (-5, ValueError, "`T` of `IzhikevichModel` must be greater than 0 ms, got -5."),
        (
            float("inf"),
            ValueError,
            "`T` of `IzhikevichModel` must be a finite number in ms, got inf.",
        ),
        ("250", TypeError, "`T` of `IzhikevichModel` must be a number in ms, got '250'."),
        (True, TypeError, "`T` of `IzhikevichModel` must be a number in ms, got True."),
    ],
)
def test_a_bad_length_is_refused(T, error, sentence):
    with pytest.raises(error, match=exactly(sentence)):
        IzhikevichModel(REGULAR_SPIKING, T=T)


@pytest.mark.parametrize(
    ("T", "dt", "sentence"),
    [
        (
            0.05,
            0.1,
            "`T` must be at least one sampling interval `dt` = 0.1 ms, got 0.05 ms.",
        ),
        (
            1e9,
            0.1,
            "`T` / `dt` must not exceed 10,000,000 samples, got 1e+09 ms / 0.1 ms. "
            "Shorten `T` or lengthen `dt`.",
        ),
    ],
)
def test_too_few_and_too_many_samples_are_refused_when_they_are_needed(T, dt, sentence):
    model = IzhikevichModel(REGULAR_SPIKING, T=T)
    with pytest.raises(ValueError, match=exactly(sentence)):
        model.set_input(0)
    # There is time to choose another interval.
    model.dt = T / 10
    model.set_input(0)
    assert model.n_points == 10


@pytest.mark.parametrize(
    ("dt", "error", "sentence"),
    [
        (0, ValueError, "`dt` of `FromWaveform` must be greater than 0 ms, got 0."),
        ("0.1", TypeError, "`dt` of `FromWaveform` must be a number in ms, got '0.1'."),
        (
            float("nan"),
            ValueError,
            "`dt` of `FromWaveform` must be a finite number in ms, got nan.",
        ),
    ],
)
def test_a_bad_sampling_interval_is_refused(dt, error, sentence):
    model = FromWaveform({})
    model.dt = dt
    with pytest.raises(error, match=exactly(sentence)):
        model.set_input(0)


INPUT = "The input current must be a number, a one-dimensional array or a `Current`"


@pytest.mark.parametrize(
    ("current", "error", "sentence"),
    [
        ("10", TypeError, INPUT + ", got '10'."),
        (True, TypeError, INPUT + ", got True."),
        (None, TypeError, INPUT + ", got None."),
        ([[1.0], [1.0, 2.0]], TypeError, INPUT + ", got [[1.0], [1.0, 2.0]]."),
        ([[1.0, 2.0]], ValueError, INPUT + ", got an array of shape (1, 2)."),
        ([], ValueError, INPUT + ", got an array of shape (0,)."),
        (float("nan"), ValueError, "The input current must be a finite number, got nan."),
        (
            np.zeros(9),
            ValueError,
            "The input current must have 10 samples (T / dt = 1 ms / 0.1 ms), got 9. Give one "
            "sample per interval `dt`, or a number for a constant current.",
        ),
        (
            [0, 0, 0, float("nan"), 0, float("inf"), 0, 0, 0, 0],
            ValueError,
            "Every sample of the input current must be finite; sample 3 (t = 0.3 ms) is nan.",
        ),
    ],
)
def test_a_bad_input_current_is_refused(current, error, sentence):
    model = FromWaveform({}, T=1)
    with pytest.raises(error, match=exactly(sentence)):
        model.set_input(current)


def test_the_solution_before_the_first_run_says_what_to_call():
    sentence = "`IzhikevichModel` has not been integrated. Call integrate() first."
    with pytest.raises(RuntimeError, match=exactly(sentence)):
        _ = IzhikevichModel(REGULAR_SPIKING).solution


def test_integrating_without_an_input_says_what_to_call():
    sentence = (
        "`IzhikevichModel` has no input current. Call set_input(I) before integrate(); "
        "set_input(0) is no input."
    )
    with pytest.raises(RuntimeError, match=exactly(sentence)):
        IzhikevichModel(REGULAR_SPIKING).integrate()


@pytest.mark.parametrize(
    ("attribute", "value", "error", "sentence"),
    [
        (
            "y0",
            [0.0, float("nan")],
            ValueError,
            "`y0[1]` of `Bare` must be a finite number, got nan.",
        ),
        ("y0", "rest", TypeError, "`y0` of `Bare` must be a list of numbers, got 'rest'."),
        (
            "y0",
            [[0.0, 0.0]],
            ValueError,
            "`y0` of `Bare` must be a list with one number per state variable, got shape (1, 2).",
        ),
        (
            "y0",
            [],
            ValueError,
            "`y0` of `Bare` must be a list with one number per state variable, got shape (0,).",
        ),
        (
            "index_voltage_variable",
            2,
            ValueError,
            "`index_voltage_variable` of `Bare` must lie in [0, 1] (`y0` has 2 states), got 2.",
        ),
        (
            "index_voltage_variable",
            "v",
            TypeError,
            "`index_voltage_variable` of `Bare` must be an integer, got 'v'.",
        ),
        (
            "index_threshold_variable",
            2,
            ValueError,
            "`index_threshold_variable` of `Bare` must lie in [0, 1] (`y0` has 2 states), got 2.",
        ),
        (
            "index_threshold_variable",
            "u",
            TypeError,
            "`index_threshold_variable` of `Bare` must be an integer, got 'u'.",
        ),
        (
            "index_threshold_variable",
            -2,
            ValueError,
            "`index_threshold_variable` of `Bare` must differ from `index_voltage_variable`, "
            "got 0 for both. Leave it out if the threshold is the number `spike_condition`.",
        ),
        (
            "spike_condition",
            "30",
            TypeError,
            "`spike_condition` of `Bare` must be a number, got '30'.",
        ),
    ],
)
def test_a_bad_declaration_is_refused(attribute, value, error, sentence):
    model = Bare(REGULAR_SPIKING)
    model.set_input(0)
    setattr(model, attribute, value)
    with pytest.raises(error, match=exactly(sentence)):
        model.integrate()


@pytest.mark.parametrize(
    ("slopes", "error", "sentence"),
    [
        (
            [1.0],
            ValueError,
            "`_rhs` of `Wrong` must return shape (2,), one number per state variable, "
            "got shape (1,).",
        ),
        (
            (1.0, 2.0, 3.0),
            ValueError,
            "`_rhs` of `Wrong` must return shape (2,), one number per state variable, "
            "got shape (3,).",
        ),
        (
            None,
            ValueError,
            "`_rhs` of `Wrong` must return shape (2,), one number per state variable, got nothing.",
        ),
        (
            ("up", "down"),
            TypeError,
            "`_rhs` of `Wrong` must return 2 numbers, one per state variable, got ('up', 'down').",
        ),
    ],
)
def test_slopes_of_the_wrong_shape_are_refused(slopes, error, sentence):
    class Wrong(Bare):
        def _rhs(self, t, y, I):
            return slopes

    model = Wrong(REGULAR_SPIKING)
    model.set_input(0)
    with pytest.raises(error, match=exactly(sentence)):
        model.integrate()


def test_a_reset_of_the_wrong_shape_is_refused():
    class Wrong(Bare):
        def _apply_reset(self, y):
            return y[:1]

    model = Wrong(REGULAR_SPIKING)
    model.set_input(10)
    with pytest.raises(ValueError, match=r"`_apply_reset` of `Wrong` must return shape \(2,\)"):
        model.integrate()


@pytest.mark.parametrize(
    ("values", "error", "sentence"),
    [
        ({"I_max": "1"}, TypeError, "`I_max` of `Constant` must be a number, got '1'."),
        (
            {"I_max": float("inf")},
            ValueError,
            "`I_max` of `Constant` must be a finite number, got inf.",
        ),
        (
            {"I_max": 1, "I_period": 0},
            ValueError,
            "`I_period` of `Constant` must be at least 0.1 ms, got 0.",
        ),
        (
            {"I_max": 1, "onset": -1},
            ValueError,
            "`onset` of `Constant` must not be negative, got -1 ms.",
        ),
        (
            {"I_max": 1, "seed": 1.0},
            TypeError,
            "`seed` of `Constant` must be an integer, got 1.0.",
        ),
        (
            {"I_max": 1, "seed": 2**32},
            ValueError,
            "`seed` of `Constant` must lie in [0, 4294967295], got 4294967296.",
        ),
    ],
)
def test_a_bad_waveform_is_refused(values, error, sentence):
    with pytest.raises(error, match=exactly(sentence)):
        Constant(**values)


@pytest.mark.parametrize("name", CURRENTS)
def test_every_waveform_refuses_a_negative_period_by_its_own_name(name):
    with pytest.raises(ValueError, match=f"of `{CURRENTS[name].__name__}` must be at least"):
        CURRENTS[name](1.0, I_period=-1.0)


def test_samples_refuse_a_bad_interval():
    with pytest.raises(ValueError, match="`dt` of `Samples` must be greater than 0 ms, got 0"):
        Samples([1.0], dt=0)


def test_an_outcome_of_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="`kind` must be one of completed, diverged"):
        Outcome("tired", 1.0)


def test_a_parameter_that_a_method_misspells_is_told():
    class Misspelt(LeakyIntegrateAndFire):
        def _rhs(self, t, y, I):
            return (I - y) / self.params["Tau"]

    model = Misspelt({"tau": 10.0})
    model.set_input(2.0)
    with pytest.raises(KeyError, match=r"`Tau` is not a parameter .* Did you mean `tau`\?"):
        model.integrate()


def test_a_wrong_place_of_the_potential_is_told_at_once():
    class Elsewhere(LeakyIntegrateAndFire):
        index_voltage_variable = 3

    with pytest.raises(ValueError, match="`index_voltage_variable` of `Elsewhere` must lie in"):
        Elsewhere({"tau": 10.0})


def test_the_error_of_a_property_is_its_own():
    class Misspelt(BaseSpikingModel):
        spike_condition = 1.0
        required_params = ("v0",)

        @property
        def y0(self):
            return [self.parms["v0"]]

        def _rhs(self, t, y, I):
            return [I]

    with pytest.raises(AttributeError, match="`Misspelt` has no `parms`"):
        Misspelt({"v0": -65.0})
