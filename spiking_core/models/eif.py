"""The exponential integrate-and-fire model."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from spiking_core.base import BaseSpikingModel
from spiking_core.description import (
    Description,
    Equation,
    Parameter,
    Preset,
    Reference,
    StateVariable,
)


class EIFModel(BaseSpikingModel):
    """A leaky membrane with an exponential sodium current.

    ``C dV/dt = -g_L (V - E_L) + g_L Delta_T exp((V - V_T) / Delta_T) + I``; at the cut-off, V
    becomes ``v_reset`` and is held there for ``t_ref``.

    Without input the membrane rests near E_L. Rest is lost at
    ``I = g_L (V_T - E_L - Delta_T)``, where V is V_T. Defaults are those with which the paper
    reproduces the Wang-Buzsaki neuron. Programs that have them cut off at 20, 0 or -30 mV, which
    moves a spike by less than 0.002 ms.

    References
    ----------
    N. Fourcaud-Trocme, D. Hansel, C. van Vreeswijk, N. Brunel (2003), How spike generation
    mechanisms determine the neuronal response to fluctuating inputs, Journal of Neuroscience
    23:11628-11640, doi:10.1523/JNEUROSCI.23-37-11628.2003.
    """

    name = "eif"
    y0 = (-65.0,)
    index_voltage_variable = 0
    spike_condition = 0.0
    unpacks_state = True

    description = Description(
        title="Exponential integrate-and-fire",
        summary=(
            "A leaky membrane with one more current, which grows exponentially with the "
            "membrane potential as the opening of sodium channels does: the sharpness Delta_T "
            "of the spike's onset is a parameter."
        ),
        parameters=(
            Parameter("C", 1.0, (0.2, 3.0), (0.01, 100.0), 0.02, "uF/cm2", "membrane capacitance"),
            Parameter(
                "g_L", 0.1, (0.02, 0.4), (0.001, 10.0), 0.002, "mS/cm2",
                "leak conductance",
            ),
            Parameter(
                "E_L", -65.0, (-80.0, -60.0), (-100.0, -50.0), 0.1, "mV",
                "potential to which the leak pulls",
            ),
            Parameter(
                "V_T", -59.9, (-62.0, -45.0), (-65.0, -30.0), 0.1, "mV",
                "potential at which rest is lost under a slowly growing current",
            ),
            Parameter(
                "Delta_T", 3.48, (0.5, 6.0), (0.5, 10.0), 0.02, "mV",
                "sharpness of the spike's onset; towards zero the model becomes the leaky one",
            ),
            Parameter(
                "v_reset", -68.0, (-80.0, -60.0), (-100.0, -55.0), 0.1, "mV",
                "membrane potential right after a spike",
            ),
            Parameter(
                "t_ref", 1.7, (0.0, 10.0), (0.0, 100.0), 0.1, "ms",
                "refractory time, for which the membrane potential is held after a spike",
            ),
        ),
        states=(StateVariable("V", "mV", "membrane potential"),),
        current_unit="µA/cm²",
        equations=(
            Equation("dV/dt", "(-g_L*(V - E_L) + g_L*Delta_T*exp((V - V_T)/Delta_T) + I)/C"),
        ),
        threshold="minimum(0, V_T + 25*Delta_T)",
        reset=(Equation("V", "v_reset"),),
        current_span=(-0.5, 3.0),
        current_bounds=(-50.0, 50.0),
        current_step=0.02,
        current_default=0.5,
        reference=Reference(
            authors="N. Fourcaud-Trocme, D. Hansel, C. van Vreeswijk, N. Brunel",
            year=2003,
            title="How spike generation mechanisms determine the neuronal response to "
            "fluctuating inputs",
            journal="Journal of Neuroscience 23(37):11628-11640",
            doi="10.1523/JNEUROSCI.23-37-11628.2003",
        ),
        simplifications=(
            "The sodium current acts without delay and never inactivates; potassium channels "
            "are missing. The downstroke of the spike is replaced by the reset.",
            "The spike is cut off by hand at 0 mV, or at V_T + 25 Delta_T if that is lower. With "
            "the defaults the solution would reach infinity 0.3 nanoseconds later.",
            "There is no slow variable: no adaptation, no bursts, no rebound.",
            "The reset wipes out the past, and input during the refractory time is lost.",
            "The exponential follows channel activation only near threshold; far above it real "
            "activation saturates.",
            "The cell is a single point: no dendrites, no axon, no delay.",
        ),
        presets=(
            Preset(
                "sharp_onset", "Sharp onset of the spike", {"Delta_T": 0.5},
                input={"I_max": 0.7}, T=500.0,
                note="The smaller Delta_T, the closer the model comes to the leaky one.",
            ),
            Preset(
                "near_rheobase", "Just above the rheobase", input={"I_max": 0.165}, T=2000.0,
                note="The membrane potential lingers near V_T; very low rates are possible.",
            ),
        ),
        rest_range=(-120.0, 0.0),
    )  # fmt: skip

    def __init__(self, parameters: Mapping[str, float], T: float = 250) -> None:
        super().__init__(parameters, T)
        # From V_T + 25 Delta_T on, the upstroke lasts 1.4e-11 (e^-25) of C / g_L.
        self.spike_condition = min(0.0, self.params["V_T"] + 25 * self.params["Delta_T"])

    def _rhs(self, t, y, I):
        (V,) = y
        p = self.params
        g_L, Delta_T = p["g_L"], p["Delta_T"]
        sodium = g_L * Delta_T * np.exp((V - p["V_T"]) / Delta_T)
        return ((-g_L * (V - p["E_L"]) + sodium + I) / p["C"],)

    def _steady_state(self, v):
        return (v,)

    def _apply_reset(self, y):
        return (self.params["v_reset"],)

    def _refractory(self):
        return self.params["t_ref"]
