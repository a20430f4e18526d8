"""The Izhikevich model."""

from __future__ import annotations

from spiking_core.base import BaseSpikingModel
from spiking_core.description import (
    Description,
    Equation,
    Parameter,
    Reference,
    StateVariable,
)
from spiking_core.models.izhikevich_presets import PRESETS


class IzhikevichModel(BaseSpikingModel):
    """Quadratic membrane equation with one recovery variable and a reset.

    ``dv/dt = 0.04 v^2 + p v + q - u + I`` and ``du/dt = a (b (v - v_u) - r u)``; when v
    reaches 30 mV, ``v`` becomes ``c`` and ``u`` becomes ``u + d``. Defaults are the regular
    spiking cell of the paper, started at rest on the nullcline of u.

    `p`, `q`, `r` and `v_u` may be left out. They are 5, 140, 1 and 0 in the paper of 2003;
    three of the twenty patterns of 2004 have other values. The patterns are those of the author's
    script; a table that he published beside it, which some programs follow, has others for
    bistability and for inhibition-induced bursting.

    The paper writes all quantities without dimension. Since v is scaled to mV and t to ms,
    every term of dv/dt, and so u and I, is in mV/ms; this is the unit given here.

    References
    ----------
    E. M. Izhikevich (2003), Simple model of spiking neurons, IEEE Transactions on Neural
    Networks 14:1569-1572, doi:10.1109/TNN.2003.820440.
    E. M. Izhikevich (2004), Which model to use for cortical spiking neurons?, IEEE
    Transactions on Neural Networks 15:1063-1070, doi:10.1109/TNN.2004.832719.
    """

    name = "izhikevich"
    y0 = (-70.0, -14.0)
    index_voltage_variable = 0
    spike_condition = 30.0
    unpacks_state = True

    description = Description(
        title="Izhikevich",
        summary=(
            "Two equations and a reset that reproduce the firing patterns of most cortical "
            "neurons: a quadratic membrane equation makes the spike, a slow recovery variable "
            "decides when the next one comes."
        ),
        parameters=(
            Parameter(
                "a", 0.02, (0.02, 0.1), (-0.05, 1.2), 0.001, "1/ms",
                "rate of the recovery variable u; smaller is slower",
            ),
            Parameter(
                "b", 0.2, (0.2, 0.25), (-1.5, 1.5), 0.0005, "1/ms",
                "sensitivity of u to the membrane potential below threshold",
            ),
            Parameter(
                "c", -65.0, (-65.0, -50.0), (-80.0, -40.0), 0.1, "mV",
                "membrane potential right after a spike",
            ),
            Parameter(
                "d", 8.0, (0.05, 8.0), (-30.0, 20.0), 0.05, "mV/ms",
                "jump of u at a spike",
            ),
            Parameter(
                "p", 5.0, (4.0, 6.0), (0.0, 10.0), 0.02, "1/ms",
                "linear coefficient of the membrane equation",
                required=False,
            ),
            Parameter(
                "q", 140.0, (100.0, 150.0), (0.0, 300.0), 0.5, "mV/ms",
                "constant of the membrane equation",
                required=False,
            ),
            Parameter(
                "r", 1.0, (0.0, 1.0), (0.0, 2.0), 0.01, "",
                "decay of u, relative to a; at 0, u only sums up",
                required=False,
            ),
            Parameter(
                "v_u", 0.0, (-70.0, 0.0), (-100.0, 50.0), 0.5, "mV",
                "membrane potential that leaves u at 0",
                required=False,
            ),
        ),
        states=(
            StateVariable("v", "mV", "membrane potential"),
            StateVariable("u", "mV/ms", "membrane recovery"),
        ),
        current_unit="mV/ms",
        equations=(
            Equation("dv/dt", "0.04*v**2 + p*v + q - u + I"),
            Equation("du/dt", "a*(b*(v - v_u) - r*u)"),
        ),
        reset=(Equation("v", "c"), Equation("u", "u + d")),
        current_span=(-5.0, 20.0),
        current_bounds=(-100.0, 200.0),
        current_step=0.1,
        reference=Reference(
            authors="E. M. Izhikevich",
            year=2003,
            title="Simple model of spiking neurons",
            journal="IEEE Transactions on Neural Networks 14(6):1569-1572",
            doi="10.1109/TNN.2003.820440",
        ),
        presets=PRESETS,
        simplifications=(
            "The equations were fitted to the shape of recorded firing patterns; they are not "
            "derived from ion channels, and u stands for all slow currents together.",
            "The spike is cut off at 30 mV and reset by hand: its height, its width and its "
            "downstroke carry no information.",
            "30 mV is a cut-off and not a threshold. The potential from which a spike can no "
            "longer be stopped is not fixed; it depends on the state of the cell.",
            "There is no refractory period; a large enough current gives any firing rate.",
            "The cell is a single point: no dendrites, no axon, no delay.",
            "There is no capacitance or conductance in the equations, so the current cannot be "
            "compared with a current in pA from a recording.",
        ),
    )  # fmt: skip

    def _rhs(self, t, y, I):
        v, u = y
        params = self.params
        a, b, p, q = params["a"], params["b"], params["p"], params["q"]
        dv = 0.04 * v**2 + p * v + q - u + I
        du = a * (b * (v - params["v_u"]) - params["r"] * u)
        return dv, du

    def _steady_state(self, v):
        # Without decay, u settles at no value of its own: the cell starts in `y0`.
        b, r, v_u = self.params["b"], self.params["r"], self.params["v_u"]
        return (v, b * (v - v_u) / r) if r else None

    def _apply_reset(self, y):
        v, u = y
        return self.params["c"], u + self.params["d"]
