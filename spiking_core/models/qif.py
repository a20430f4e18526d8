"""The quadratic integrate-and-fire model."""

from __future__ import annotations

from collections.abc import Mapping

from spiking_core.base import BaseSpikingModel
from spiking_core.description import (
    Description,
    Equation,
    Parameter,
    Preset,
    Reference,
    StateVariable,
)


class QIFModel(BaseSpikingModel):
    """The simplest membrane equation that makes a spike by itself.

    ``tau_m dV/dt = (V - V_r) (V - V_t) / (V_t - V_r) + R I``; when V reaches ``v_peak``, it
    becomes ``v_reset``.

    Every neuron whose rest is lost in a saddle-node on an invariant circle behaves like this
    near its rheobase ``(V_t - V_r) / (4 R)``: the rate grows from zero like the square root of
    the distance (Ermentrout and Kopell 1986). Scaled to mV as by Latham et al. (2000). V_r, V_t and
    tau_m are the values that programs of this model share, R is that of the leaky one; v_peak and
    v_reset are choices, far from the middle of the parabola on either side.

    References
    ----------
    G. B. Ermentrout, N. Kopell (1986), SIAM Journal on Applied Mathematics 46:233-253,
    doi:10.1137/0146017.
    P. E. Latham, B. J. Richmond, P. G. Nelson, S. Nirenberg (2000), Intrinsic dynamics in
    neuronal networks. I. Theory, Journal of Neurophysiology 83:808-827,
    doi:10.1152/jn.2000.83.2.808.
    """

    name = "qif"
    y0 = (-65.0,)
    index_voltage_variable = 0
    spike_condition = 20.0
    unpacks_state = True

    description = Description(
        title="Quadratic integrate-and-fire",
        summary=(
            "A parabola instead of the leak: below V_t the membrane potential returns to rest, "
            "above it the parabola drives it upwards ever faster, and the upstroke of the spike "
            "follows from the equation."
        ),
        parameters=(
            Parameter(
                "tau_m", 10.0, (2.0, 40.0), (0.1, 500.0), 0.2, "ms",
                "time constant of small deviations from rest",
            ),
            Parameter(
                "R", 10.0, (2.0, 40.0), (0.1, 1000.0), 0.2, "MOhm",
                "resistance of the membrane at rest",
            ),
            Parameter(
                "V_r", -65.0, (-80.0, -60.0), (-100.0, -60.0), 0.1, "mV",
                "resting potential without input",
            ),
            Parameter(
                "V_t", -50.0, (-55.0, -40.0), (-59.0, -20.0), 0.1, "mV",
                "potential above which a spike follows without further input",
            ),
            Parameter(
                "v_peak", 20.0, (0.0, 50.0), (0.0, 1e6), 0.5, "mV",
                "cut-off, at which the spike is noted",
            ),
            Parameter(
                "v_reset", -80.0, (-100.0, -45.0), (-1e6, -20.0), 0.5, "mV",
                "membrane potential right after a spike",
            ),
        ),
        states=(StateVariable("V", "mV", "membrane potential"),),
        current_unit="nA",
        equations=(Equation("dV/dt", "((V - V_r)*(V - V_t)/(V_t - V_r) + R*I)/tau_m"),),
        threshold="v_peak",
        reset=(Equation("V", "v_reset"),),
        current_span=(-0.5, 3.0),
        current_bounds=(-100.0, 100.0),
        current_step=0.025,
        current_default=1.0,
        reference=Reference(
            authors="P. E. Latham, B. J. Richmond, P. G. Nelson, S. Nirenberg",
            year=2000,
            title="Intrinsic dynamics in neuronal networks. I. Theory",
            journal="Journal of Neurophysiology 83(2):808-827",
            doi="10.1152/jn.2000.83.2.808",
        ),
        simplifications=(
            "The parabola is exact only near the rheobase, and for a neuron that starts to fire "
            "at an arbitrarily low rate; elsewhere it is a choice.",
            "The spike is cut off at v_peak and reset by hand; its downstroke is not modelled.",
            "There is no slow variable: all intervals under a constant current are equal.",
            "There is no refractory time of its own; only the way from v_reset up to threshold "
            "keeps two spikes apart.",
            "The upstroke of the spike is slower than that of the exponential model and of most "
            "neurons, so that fast inputs are transmitted too weakly.",
            "The cell is a single point: no dendrites, no axon, no delay.",
        ),
        presets=(
            Preset(
                "near_rheobase", "Just above the rheobase", input={"I_max": 0.38}, T=2000.0,
                note="The membrane potential lingers where the parabola almost touches zero: "
                "very low rates are possible.",
            ),
            Preset(
                "bistable", "Reset above threshold", {"v_reset": -45.0},
                current="step", input={"I_max": 0.8, "I_period": 60.0, "onset": 100.0}, T=500.0,
                note="After a first spike the reset lies above V_t: the cell goes on firing when "
                "the current has ended.",
            ),
        ),
        rest_range=(-120.0, 20.0),
    )  # fmt: skip

    def __init__(self, parameters: Mapping[str, float], T: float = 250) -> None:
        super().__init__(parameters, T)
        self.spike_condition = self.params["v_peak"]

    def _rhs(self, t, y, I):
        (V,) = y
        p = self.params
        V_r, V_t = p["V_r"], p["V_t"]
        return (((V - V_r) * (V - V_t) / (V_t - V_r) + p["R"] * I) / p["tau_m"],)

    def _steady_state(self, v):
        return (v,)

    def _apply_reset(self, y):
        return (self.params["v_reset"],)
