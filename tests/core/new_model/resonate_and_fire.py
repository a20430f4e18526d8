"""The resonate-and-fire model."""

from __future__ import annotations

from spiking_core.base import BaseSpikingModel
from spiking_core.description import (
    Description,
    Equation,
    Parameter,
    Preset,
    Reference,
    StateVariable,
)


class ResonateAndFireModel(BaseSpikingModel):
    """A damped oscillation below threshold, which inputs in its rhythm make larger.

    ``dx/dt = b x - omega y + I`` and ``dy/dt = omega x + b y``; when y reaches 1, it stays
    there and x becomes 0. All quantities are without dimension; one unit of time is shown as
    1 ms.

    References
    ----------
    E. M. Izhikevich (2001), Resonate-and-fire neurons, Neural Networks 14:883-894,
    doi:10.1016/S0893-6080(01)00078-8.
    """

    name = "resonate_and_fire"
    y0 = (0.0, 0.0)
    index_voltage_variable = 1
    spike_condition = 1.0
    unpacks_state = True

    description = Description(
        title="Resonate-and-fire",
        summary="Below threshold it oscillates: what counts is when the input comes.",
        parameters=(
            Parameter(
                "b", -0.1, (-0.5, -0.02), (-5.0, -0.001), 0.01, "1/ms",
                "how fast the oscillation dies out",
            ),
            Parameter(
                "omega", 1.0, (0.2, 4.0), (0.01, 20.0), 0.02, "1/ms",
                "angle by which the oscillation turns in 1 ms",
            ),
        ),
        states=(StateVariable("x", "", "current"), StateVariable("y", "", "membrane potential")),
        equations=(Equation("dx/dt", "b*x - omega*y + I"), Equation("dy/dt", "omega*x + b*y")),
        reset=(Equation("x", "0"), Equation("y", "1")),
        current_span=(-2.0, 4.0),
        current_bounds=(-100.0, 100.0),
        current_step=0.05,
        current_default=2.0,
        reference=Reference(
            authors="E. M. Izhikevich",
            year=2001,
            title="Resonate-and-fire neurons",
            journal="Neural Networks 14(6-7):883-894",
            doi="10.1016/S0893-6080(01)00078-8",
        ),
        simplifications=(
            "There are no ion channels: two linear equations stand for the neighbourhood of rest.",
            "The spike itself is not modelled.",
            "The cell is a single point: no dendrites, no axon, no delay.",
        ),
        presets=(
            Preset(
                "doublet", "Two pulses in its rhythm", current="paired",
                input={"I_max": 0.9, "I_period": 6.28, "onset": 20.0, "width": 1.0}, T=100.0,
                note="The second pulse comes when the oscillation has turned once, and it fires.",
            ),
        ),
        rest_range=(-2.0, 2.0),
    )  # fmt: skip

    def _rhs(self, t, y, I):
        x, v = y
        b, omega = self.params["b"], self.params["omega"]
        return b * x - omega * v + I, omega * x + b * v

    def _steady_state(self, v):
        return self.params["omega"] * v / self.params["b"], v

    def _apply_reset(self, y):
        return 0.0, 1.0
