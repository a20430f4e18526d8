"""The persistent sodium plus potassium model."""

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


class PersistentSodiumPotassiumModel(BaseSpikingModel):
    """Persistent sodium and potassium current, two equations; no reset.

    ``C dV/dt = I - g_L (V - E_L) - g_Na m_inf(V) (V - E_Na) - g_K n (V - E_K)`` and
    ``dn/dt = (n_inf(V) - n) / tau``, with ``x_inf = 1 / (1 + exp((V_x - V) / k_x))``. Sodium
    activates at once and does not inactivate. A spike is counted where V rises through
    -20 mV, since spikes end near 0 mV or below it. Defaults are the high-threshold set of
    chapter 4 of the book, which loses its rest at a saddle-node on a circle.

    References
    ----------
    E. M. Izhikevich (2007), Dynamical Systems in Neuroscience, MIT Press,
    doi:10.7551/mitpress/2526.001.0001.
    """

    name = "inap_ik"
    y0 = (-66.0, 0.0003)
    index_voltage_variable = 0
    spike_condition = -20.0
    unpacks_state = True

    description = Description(
        title="Persistent sodium and potassium",
        summary=(
            "The smallest model with real conductances that spikes: one inward current that "
            "amplifies, one outward current that brings back. Its plane shows every way in "
            "which a neuron can begin to fire."
        ),
        parameters=(
            Parameter("C", 1.0, (0.5, 2.0), (0.05, 20.0), 0.01, "µF/cm²", "membrane capacitance"),
            Parameter("g_L", 8.0, (0.0, 16.0), (0.0, 100.0), 0.1, "mS/cm²", "leak conductance"),
            Parameter(
                "E_L", -80.0, (-95.0, -60.0), (-150.0, 50.0), 0.2, "mV",
                "reversal potential of the leak",
            ),
            Parameter(
                "g_Na", 20.0, (0.0, 40.0), (0.0, 500.0), 0.2, "mS/cm²",
                "persistent sodium conductance with all channels open",
            ),
            Parameter(
                "E_Na", 60.0, (0.0, 80.0), (-100.0, 150.0), 0.5, "mV",
                "reversal potential of sodium",
            ),
            Parameter(
                "g_K", 10.0, (0.0, 20.0), (0.0, 500.0), 0.1, "mS/cm²",
                "potassium conductance with all channels open",
            ),
            Parameter(
                "E_K", -90.0, (-110.0, -60.0), (-150.0, 50.0), 0.5, "mV",
                "reversal potential of potassium",
            ),
            Parameter(
                "V_m", -20.0, (-40.0, 0.0), (-100.0, 50.0), 0.2, "mV",
                "potential at which half of the sodium channels are open",
            ),
            Parameter(
                "k_m", 15.0, (5.0, 25.0), (0.5, 50.0), 0.1, "mV",
                "width of the sodium activation; smaller is steeper",
            ),
            Parameter(
                "V_n", -25.0, (-50.0, -10.0), (-100.0, 50.0), 0.2, "mV",
                "potential at which half of the potassium channels settle open",
            ),
            Parameter(
                "k_n", 5.0, (2.0, 15.0), (0.5, 50.0), 0.1, "mV",
                "width of the potassium activation; smaller is steeper",
            ),
            Parameter(
                "tau", 1.0, (0.1, 3.0), (0.01, 100.0), 0.01, "ms",
                "time constant of the potassium gate",
            ),
        ),
        states=(
            StateVariable("V", "mV", "membrane potential"),
            StateVariable("n", "", "potassium activation"),
        ),
        current_unit="µA/cm²",
        equations=(
            Equation(
                "dV/dt", "(I - g_L*(V - E_L) - g_Na*m_inf*(V - E_Na) - g_K*n*(V - E_K))/C"
            ),
            Equation("dn/dt", "(n_inf - n)/tau"),
            Equation("m_inf", "1/(1 + exp((V_m - V)/k_m))"),
            Equation("n_inf", "1/(1 + exp((V_n - V)/k_n))"),
        ),
        current_span=(-10.0, 50.0),
        current_bounds=(-500.0, 500.0),
        current_step=0.25,
        current_default=10.0,
        reference=Reference(
            authors="E. M. Izhikevich",
            year=2007,
            title="Dynamical Systems in Neuroscience",
            journal="MIT Press, Cambridge, chapter 4",
            doi="10.7551/mitpress/2526.001.0001",
        ),
        simplifications=(
            "Sodium does not inactivate; the potassium current alone ends the spike.",
            "Sodium activates without delay, and the time constant of potassium does not depend "
            "on the potential.",
            "The parameters were chosen to show the four ways of beginning to fire; they are "
            "not those of a particular cell.",
            "Spikes are low and, with some parameters, change their height with the current; "
            "what counts as a spike is a choice (V rising through -20 mV).",
            "The cell is a single point: no dendrites, no axon, no propagation.",
        ),
        presets=(
            Preset(
                "saddle_node", "Saddle-node on a circle",
                input={"I_max": 4.6, "onset": 20.0}, T=200.0,
                note="Just above 4.51 it fires slowly, and slower still closer to it.",
            ),
            Preset(
                "hopf", "Hopf bifurcation", {"E_L": -78.0, "V_n": -45.0},
                input={"I_max": 40.0, "onset": 20.0}, T=100.0,
                note="Low potassium threshold: it fires fast at once, and more current makes "
                "higher spikes.",
            ),
            Preset(
                "homoclinic", "Homoclinic orbit", {"tau": 0.152},
                input={"I_max": 4.6, "onset": 20.0}, T=100.0,
                note="Fast potassium: just above 4.51 the rate is high from the first spike on.",
            ),
        ),
    )  # fmt: skip

    def _rhs(self, t, y, I):
        V, n = y
        p = self.params
        m_inf = 1 / (1 + np.exp((p["V_m"] - V) / p["k_m"]))
        n_inf = 1 / (1 + np.exp((p["V_n"] - V) / p["k_n"]))
        I_L = p["g_L"] * (V - p["E_L"])
        I_Na = p["g_Na"] * m_inf * (V - p["E_Na"])
        I_K = p["g_K"] * n * (V - p["E_K"])
        return (I - I_L - I_Na - I_K) / p["C"], (n_inf - n) / p["tau"]

    def _steady_state(self, v):
        return v, 1 / (1 + np.exp((self.params["V_n"] - v) / self.params["k_n"]))
