"""The generalised linear integrate-and-fire model of Mihalas and Niebur."""

from __future__ import annotations

from spiking_core.base import BaseSpikingModel
from spiking_core.description import (
    Description,
    Equation,
    Parameter,
    Reference,
    StateVariable,
)
from spiking_core.models.mihalas_niebur_presets import PRESETS


class MihalasNieburModel(BaseSpikingModel):
    """A leaky membrane with two currents that spikes leave behind, and a threshold that moves.

    ``dV/dt = I + I_1 + I_2 - g (V - E_L)``, ``dTheta/dt = a (V - E_L) - b (Theta - Theta_inf)``,
    ``dI_1/dt = -k_1 I_1`` and ``dI_2/dt = -k_2 I_2``; when V comes from below to Theta, V
    becomes ``v_reset``, Theta the larger of ``Theta_r`` and itself, ``I_1`` becomes
    ``R_1 I_1 + A_1`` and ``I_2`` becomes ``R_2 I_2 + A_2``.

    All equations are linear; the firing patterns come from the reset and from `a`, which couples
    the threshold to the membrane potential. Defaults are those of the paper with `a`, `A_1` and
    `A_2` at zero, the leaky integrate-and-fire model: its period under a constant current is
    ``ln(1 + (Theta_inf - E_L) g / (I - (Theta_inf - E_L) g)) / g`` if `v_reset` is `E_L`.

    The currents are divided by the capacitance, and so in mV/ms.

    References
    ----------
    S. Mihalas, E. Niebur (2009), A generalized linear integrate-and-fire neural model produces
    diverse spiking behaviors, Neural Computation 21:704-718, doi:10.1162/neco.2008.12-07-680.
    """

    name = "mihalas_niebur"
    y0 = (-70.0, -50.0, 0.0, 0.0)
    index_voltage_variable = 0
    index_threshold_variable = 1
    unpacks_state = True

    description = Description(
        title="Mihalas-Niebur",
        summary=(
            "A leaky membrane, a threshold that follows the membrane potential, and two currents "
            "that every spike leaves behind: four linear equations and a reset, with which the "
            "cell fires, bursts, adapts or rebounds."
        ),
        parameters=(
            Parameter(
                "g", 0.05, (0.01, 0.2), (0.001, 10.0), 0.001, "1/ms",
                "leak conductance over capacitance; one over the membrane time constant",
            ),
            Parameter(
                "E_L", -70.0, (-80.0, -66.0), (-100.0, -66.0), 0.1, "mV",
                "resting potential, to which the leak pulls",
            ),
            Parameter(
                "a", 0.0, (-0.08, 0.03), (-1.0, 1.0), 0.001, "1/ms",
                "how strongly the threshold follows the membrane potential; below zero it moves "
                "the other way",
            ),
            Parameter(
                "b", 0.01, (0.005, 0.05), (0.0005, 1.0), 0.0005, "1/ms",
                "rate at which the threshold returns to Theta_inf",
            ),
            Parameter(
                "Theta_inf", -50.0, (-60.0, -40.0), (-65.0, 0.0), 0.1, "mV",
                "threshold of the resting cell",
            ),
            Parameter(
                "Theta_r", -60.0, (-65.0, -45.0), (-65.0, 0.0), 0.1, "mV",
                "lowest threshold right after a spike",
            ),
            Parameter(
                "v_reset", -70.0, (-80.0, -66.0), (-100.0, -66.0), 0.1, "mV",
                "membrane potential right after a spike",
            ),
            Parameter(
                "k_1", 0.2, (0.05, 1.0), (0.001, 10.0), 0.01, "1/ms",
                "rate at which the fast current decays",
            ),
            Parameter(
                "k_2", 0.02, (0.005, 0.1), (0.001, 10.0), 0.001, "1/ms",
                "rate at which the slow current decays",
            ),
            Parameter(
                "R_1", 0.0, (0.0, 1.0), (0.0, 2.0), 0.01, "",
                "share of the fast current that survives a spike",
            ),
            Parameter(
                "R_2", 1.0, (0.0, 1.0), (0.0, 2.0), 0.01, "",
                "share of the slow current that survives a spike",
            ),
            Parameter(
                "A_1", 0.0, (-5.0, 10.0), (-100.0, 100.0), 0.05, "mV/ms",
                "what a spike adds to the fast current; above zero it calls for the next spike",
            ),
            Parameter(
                "A_2", 0.0, (-1.0, 1.0), (-100.0, 100.0), 0.01, "mV/ms",
                "what a spike adds to the slow current; below zero it adds up and ends a burst",
            ),
        ),
        states=(
            StateVariable("V", "mV", "membrane potential"),
            StateVariable("Theta", "mV", "threshold"),
            StateVariable("I_1", "mV/ms", "fast current after a spike"),
            StateVariable("I_2", "mV/ms", "slow current after a spike"),
        ),
        current_unit="mV/ms",
        equations=(
            Equation("dV/dt", "I + I_1 + I_2 - g*(V - E_L)"),
            Equation("dTheta/dt", "a*(V - E_L) - b*(Theta - Theta_inf)"),
            Equation("dI_1/dt", "-k_1*I_1"),
            Equation("dI_2/dt", "-k_2*I_2"),
        ),
        threshold="Theta",
        reset=(
            Equation("V", "v_reset"),
            Equation("Theta", "maximum(Theta_r, Theta)"),
            Equation("I_1", "R_1*I_1 + A_1"),
            Equation("I_2", "R_2*I_2 + A_2"),
        ),
        current_span=(-10.0, 10.0),
        current_bounds=(-100.0, 100.0),
        current_step=0.05,
        current_default=1.5,
        reference=Reference(
            authors="S. Mihalas, E. Niebur",
            year=2009,
            title="A generalized linear integrate-and-fire neural model produces diverse spiking "
            "behaviors",
            journal="Neural Computation 21(3):704-718",
            doi="10.1162/neco.2008.12-07-680",
        ),
        presets=PRESETS,
        simplifications=(
            "The spike itself is not modelled: when the membrane potential meets the threshold, "
            "the time is noted and the state is reset.",
            "The threshold stands for all that the state of the sodium channels does to it. It "
            "follows the membrane potential linearly and with one time constant.",
            "What channels do after a spike is summed up in two currents that start with every "
            "spike and decay whatever the membrane potential is; they neither reverse nor shunt.",
            "Below threshold everything is linear, so nothing amplifies a depolarisation, and the "
            "membrane potential shows no upstroke.",
            "There is no refractory time; after a spike only the way from v_reset up to threshold "
            "delays the next one.",
            "The cell is a single point: no dendrites, no axon, no delay.",
        ),
        rest_range=(-120.0, -40.0),
    )  # fmt: skip

    def _rhs(self, t, y, I):
        V, Theta, I_1, I_2 = y
        p = self.params
        depth = V - p["E_L"]
        dV = I + I_1 + I_2 - p["g"] * depth
        dTheta = p["a"] * depth - p["b"] * (Theta - p["Theta_inf"])
        return dV, dTheta, -p["k_1"] * I_1, -p["k_2"] * I_2

    def _steady_state(self, v):
        p = self.params
        return v, p["Theta_inf"] + p["a"] * (v - p["E_L"]) / p["b"], 0.0, 0.0

    def _apply_reset(self, y):
        _, Theta, I_1, I_2 = y
        p = self.params
        fast = p["R_1"] * I_1 + p["A_1"]
        slow = p["R_2"] * I_2 + p["A_2"]
        return p["v_reset"], max(p["Theta_r"], Theta), fast, slow
