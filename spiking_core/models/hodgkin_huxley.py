"""The Hodgkin-Huxley model."""

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


class HodgkinHuxleyModel(BaseSpikingModel):
    """Sodium, potassium and leak current of the squid axon; no reset.

    ``C dV/dt = I - g_Na m^3 h (V - E_Na) - g_K n^4 (V - E_K) - g_L (V - E_L)``, and for each
    gate x of m, h, n: ``dx/dt = phi (alpha_x(V) (1 - x) - beta_x(V) x)``. A spike is counted
    where V rises through 0 mV. Defaults are those of the paper at 6.3 degrees Celsius, in
    today's convention: V is the potential inside, at rest about -65 mV, and a positive I
    depolarises. The paper puts the leak 10.613 mV above rest; some programs round -54.387 to
    -54.4 or -54.3 mV, which moves the rest.

    References
    ----------
    A. L. Hodgkin, A. F. Huxley (1952), A quantitative description of membrane current and its
    application to conduction and excitation in nerve, The Journal of Physiology 117:500-544,
    doi:10.1113/jphysiol.1952.sp004764.
    """

    name = "hodgkin_huxley"
    y0 = (-65.0, 0.053, 0.596, 0.318)
    index_voltage_variable = 0
    spike_condition = 0.0
    unpacks_state = True

    description = Description(
        title="Hodgkin-Huxley",
        summary=(
            "The squid giant axon as measured: sodium channels that open fast and then shut by "
            "themselves make the upstroke, potassium channels that open late end it. Nothing "
            "is cut off or reset; the spike is a solution of the equations."
        ),
        parameters=(
            Parameter(
                "C", 1.0, (0.5, 2.0), (0.05, 20.0), 0.01, "µF/cm²",
                "membrane capacitance",
            ),
            Parameter(
                "g_Na", 120.0, (0.0, 200.0), (0.0, 1000.0), 1.0, "mS/cm²",
                "sodium conductance with all channels open; 0 is full tetrodotoxin",
            ),
            Parameter(
                "E_Na", 50.0, (0.0, 80.0), (-100.0, 150.0), 0.5, "mV",
                "reversal potential of sodium",
            ),
            Parameter(
                "g_K", 36.0, (0.0, 80.0), (0.0, 1000.0), 0.5, "mS/cm²",
                "potassium conductance with all channels open; 0 is full tetraethylammonium",
            ),
            Parameter(
                "E_K", -77.0, (-100.0, -50.0), (-150.0, 50.0), 0.5, "mV",
                "reversal potential of potassium; extracellular potassium raises it",
            ),
            Parameter(
                "g_L", 0.3, (0.0, 1.0), (0.0, 100.0), 0.01, "mS/cm²",
                "leak conductance",
            ),
            Parameter(
                "E_L", -54.387, (-80.0, -40.0), (-150.0, 50.0), 0.2, "mV",
                "reversal potential of the leak",
            ),
            Parameter(
                "phi", 1.0, (0.5, 4.0), (0.01, 30.0), 0.02, "",
                "speed of all gates: 1 at 6.3 °C, three times as fast for every 10 °C more",
            ),
        ),
        states=(
            StateVariable("V", "mV", "membrane potential"),
            StateVariable("m", "", "sodium activation"),
            StateVariable("h", "", "sodium inactivation, 1 if all channels are available"),
            StateVariable("n", "", "potassium activation"),
        ),
        current_unit="µA/cm²",
        equations=(
            Equation(
                "dV/dt",
                "(I - g_Na*m**3*h*(V - E_Na) - g_K*n**4*(V - E_K) - g_L*(V - E_L))/C",
            ),
            Equation("dm/dt", "phi*(alpha_m*(1 - m) - beta_m*m)"),
            Equation("dh/dt", "phi*(alpha_h*(1 - h) - beta_h*h)"),
            Equation("dn/dt", "phi*(alpha_n*(1 - n) - beta_n*n)"),
            Equation("alpha_m", "0.1*(V + 40)/(1 - exp(-(V + 40)/10))"),
            Equation("beta_m", "4*exp(-(V + 65)/18)"),
            Equation("alpha_h", "0.07*exp(-(V + 65)/20)"),
            Equation("beta_h", "1/(1 + exp(-(V + 35)/10))"),
            Equation("alpha_n", "0.01*(V + 55)/(1 - exp(-(V + 55)/10))"),
            Equation("beta_n", "0.125*exp(-(V + 65)/80)"),
        ),
        current_span=(-20.0, 40.0),
        current_bounds=(-500.0, 500.0),
        current_step=0.2,
        current_default=10.0,
        reference=Reference(
            authors="A. L. Hodgkin, A. F. Huxley",
            year=1952,
            title=(
                "A quantitative description of membrane current and its application to "
                "conduction and excitation in nerve"
            ),
            journal="The Journal of Physiology 117(4):500-544",
            doi="10.1113/jphysiol.1952.sp004764",
        ),
        simplifications=(
            "The rates were fitted to the squid giant axon at 6.3 °C; neurons of the cortex have "
            "other channels and mostly begin to fire slowly, which this model cannot.",
            "Each gate opens and shuts independently of the others; real sodium channels "
            "inactivate mainly once they have opened.",
            "The conductances are averages over very many channels: there is no channel noise.",
            "The reversal potentials stay fixed; in a real axon lasting activity changes the "
            "ion concentrations, and pumps restore them.",
            "Temperature enters only through the speed of the gates, not through conductances "
            "or reversal potentials.",
            "The membrane is a single patch, as in a space clamp: the spike does not travel.",
        ),
        presets=(
            Preset(
                "single_spike", "Single spike", input={"I_max": 4.0, "onset": 50.0}, T=200.0,
                note="Enough for one spike at the onset, not enough to go on firing.",
            ),
            Preset(
                "repetitive", "Repetitive firing", input={"I_max": 10.0, "onset": 50.0}, T=300.0,
                note="Just above the Hopf current of 9.78: 68 spikes per second for ever.",
            ),
            Preset(
                "no_sodium", "Sodium channels blocked", {"g_Na": 0.0},
                input={"I_max": 10.0, "onset": 50.0}, T=200.0,
                note="As with tetrodotoxin: no spike, only a small hump before potassium opens.",
            ),
            Preset(
                "no_potassium", "Potassium channels blocked", {"g_K": 0.0},
                y0=(-64.9964, 0.05296, 0.59599, 0.31773),
                input={"I_max": 0.0, "onset": 0.0}, T=100.0,
                note="Blocked at 0 ms: the leak sets off a spike, and V does not come back.",
            ),
            Preset(
                "anode_break", "Anode break excitation",
                y0=(-77.6193, 0.010978, 0.904446, 0.152308),
                input={"I_max": 0.0, "onset": 0.0}, T=100.0,
                note="Held below rest by I = -7 until 0 ms; set free, it fires without excitation.",
            ),
        ),
    )  # fmt: skip

    def _rates(self, V):
        """Return opening and closing rates of m, h, n in 1/ms, before `phi`."""
        return (
            linoid((V + 40) / 10),
            4 * np.exp(-(V + 65) / 18),
            0.07 * np.exp(-(V + 65) / 20),
            1 / (1 + np.exp(-(V + 35) / 10)),
            0.1 * linoid((V + 55) / 10),
            0.125 * np.exp(-(V + 65) / 80),
        )

    def _rhs(self, t, y, I):
        V, m, h, n = y
        p = self.params
        alpha_m, beta_m, alpha_h, beta_h, alpha_n, beta_n = self._rates(V)
        I_Na = p["g_Na"] * m**3 * h * (V - p["E_Na"])
        I_K = p["g_K"] * n**4 * (V - p["E_K"])
        I_L = p["g_L"] * (V - p["E_L"])
        phi = p["phi"]
        return (
            (I - I_Na - I_K - I_L) / p["C"],
            phi * (alpha_m * (1 - m) - beta_m * m),
            phi * (alpha_h * (1 - h) - beta_h * h),
            phi * (alpha_n * (1 - n) - beta_n * n),
        )

    def _steady_state(self, v):
        alpha_m, beta_m, alpha_h, beta_h, alpha_n, beta_n = self._rates(v)
        return (
            v,
            alpha_m / (alpha_m + beta_m),
            alpha_h / (alpha_h + beta_h),
            alpha_n / (alpha_n + beta_n),
        )
