"""Random numbers and memories in a model's methods."""

from __future__ import annotations

import math
import re
import warnings

import numpy as np
import pytest

from core.examples import FromWaveform, LeakyIntegrateAndFire
from spiking_core import BaseSpikingModel, DormandPrince, ModelWarning, PublishedEuler

RANDOM = re.escape(
    " gives different values for the same t, y and I, as with random numbers: no steps follow such "
    "a slope. Give noise to set_input(), for example CURRENTS['ou'], and make a memory a state "
    "variable."
)


def run(model: BaseSpikingModel, I: float = 1.5) -> BaseSpikingModel:
    model.set_input(I)
    model.integrate()
    return model


class Noisy(FromWaveform):
    def _rhs(self, t, y, I):
        return [I + np.random.default_rng().normal()]


class Rarely(FromWaveform):
    """Random numbers above 2 only: nothing of it is to be seen at the start."""

    def _rhs(self, t, y, I):
        return [I + (np.random.default_rng().random() if y[0] > 2.0 else 0.0)]


class Remembering(FromWaveform):
    calls = 0

    def _rhs(self, t, y, I):
        self.calls += 1
        return [I + self.calls % 2]


@pytest.mark.parametrize("cls", [Noisy, Rarely])
def test_a_right_hand_side_that_is_no_function_is_refused_and_the_cause_named(cls):
    with pytest.raises(ValueError, match=f"^`_rhs` of `{cls.__name__}`{RANDOM}$"):
        run(cls({}, T=20))


def test_a_memory_is_not_taken_for_random_numbers():
    with pytest.warns(ModelWarning, match="^`calls` of `Remembering` was changed by"):
        run(Remembering({}, T=20))


def test_the_scheme_of_a_paper_may_draw_random_numbers():
    # A fixed step takes one slope a step: that is the method of Euler and Maruyama.
    model = Noisy({}, T=20)
    model.solver = PublishedEuler(0.1)
    assert run(model).solution.outcome.ok


class Undefined(FromWaveform):
    def _rhs(self, t, y, I):
        return [np.sqrt(5.0 - I) if I > 5 else np.nan]


def test_a_right_hand_side_that_is_defined_at_its_start_only_is_not_tried_elsewhere():
    class Narrow(FromWaveform):
        def _rhs(self, t, y, I):
            return [math.sqrt(float(-y[0])) + I]

    model = Narrow({}, T=20)
    model.use_kernel = False
    # Slope 0 at 0, and no square root above it.
    assert run(model, 0.0).solution.outcome.ok


def test_what_is_no_number_is_not_taken_for_random():
    assert run(Undefined({}, T=20)).solution.outcome.kind == "undefined"


def test_a_stiff_model_is_not_taken_for_random():
    class Stiff(FromWaveform):
        def _rhs(self, t, y, I):
            return -1e7 * (y - I)

    model = Stiff({}, T=1)
    model.use_kernel = False
    outcome = run(model).solution.outcome
    assert outcome.kind == "step_limit"
    assert "the equations are stiff there" in str(outcome)
    assert "The neuron itself goes on" in str(outcome)


class Adapting(LeakyIntegrateAndFire):
    """Adaptation that is kept in an attribute."""

    def __init__(self, parameters, T=250.0):
        super().__init__(parameters, T)
        self.w = 0.0

    def _rhs(self, t, y, I):
        return (I - self.w - y) / self.params["tau"]

    def _apply_reset(self, y):
        self.w += 0.2
        return np.zeros(1)


class OfTheClass(Adapting):
    w = 0.0

    def __init__(self, parameters, T=250.0):
        BaseSpikingModel.__init__(self, parameters, T)


class InAList(LeakyIntegrateAndFire):
    def __init__(self, parameters, T=250.0):
        super().__init__(parameters, T)
        self.history = [0.0]

    def _apply_reset(self, y):
        self.history.append(float(y[0]))
        return np.zeros(1)


class InTheParameters(LeakyIntegrateAndFire):
    def _apply_reset(self, y):
        self.params["tau"] *= 1.1
        return np.zeros(1)


@pytest.mark.parametrize(
    ("cls", "place"),
    [(Adapting, "`w`"), (OfTheClass, "`w`"), (InAList, "`history`"),
     (InTheParameters, '`params["tau"]`')],
)  # fmt: skip
@pytest.mark.parametrize("use_kernel", [True, False])
def test_what_a_run_changes_is_named_with_the_cure(cls, place, use_kernel):
    model = cls({"tau": 10.0})
    model.use_kernel = use_kernel
    expected = (
        f"{place} of `{cls.__name__}` was changed by `_rhs` or `_apply_reset` during the run. The "
        "integrator tries steps and takes them back, and the next run begins with what this one "
        "has left. Make it a state variable: give it a place in `y0`, and a slope in `_rhs` (0 if "
        "it only changes at spikes)."
    )
    with pytest.warns(ModelWarning, match=f"^{re.escape(expected)}$") as caught:
        run(model)
    assert len(caught) == 1
    assert caught[0].filename == __file__


class Cached(LeakyIntegrateAndFire):
    """What is computed once and kept is no memory."""

    def __init__(self, parameters, T=250.0):
        super().__init__(parameters, T)
        self.table = np.linspace(0, 1, 5)
        self.nothing = np.array([np.nan])
        self.generator = np.random.default_rng(1)

    def _rhs(self, t, y, I):
        if not hasattr(self, "rate"):
            self.rate = 1 / self.params["tau"]
        return (I - y) * self.rate * self.table[-1]


@pytest.mark.parametrize("cls", [LeakyIntegrateAndFire, Cached])
def test_what_stays_is_no_cause_for_a_word(cls):
    model = cls({"tau": 10.0})
    model.use_kernel = False
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run(model)
        model.solver = DormandPrince(fixed_step=0.5)
        assert run(model).num_spikes > 0
