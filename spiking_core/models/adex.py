"""The adaptive exponential integrate-and-fire model."""

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

NAUD = ("C", "g_L", "E_L", "a", "tau_w", "b", "v_reset")


def _pattern(name: str, title: str, row: tuple[float, ...], I: float, note: str) -> Preset:
    """Return a firing pattern of Naud et al. (2008): a step from 0 ms on V = E_L, w = 0."""
    values = dict(zip(NAUD, row, strict=True)) | {"V_T": -50.0, "Delta_T": 2.0}
    return Preset(
        name, title, values, input={"I_max": I, "onset": 0.0}, T=600.0, y0=(row[2], 0.0), note=note
    )


class AdExModel(BaseSpikingModel):
    """The exponential integrate-and-fire model with an adaptation current.

    ``C dV/dt = -g_L (V - E_L) + g_L Delta_T exp((V - V_T) / Delta_T) - w + I`` and
    ``tau_w dw/dt = a (V - E_L) - w``; at the cut-off, V becomes ``v_reset`` and w becomes
    ``w + b``.

    `a` couples w to the membrane potential below threshold, `b` to the spikes; together with
    `v_reset` they decide the firing pattern. Defaults are those of the paper, fitted to a
    detailed model of a regular spiking pyramidal cell. The presets are the patterns of Naud et
    al. (2008), with the values that reproduce its figures: as its table 1 is printed, the row of
    delayed regular bursting never fires and that of transient spiking never stops. The values here
    are those that P. Mueller found to match, as in Brian2's example.

    References
    ----------
    R. Brette, W. Gerstner (2005), Adaptive exponential integrate-and-fire model as an effective
    description of neuronal activity, Journal of Neurophysiology 94:3637-3642,
    doi:10.1152/jn.00686.2005.
    R. Naud, N. Marcille, C. Clopath, W. Gerstner (2008), Firing patterns in the adaptive
    exponential integrate-and-fire model, Biological Cybernetics 99:335-347,
    doi:10.1007/s00422-008-0264-7.
    """

    name = "adex"
    y0 = (-70.6, 0.0)
    index_voltage_variable = 0
    spike_condition = 0.0
    unpacks_state = True

    description = Description(
        title="Adaptive exponential (AdEx)",
        summary=(
            "A leaky membrane with an exponential upstroke and one adaptation current, which "
            "follows the membrane potential and jumps at every spike: two equations with "
            "parameters that can be measured in a cell."
        ),
        parameters=(
            Parameter("C", 281.0, (50.0, 400.0), (1.0, 10000.0), 1.0, "pF", "membrane capacitance"),
            Parameter("g_L", 30.0, (5.0, 50.0), (0.1, 1000.0), 0.2, "nS", "leak conductance"),
            Parameter(
                "E_L", -70.6, (-80.0, -55.0), (-100.0, -50.0), 0.1, "mV",
                "potential to which the leak pulls",
            ),
            Parameter(
                "V_T", -50.4, (-60.0, -40.0), (-60.0, -30.0), 0.1, "mV",
                "potential at which the exponential current outgrows the leak",
            ),
            Parameter(
                "Delta_T", 2.0, (1.0, 6.0), (1.0, 10.0), 0.05, "mV",
                "sharpness of the spike's onset; smaller is sharper",
            ),
            Parameter(
                "a", 4.0, (-11.0, 20.0), (-100.0, 1000.0), 0.1, "nS",
                "how strongly w follows the membrane potential below threshold",
            ),
            Parameter(
                "tau_w", 144.0, (10.0, 400.0), (0.5, 10000.0), 2.0, "ms",
                "time constant of the adaptation current w",
            ),
            Parameter(
                "b", 80.5, (0.0, 200.0), (-1000.0, 10000.0), 0.5, "pA", "jump of w at a spike",
            ),
            Parameter(
                "v_reset", -70.6, (-80.0, -45.0), (-100.0, -40.0), 0.1, "mV",
                "membrane potential right after a spike",
            ),
        ),
        states=(
            StateVariable("V", "mV", "membrane potential"),
            StateVariable("w", "pA", "adaptation current"),
        ),
        current_unit="pA",
        equations=(
            Equation("dV/dt", "(-g_L*(V - E_L) + g_L*Delta_T*exp((V - V_T)/Delta_T) - w + I)/C"),
            Equation("dw/dt", "(a*(V - E_L) - w)/tau_w"),
        ),
        threshold="minimum(0, V_T + 25*Delta_T)",
        reset=(Equation("V", "v_reset"), Equation("w", "w + b")),
        current_span=(-200.0, 1500.0),
        current_bounds=(-10000.0, 10000.0),
        current_step=5.0,
        current_default=1000.0,
        reference=Reference(
            authors="R. Brette, W. Gerstner",
            year=2005,
            title="Adaptive exponential integrate-and-fire model as an effective description of "
            "neuronal activity",
            journal="Journal of Neurophysiology 94(5):3637-3642",
            doi="10.1152/jn.00686.2005",
        ),
        simplifications=(
            "The sodium current acts without delay and never inactivates; the downstroke of the "
            "spike is replaced by the reset.",
            "The spike is cut off by hand at 0 mV, or at V_T + 25 Delta_T if that is lower; its "
            "height and width carry no information.",
            "One variable w stands for all slow currents, and it is linear in the membrane "
            "potential. Real adaptation has several time scales.",
            "Adaptation acts as a current and not as a conductance: it neither reverses nor "
            "shunts the input.",
            "There is no refractory time; after a spike only the reset and w delay the next one.",
            "The cell is a single point: no dendrites, no axon, no delay.",
        ),
        presets=(
            _pattern(
                "tonic", "Tonic spiking", (200.0, 10.0, -70.0, 2.0, 30.0, 0.0, -58.0), 500.0,
                "Regular spikes: w does not jump, and the intervals hardly grow.",
            ),
            _pattern(
                "adaptation", "Adaptation", (200.0, 12.0, -70.0, 2.0, 300.0, 60.0, -58.0), 500.0,
                "w builds up from spike to spike, and the intervals grow.",
            ),
            _pattern(
                "initial_burst", "Initial burst",
                (130.0, 18.0, -58.0, 4.0, 150.0, 120.0, -50.0), 400.0,
                "A few quick spikes, then regular ones at a much lower rate.",
            ),
            _pattern(
                "regular_bursting", "Regular bursting",
                (200.0, 10.0, -58.0, 2.0, 120.0, 100.0, -46.0), 210.0,
                "The reset lies above V_T: bursts, each ended by the growth of w.",
            ),
            _pattern(
                "delayed_accelerating", "Delayed accelerating",
                (200.0, 12.0, -70.0, -10.0, 300.0, 0.0, -58.0), 300.0,
                "With a below zero, w slowly turns into a driving current: late, then ever faster.",
            ),
            _pattern(
                "delayed_regular_bursting", "Delayed regular bursting",
                (100.0, 10.0, -65.0, -10.0, 90.0, 30.0, -47.0), 110.0,
                "As before, and the reset above V_T makes bursts of the late spikes.",
            ),
            _pattern(
                "transient", "Transient spiking",
                (100.0, 10.0, -65.0, 10.0, 90.0, 100.0, -47.0), 180.0,
                "One spike at the onset; w then holds the membrane below threshold.",
            ),
            _pattern(
                "irregular", "Irregular spiking",
                (100.0, 12.0, -60.0, -11.0, 130.0, 30.0, -48.0), 160.0,
                "Chaotic: no noise, and no two intervals equal.",
            ),
        ),
        rest_range=(-120.0, -30.0),
    )  # fmt: skip

    def __init__(self, parameters: Mapping[str, float], T: float = 250) -> None:
        super().__init__(parameters, T)
        # From V_T + 25 Delta_T on, the upstroke lasts 1.4e-11 (e^-25) of C / g_L.
        self.spike_condition = min(0.0, self.params["V_T"] + 25 * self.params["Delta_T"])

    def _rhs(self, t, y, I):
        V, w = y
        p = self.params
        g_L, E_L, Delta_T = p["g_L"], p["E_L"], p["Delta_T"]
        sodium = g_L * Delta_T * np.exp((V - p["V_T"]) / Delta_T)
        dV = (-g_L * (V - E_L) + sodium - w + I) / p["C"]
        dw = (p["a"] * (V - E_L) - w) / p["tau_w"]
        return dV, dw

    def _steady_state(self, v):
        return v, self.params["a"] * (v - self.params["E_L"])

    def _apply_reset(self, y):
        V, w = y
        return self.params["v_reset"], w + self.params["b"]
