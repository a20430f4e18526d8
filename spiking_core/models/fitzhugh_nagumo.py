"""The FitzHugh-Nagumo model."""

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


class FitzHughNagumoModel(BaseSpikingModel):
    """Cubic membrane equation with one linear recovery variable; no reset.

    ``dv/dt = v - v^3/3 - w + I`` and ``dw/dt = phi (v + a - b w)``. The four variables of
    Hodgkin and Huxley reduced to a fast one and a slow one, so that excitability can be seen
    in a plane. A spike is counted where v rises through 0. In the sign convention used today a
    positive I excites, and a spike points upwards. a and b are those of the paper; its c = 3
    would be phi = 1/c^2 = 0.11. The default of phi is that of 1969, in use today.

    All quantities are without dimension; one unit of time is shown as 1 ms.

    References
    ----------
    R. FitzHugh (1961), Impulses and physiological states in theoretical models of nerve
    membrane, Biophysical Journal 1:445-466, doi:10.1016/S0006-3495(61)86902-6.
    R. FitzHugh (1969), Mathematical models of excitation and propagation in nerve, in
    H. P. Schwan (ed.), Biological Engineering, McGraw-Hill, chapter 1.
    """

    name = "fitzhugh_nagumo"
    y0 = (-1.2, -0.625)
    index_voltage_variable = 0
    spike_condition = 0.0
    unpacks_state = True

    description = Description(
        title="FitzHugh-Nagumo",
        summary=(
            "Two equations that keep the mechanism of the nerve impulse and drop its details: "
            "a cubic membrane equation pulls v up or down, a slow recovery variable brings it "
            "back. Threshold, spike, refractoriness and block can be read off its plane."
        ),
        parameters=(
            Parameter(
                "a", 0.7, (0.4, 1.0), (-2.0, 2.0), 0.005, "",
                "shifts the line on which w is at rest; larger means less excitable",
            ),
            Parameter(
                "b", 0.8, (0.4, 1.2), (0.05, 2.0), 0.005, "",
                "decay of w by itself; larger makes the line on which w is at rest flatter",
            ),
            Parameter(
                "phi", 0.08, (0.02, 0.2), (0.001, 2.0), 0.001, "1/ms",
                "speed of w beside v; smaller gives sharper corners and longer periods",
            ),
        ),
        states=(
            StateVariable("v", "", "membrane potential, scaled"),
            StateVariable("w", "", "recovery"),
        ),
        current_unit="",
        equations=(
            Equation("dv/dt", "v - v**3/3 - w + I"),
            Equation("dw/dt", "phi*(v + a - b*w)"),
        ),
        current_span=(-1.0, 2.0),
        current_bounds=(-10.0, 10.0),
        current_step=0.01,
        current_default=0.5,
        rest_range=(-3.0, 3.0),
        reference=Reference(
            authors="R. FitzHugh",
            year=1961,
            title="Impulses and physiological states in theoretical models of nerve membrane",
            journal="Biophysical Journal 1(6):445-466",
            doi="10.1016/S0006-3495(61)86902-6",
        ),
        simplifications=(
            "There are no ion channels: v stands for potential and sodium activation together, "
            "w for sodium inactivation and potassium activation.",
            "All quantities are without dimension. One unit of time is shown as 1 ms; neither "
            "rates nor amplitudes can be compared with a recording.",
            "There is no sharp threshold: a stronger push gives a larger response without a "
            "gap, and 0 as the level at which a spike is counted is a choice.",
            "Recovery is as slow during the spike as after it, so that a spike takes a large "
            "part of the period.",
            "The cell is a single point: no dendrites, no axon, no propagation.",
        ),
        presets=(
            Preset(
                "excitable", "Excitable", input={"I_max": 0.3, "onset": 50.0}, T=300.0,
                note="Just below the first Hopf current: one spike at the onset, then rest.",
            ),
            Preset(
                "oscillating", "Oscillating", input={"I_max": 0.5, "onset": 50.0}, T=400.0,
                note="Between the two Hopf currents, 0.331 and 1.419, it fires without end.",
            ),
            Preset(
                "excitation_block", "Excitation block",
                input={"I_max": 1.6, "onset": 50.0}, T=300.0,
                note="Too much current: v stays up and no further spike comes.",
            ),
            Preset(
                "rebound", "Post-inhibitory rebound",
                y0=(-1.6382, -1.1727), input={"I_max": 0.0, "onset": 0.0}, T=200.0,
                note="Held down by I = -1 until 0 ms; set free, it fires without excitation.",
            ),
        ),
    )  # fmt: skip

    def _rhs(self, t, y, I):
        v, w = y
        p = self.params
        dv = v - v**3 / 3 - w + I
        dw = p["phi"] * (v + p["a"] - p["b"] * w)
        return dv, dw

    def _steady_state(self, v):
        return v, (v + self.params["a"]) / self.params["b"]
