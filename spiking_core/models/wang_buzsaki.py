"""The Wang-Buzsáki model."""

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
from spiking_core.models.rates import linoid


class WangBuzsakiModel(BaseSpikingModel):
    """Fast-spiking interneuron of the hippocampus: sodium, potassium, leak; no reset.

    ``C dV/dt = I - g_Na m_inf(V)^3 h (V - E_Na) - g_K n^4 (V - E_K) - g_L (V - E_L)``, and
    ``dx/dt = phi (alpha_x(V) (1 - x) - beta_x(V) x)`` for h and n. Sodium activates at once. A
    spike is counted where V rises through 0 mV. Defaults are those of the paper.

    References
    ----------
    X.-J. Wang, G. Buzsáki (1996), Gamma oscillation by synaptic inhibition in a hippocampal
    interneuronal network model, The Journal of Neuroscience 16:6402-6413,
    doi:10.1523/JNEUROSCI.16-20-06402.1996.
    """

    name = "wang_buzsaki"
    y0 = (-64.0, 0.78, 0.09)
    index_voltage_variable = 0
    spike_condition = 0.0
    unpacks_state = True

    description = Description(
        title="Wang-Buzsáki",
        summary=(
            "A fast-spiking inhibitory neuron with the fewest channels that give narrow spikes, "
            "a shallow after-hyperpolarisation and firing from very slow to hundreds per "
            "second; the standard cell of gamma rhythm models."
        ),
        parameters=(
            Parameter("C", 1.0, (0.5, 2.0), (0.05, 20.0), 0.01, "µF/cm²", "membrane capacitance"),
            Parameter(
                "g_Na", 35.0, (0.0, 70.0), (0.0, 1000.0), 0.5, "mS/cm²",
                "sodium conductance with all channels open",
            ),
            Parameter(
                "E_Na", 55.0, (0.0, 80.0), (-100.0, 150.0), 0.5, "mV",
                "reversal potential of sodium",
            ),
            Parameter(
                "g_K", 9.0, (0.0, 20.0), (0.0, 1000.0), 0.1, "mS/cm²",
                "potassium conductance with all channels open",
            ),
            Parameter(
                "E_K", -90.0, (-110.0, -60.0), (-150.0, 50.0), 0.5, "mV",
                "reversal potential of potassium",
            ),
            Parameter("g_L", 0.1, (0.0, 0.5), (0.0, 100.0), 0.005, "mS/cm²", "leak conductance"),
            Parameter(
                "E_L", -65.0, (-80.0, -50.0), (-150.0, 50.0), 0.2, "mV",
                "reversal potential of the leak",
            ),
            Parameter(
                "phi", 5.0, (2.0, 10.0), (0.01, 50.0), 0.05, "",
                "speed of h and n; smaller deepens the hyperpolarisation after a spike",
            ),
        ),
        states=(
            StateVariable("V", "mV", "membrane potential"),
            StateVariable("h", "", "sodium inactivation, 1 if all channels are available"),
            StateVariable("n", "", "potassium activation"),
        ),
        current_unit="µA/cm²",
        equations=(
            Equation(
                "dV/dt",
                "(I - g_Na*m_inf**3*h*(V - E_Na) - g_K*n**4*(V - E_K) - g_L*(V - E_L))/C",
            ),
            Equation("dh/dt", "phi*(alpha_h*(1 - h) - beta_h*h)"),
            Equation("dn/dt", "phi*(alpha_n*(1 - n) - beta_n*n)"),
            Equation("alpha_m", "0.1*(V + 35)/(1 - exp(-(V + 35)/10))"),
            Equation("beta_m", "4*exp(-(V + 60)/18)"),
            Equation("m_inf", "alpha_m/(alpha_m + beta_m)"),
            Equation("alpha_h", "0.07*exp(-(V + 58)/20)"),
            Equation("beta_h", "1/(1 + exp(-(V + 28)/10))"),
            Equation("alpha_n", "0.01*(V + 34)/(1 - exp(-(V + 34)/10))"),
            Equation("beta_n", "0.125*exp(-(V + 44)/80)"),
        ),
        current_span=(-2.0, 8.0),
        current_bounds=(-100.0, 100.0),
        current_step=0.05,
        current_default=1.0,
        reference=Reference(
            authors="X.-J. Wang, G. Buzsáki",
            year=1996,
            title=(
                "Gamma oscillation by synaptic inhibition in a hippocampal interneuronal "
                "network model"
            ),
            journal="The Journal of Neuroscience 16(20):6402-6413",
            doi="10.1523/JNEUROSCI.16-20-06402.1996",
        ),
        simplifications=(
            "Sodium activation follows the potential without delay; the very first part of the "
            "upstroke is therefore steeper or flatter than in a recording.",
            "The rates are those of the squid axon, shifted and sped up by phi, not those of "
            "the fast potassium channels measured in these cells.",
            "There is no adaptation and no slow current: the rate is steady from the first "
            "interval on.",
            "The cell is a single point, although its dendrites receive most of its synapses.",
            "One cell alone does not make a gamma rhythm; the synapses of the paper's network "
            "are not part of it.",
        ),
        presets=(
            Preset(
                "gamma", "Gamma rate", input={"I_max": 0.75, "onset": 50.0}, T=400.0,
                note="Tens of spikes per second without adaptation, as a cell in the network.",
            ),
            Preset(
                "slow", "Slow firing", input={"I_max": 0.165, "onset": 50.0}, T=1500.0,
                note="Just above the saddle-node current of 0.160: as slow as one likes.",
            ),
            Preset(
                "deep", "Deep after-hyperpolarisation", {"phi": 3.33},
                input={"I_max": 1.0, "onset": 50.0}, T=400.0,
                note="Slower gates: V falls much lower after each spike.",
            ),
        ),
    )  # fmt: skip

    def _rhs(self, t, y, I):
        V, h, n = y
        p = self.params
        alpha_m = linoid((V + 35) / 10)
        m_inf = alpha_m / (alpha_m + 4 * np.exp(-(V + 60) / 18))
        alpha_h, beta_h, alpha_n, beta_n = self._rates(V)
        I_Na = p["g_Na"] * m_inf**3 * h * (V - p["E_Na"])
        I_K = p["g_K"] * n**4 * (V - p["E_K"])
        I_L = p["g_L"] * (V - p["E_L"])
        phi = p["phi"]
        return (
            (I - I_Na - I_K - I_L) / p["C"],
            phi * (alpha_h * (1 - h) - beta_h * h),
            phi * (alpha_n * (1 - n) - beta_n * n),
        )

    def _rates(self, V):
        """Return opening and closing rates of h and n in 1/ms, before `phi`."""
        return (
            0.07 * np.exp(-(V + 58) / 20),
            1 / (1 + np.exp(-(V + 28) / 10)),
            0.1 * linoid((V + 34) / 10),
            0.125 * np.exp(-(V + 44) / 80),
        )

    def _steady_state(self, v):
        alpha_h, beta_h, alpha_n, beta_n = self._rates(v)
        return v, alpha_h / (alpha_h + beta_h), alpha_n / (alpha_n + beta_n)
