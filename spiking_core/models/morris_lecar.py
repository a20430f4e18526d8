"""The Morris-Lecar model."""

from __future__ import annotations

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


class MorrisLecarModel(BaseSpikingModel):
    """Calcium, potassium and leak current of the barnacle muscle fibre; no reset.

    ``C dV/dt = I - g_Ca m_inf(V) (V - E_Ca) - g_K w (V - E_K) - g_L (V - E_L)`` and
    ``dw/dt = phi (w_inf(V) - w) / tau_w(V)``. Calcium activates at once, potassium slowly. A
    spike is counted where V rises through 0 mV. Defaults are the set of the paper that starts
    to oscillate at a Hopf bifurcation, with the numbers in use today.

    The caption of the paper gives V2 = -15 mV; that is a misprint, V2 is positive.

    References
    ----------
    C. Morris, H. Lecar (1981), Voltage oscillations in the barnacle giant muscle fiber,
    Biophysical Journal 35:193-213, doi:10.1016/S0006-3495(81)84782-0; parameter sets as in
    G. B. Ermentrout, D. H. Terman (2010), Mathematical Foundations of Neuroscience.
    """

    name = "morris_lecar"
    y0 = (-60.0, 0.015)
    index_voltage_variable = 0
    spike_condition = 0.0
    unpacks_state = True

    description = Description(
        title="Morris-Lecar",
        summary=(
            "Two equations with real conductances: calcium that opens at once and potassium "
            "that follows slowly. Shifting and steepening the potassium activation turns a "
            "cell that starts to fire at a fixed rate into one that starts arbitrarily slowly."
        ),
        parameters=(
            Parameter("C", 20.0, (5.0, 40.0), (0.1, 200.0), 0.2, "µF/cm²", "membrane capacitance"),
            Parameter(
                "g_Ca", 4.4, (0.0, 8.0), (0.0, 100.0), 0.05, "mS/cm²",
                "calcium conductance with all channels open",
            ),
            Parameter(
                "E_Ca", 120.0, (60.0, 160.0), (-100.0, 250.0), 1.0, "mV",
                "reversal potential of calcium",
            ),
            Parameter(
                "g_K", 8.0, (0.0, 16.0), (0.0, 100.0), 0.1, "mS/cm²",
                "potassium conductance with all channels open",
            ),
            Parameter(
                "E_K", -84.0, (-110.0, -50.0), (-200.0, 50.0), 0.5, "mV",
                "reversal potential of potassium",
            ),
            Parameter("g_L", 2.0, (0.0, 4.0), (0.0, 100.0), 0.02, "mS/cm²", "leak conductance"),
            Parameter(
                "E_L", -60.0, (-80.0, -40.0), (-200.0, 50.0), 0.2, "mV",
                "reversal potential of the leak",
            ),
            Parameter(
                "V1", -1.2, (-10.0, 10.0), (-100.0, 100.0), 0.1, "mV",
                "potential at which half of the calcium channels are open",
            ),
            Parameter(
                "V2", 18.0, (10.0, 30.0), (1.0, 200.0), 0.1, "mV",
                "width of the calcium activation; smaller is steeper",
            ),
            Parameter(
                "V3", 2.0, (-10.0, 20.0), (-100.0, 100.0), 0.1, "mV",
                "potential at which half of the potassium channels settle open",
            ),
            Parameter(
                "V4", 30.0, (10.0, 40.0), (1.0, 200.0), 0.1, "mV",
                "width of the potassium activation; smaller is steeper",
            ),
            Parameter(
                "phi", 0.04, (0.01, 0.3), (0.0001, 10.0), 0.001, "1/ms",
                "slowest speed of the potassium gate, reached at V3",
            ),
        ),
        states=(
            StateVariable("V", "mV", "membrane potential"),
            StateVariable("w", "", "potassium activation"),
        ),
        current_unit="µA/cm²",
        equations=(
            Equation(
                "dV/dt", "(I - g_Ca*m_inf*(V - E_Ca) - g_K*w*(V - E_K) - g_L*(V - E_L))/C"
            ),
            Equation("dw/dt", "phi*(w_inf - w)/tau_w"),
            Equation("m_inf", "(1 + tanh((V - V1)/V2))/2"),
            Equation("w_inf", "(1 + tanh((V - V3)/V4))/2"),
            Equation("tau_w", "1/cosh((V - V3)/(2*V4))"),
        ),
        current_span=(0.0, 250.0),
        current_bounds=(-1000.0, 1000.0),
        current_step=1.0,
        current_default=100.0,
        reference=Reference(
            authors="C. Morris, H. Lecar",
            year=1981,
            title="Voltage oscillations in the barnacle giant muscle fiber",
            journal="Biophysical Journal 35(1):193-213",
            doi="10.1016/S0006-3495(81)84782-0",
        ),
        simplifications=(
            "The model describes a muscle fibre of the barnacle; as a neuron it stands for the "
            "way in which firing begins, not for a particular cell.",
            "Calcium channels open without delay and do not inactivate.",
            "The calcium that flows in is not counted: no concentration, and no potassium "
            "channel that calcium would open.",
            "The upstroke is carried by calcium; the potentials are those of the fibre, and a "
            "spike is lower and slower than that of a nerve.",
            "The cell is a single point: no dendrites, no axon, no propagation.",
        ),
        presets=(
            Preset(
                "hopf", "Onset at a Hopf bifurcation",
                input={"I_max": 95.0, "onset": 100.0}, T=1000.0,
                note="Just above 93.9 it fires at once at a finite rate: no slow firing exists.",
            ),
            Preset(
                "snic", "Onset at a saddle-node on a circle",
                {"g_Ca": 4.0, "V3": 12.0, "V4": 17.4, "phi": 0.067},
                input={"I_max": 40.5, "onset": 100.0}, T=1500.0,
                note="Just above 39.96 it fires slowly, and slower still closer to it.",
            ),
            Preset(
                "homoclinic", "Onset at a homoclinic orbit",
                {"g_Ca": 4.0, "V3": 12.0, "V4": 17.4, "phi": 0.23},
                y0=(-5.0, 0.1), input={"I_max": 37.0, "onset": 0.0}, T=1000.0,
                note="Started near a spike it fires for ever; started at rest it stays there.",
            ),
        ),
    )  # fmt: skip

    def _rhs(self, t, y, I):
        V, w = y
        p = self.params
        I_Ca = 0.5 * p["g_Ca"] * (1 + np.tanh((V - p["V1"]) / p["V2"])) * (V - p["E_Ca"])
        I_K = p["g_K"] * w * (V - p["E_K"])
        I_L = p["g_L"] * (V - p["E_L"])
        distance = (V - p["V3"]) / p["V4"]
        w_inf = 0.5 * (1 + np.tanh(distance))
        return (
            (I - I_Ca - I_K - I_L) / p["C"],
            p["phi"] * (w_inf - w) * np.cosh(distance / 2),
        )

    def _steady_state(self, v):
        return v, 0.5 * (1 + np.tanh((v - self.params["V3"]) / self.params["V4"]))
