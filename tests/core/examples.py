"""Small models written for the tests, and one run of a model."""

from __future__ import annotations

import numpy as np

from spiking_core import BaseSpikingModel, Description

REGULAR_SPIKING = {"a": 0.02, "b": 0.2, "c": -65.0, "d": 8.0}


class Bare(BaseSpikingModel):
    """Written against the subclassing table alone."""

    y0 = [-70.0, -14.0]
    index_voltage_variable = 0
    spike_condition = 30.0
    required_params = ["a", "b", "c", "d"]

    def _apply_reset(self, y):
        y[0] = self.params["c"]
        y[1] += self.params["d"]
        return y

    def _rhs(self, t, y, I):
        v, u = y
        current = I[int(t / self.dt)]
        return [
            0.04 * v**2 + 5 * v + 140 - u + current,
            self.parameters["a"] * (self.parameters["b"] * v - u),
        ]


class Linear(BaseSpikingModel):
    """Damped oscillation written with linear algebra; no reset."""

    y0 = (1.0, 0.0)
    spike_condition = 0.5
    required_params = ("omega", "damping")

    def _rhs(self, t, y, I):
        omega, damping = self.params["omega"], self.params["damping"]
        A = np.array([[-damping, omega], [-omega, -damping]])
        return A @ y + np.array([float(I), 0.0])


class LeakyIntegrateAndFire(BaseSpikingModel):
    """tau v' = I - v with threshold 1 and reset 0."""

    y0 = (0.0,)
    spike_condition = 1.0
    required_params = ("tau",)

    def _rhs(self, t, y, I):
        return (I - y) / self.params["tau"]

    def _apply_reset(self, y):
        return np.zeros(1)


class MovingThreshold(BaseSpikingModel):
    """v' = I; the threshold falls from 5 at one unit per ms, and a spike sets both back."""

    y0 = (0.0, 5.0)
    index_threshold_variable = 1

    def _rhs(self, t, y, I):
        return [I, -1.0]

    def _apply_reset(self, y):
        return [0.0, 5.0]


class FromWaveform(BaseSpikingModel):
    """v' = I: the state is the integral of the current."""

    y0 = (0.0,)
    spike_condition = 1e6

    def _rhs(self, t, y, I):
        return [I]


class Swapped(Bare):
    """Bare with the two states in the other order; the potential is the last one."""

    y0 = [-14.0, -70.0]
    index_voltage_variable = -1

    def _rhs(self, t, y, I):
        return super()._rhs(t, y[::-1], I)[::-1]

    def _apply_reset(self, y):
        return super()._apply_reset(y[::-1].copy())[::-1]


def run_model(model_class: type[BaseSpikingModel], I, T: float = 500.0, y0=None, **changed: float):
    """Return a model that has been integrated over `T` ms under `I`.

    `I` is whatever `set_input` takes. It begins at `y0`, or at rest if this is None, with the
    declared defaults except for what is `changed`.
    """
    model = model_class(Description.of(model_class).defaults | changed, T=T)
    if y0 is not None:
        model.y0 = y0
    model.set_input(I)
    model.integrate()
    return model
