"""The Connor-Stevens model."""

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


class ConnorStevensModel(BaseSpikingModel):
    """Sodium, delayed potassium, transient potassium (A) and leak current; no reset.

    ``C dV/dt = I - g_Na m^3 h (V - E_Na) - g_K n^4 (V - E_K) - g_A a^3 b (V - E_A)
    - g_L (V - E_L)``; m, h, n have opening and closing rates as in Hodgkin and Huxley, a and b
    relax to a_inf(V) and b_inf(V). The A current opens below threshold and delays the spike,
    so that the cell can fire slowly. A spike is counted where V rises through 0 mV. Rates and
    defaults are those of Dayan and Abbott, who round the paper's, with 1 mS/mm^2 =
    100 mS/cm^2. A leak at -70 mV, as some programs have it, is 15.9 uA/cm^2 more current.

    References
    ----------
    J. A. Connor, D. Walter, R. McKown (1977), Neural repetitive firing: modifications of the
    Hodgkin-Huxley axon suggested by experimental results from crustacean axons, Biophysical
    Journal 18:81-102, doi:10.1016/S0006-3495(77)85598-7; in the form of P. Dayan, L. F. Abbott
    (2001), Theoretical Neuroscience, chapter 6.
    """

    name = "connor_stevens"
    y0 = (-68.0, 0.01, 0.966, 0.156, 0.54, 0.288)
    index_voltage_variable = 0
    spike_condition = 0.0
    unpacks_state = True

    description = Description(
        title="Connor-Stevens",
        summary=(
            "Hodgkin and Huxley's currents and a second potassium current that opens early and "
            "then inactivates. This A current holds the potential back after a spike and lets "
            "the cell fire slowly, which the squid axon cannot."
        ),
        parameters=(
            Parameter("C", 1.0, (0.5, 2.0), (0.05, 20.0), 0.01, "µF/cm²", "membrane capacitance"),
            Parameter(
                "g_Na", 120.0, (0.0, 200.0), (0.0, 1000.0), 1.0, "mS/cm²",
                "sodium conductance with all channels open",
            ),
            Parameter(
                "E_Na", 55.0, (0.0, 80.0), (-100.0, 150.0), 0.5, "mV",
                "reversal potential of sodium",
            ),
            Parameter(
                "g_K", 20.0, (0.0, 40.0), (0.0, 1000.0), 0.2, "mS/cm²",
                "delayed potassium conductance with all channels open",
            ),
            Parameter(
                "E_K", -72.0, (-100.0, -50.0), (-150.0, 50.0), 0.5, "mV",
                "reversal potential of the delayed potassium current",
            ),
            Parameter(
                "g_A", 47.7, (0.0, 80.0), (0.0, 1000.0), 0.5, "mS/cm²",
                "transient potassium conductance with all channels open",
            ),
            Parameter(
                "E_A", -75.0, (-100.0, -50.0), (-150.0, 50.0), 0.5, "mV",
                "reversal potential of the transient potassium current",
            ),
            Parameter("g_L", 0.3, (0.0, 1.0), (0.0, 100.0), 0.01, "mS/cm²", "leak conductance"),
            Parameter(
                "E_L", -17.0, (-75.0, 0.0), (-150.0, 50.0), 0.5, "mV",
                "reversal potential of the leak",
            ),
        ),
        states=(
            StateVariable("V", "mV", "membrane potential"),
            StateVariable("m", "", "sodium activation"),
            StateVariable("h", "", "sodium inactivation, 1 if all channels are available"),
            StateVariable("n", "", "delayed potassium activation"),
            StateVariable("a", "", "transient potassium activation"),
            StateVariable("b", "", "transient potassium inactivation, 1 if all are available"),
        ),
        current_unit="µA/cm²",
        equations=(
            Equation(
                "dV/dt",
                "(I - g_Na*m**3*h*(V - E_Na) - g_K*n**4*(V - E_K)"
                " - g_A*a**3*b*(V - E_A) - g_L*(V - E_L))/C",
            ),
            Equation("dm/dt", "alpha_m*(1 - m) - beta_m*m"),
            Equation("dh/dt", "alpha_h*(1 - h) - beta_h*h"),
            Equation("dn/dt", "alpha_n*(1 - n) - beta_n*n"),
            Equation("da/dt", "(a_inf - a)/tau_a"),
            Equation("db/dt", "(b_inf - b)/tau_b"),
            Equation("alpha_m", "0.38*(V + 29.7)/(1 - exp(-0.1*(V + 29.7)))"),
            Equation("beta_m", "15.2*exp(-0.0556*(V + 54.7))"),
            Equation("alpha_h", "0.266*exp(-0.05*(V + 48))"),
            Equation("beta_h", "3.8/(1 + exp(-0.1*(V + 18)))"),
            Equation("alpha_n", "0.02*(V + 45.7)/(1 - exp(-0.1*(V + 45.7)))"),
            Equation("beta_n", "0.25*exp(-0.0125*(V + 55.7))"),
            Equation(
                "a_inf", "(0.0761*exp(0.0314*(V + 94.22))/(1 + exp(0.0346*(V + 1.17))))**(1/3)"
            ),
            Equation("tau_a", "0.3632 + 1.158/(1 + exp(0.0497*(V + 55.96)))"),
            Equation("b_inf", "1/(1 + exp(0.0688*(V + 53.3)))**4"),
            Equation("tau_b", "1.24 + 2.678/(1 + exp(0.0624*(V + 50)))"),
        ),
        current_span=(-10.0, 50.0),
        current_bounds=(-500.0, 500.0),
        current_step=0.25,
        current_default=10.0,
        reference=Reference(
            authors="J. A. Connor, D. Walter, R. McKown",
            year=1977,
            title=(
                "Neural repetitive firing: modifications of the Hodgkin-Huxley axon suggested "
                "by experimental results from crustacean axons"
            ),
            journal="Biophysical Journal 18(1):81-102",
            doi="10.1016/S0006-3495(77)85598-7",
        ),
        simplifications=(
            "The gates were fitted to crustacean axons; A currents of other cells differ in "
            "speed and range.",
            "Activation and inactivation of the A current are independent of each other, and "
            "one kind of channel carries all of it.",
            "The reversal potential of the leak is not measured: it is set so that the cell "
            "rests near -68 mV.",
            "E_K and E_A differ although both currents are carried by potassium; the values "
            "are those of the fit.",
            "There is no calcium and no calcium-activated potassium current: no adaptation.",
            "The membrane is a single patch: the spike does not travel.",
        ),
        presets=(
            Preset(
                "slow", "Slow firing", input={"I_max": 8.3, "onset": 50.0}, T=1500.0,
                note="Just above 8.11 the A current lets it fire slowly, at 5.7 spikes per second.",
            ),
            Preset(
                "delay", "Delayed first spike", input={"I_max": 9.0, "onset": 50.0}, T=300.0,
                note="The A current holds the potential back: the first spike comes late.",
            ),
            Preset(
                "no_a_current", "Without the A current", {"g_A": 0.0, "E_L": -70.0},
                input={"I_max": 10.0, "onset": 50.0}, T=300.0,
                note="Leak moved to rest at -70 mV: it fires at once and fast, or not at all.",
            ),
        ),
    )  # fmt: skip

    def _gates(self, V):
        """Return the rates of m, h, n in 1/ms and the steady states of a and b."""
        a_cubed = 0.0761 * np.exp(0.0314 * (V + 94.22)) / (1 + np.exp(0.0346 * (V + 1.17)))
        return (
            3.8 * linoid(0.1 * (V + 29.7)),
            15.2 * np.exp(-0.0556 * (V + 54.7)),
            0.266 * np.exp(-0.05 * (V + 48)),
            3.8 / (1 + np.exp(-0.1 * (V + 18))),
            0.2 * linoid(0.1 * (V + 45.7)),
            0.25 * np.exp(-0.0125 * (V + 55.7)),
            a_cubed ** (1 / 3),
            1 / (1 + np.exp(0.0688 * (V + 53.3))) ** 4,
        )

    def _rhs(self, t, y, I):
        V, m, h, n, a, b = y
        p = self.params
        alpha_m, beta_m, alpha_h, beta_h, alpha_n, beta_n, a_inf, b_inf = self._gates(V)
        tau_a = 0.3632 + 1.158 / (1 + np.exp(0.0497 * (V + 55.96)))
        tau_b = 1.24 + 2.678 / (1 + np.exp(0.0624 * (V + 50)))
        I_Na = p["g_Na"] * m**3 * h * (V - p["E_Na"])
        I_K = p["g_K"] * n**4 * (V - p["E_K"])
        I_A = p["g_A"] * a**3 * b * (V - p["E_A"])
        I_L = p["g_L"] * (V - p["E_L"])
        return (
            (I - I_Na - I_K - I_A - I_L) / p["C"],
            alpha_m * (1 - m) - beta_m * m,
            alpha_h * (1 - h) - beta_h * h,
            alpha_n * (1 - n) - beta_n * n,
            (a_inf - a) / tau_a,
            (b_inf - b) / tau_b,
        )

    def _steady_state(self, v):
        alpha_m, beta_m, alpha_h, beta_h, alpha_n, beta_n, a_inf, b_inf = self._gates(v)
        return (
            v,
            alpha_m / (alpha_m + beta_m),
            alpha_h / (alpha_h + beta_h),
            alpha_n / (alpha_n + beta_n),
            a_inf,
            b_inf,
        )
