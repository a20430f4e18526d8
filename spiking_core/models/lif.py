"""The leaky integrate-and-fire model."""

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


class LIFModel(BaseSpikingModel):
    """A leaky capacitor with a fixed threshold.

    ``tau_m dV/dt = E_L - V + R I``; when V reaches ``V_th``, it becomes ``v_reset`` and is held
    there for ``t_ref``.

    Lapicque's circuit with the reset that was added later. Under a constant current above
    ``(V_th - E_L) / R`` it fires with the period
    ``t_ref + tau_m ln((E_L + R I - v_reset) / (E_L + R I - V_th))``. Defaults are in common use for
    a cortical neuron, each by itself; no paper has them as one set.

    References
    ----------
    L. Lapicque (1907), Journal de Physiologie et de Pathologie Generale 9:620-635.
    W. Gerstner, W. M. Kistler, R. Naud, L. Paninski (2014), Neuronal Dynamics, Cambridge
    University Press, chapter 1.3, doi:10.1017/CBO9781107447615.
    """

    name = "lif"
    y0 = (-65.0,)
    index_voltage_variable = 0
    spike_condition = -50.0
    unpacks_state = True

    description = Description(
        title="Leaky integrate-and-fire",
        summary=(
            "The membrane as a capacitor with a leak: the current charges it, the leak "
            "discharges it, and whenever it reaches a fixed threshold a spike is noted and the "
            "membrane potential is set back."
        ),
        parameters=(
            Parameter(
                "tau_m", 20.0, (5.0, 50.0), (1.0, 500.0), 0.5, "ms",
                "membrane time constant; how long the membrane remembers its input",
            ),
            Parameter(
                "R", 10.0, (2.0, 40.0), (0.1, 1000.0), 0.2, "MOhm",
                "membrane resistance; how far a steady current moves the membrane potential",
            ),
            Parameter(
                "E_L", -65.0, (-80.0, -60.0), (-100.0, 0.0), 0.1, "mV",
                "resting potential, to which the leak pulls; above V_th the neuron fires by itself",
            ),
            Parameter(
                "V_th", -50.0, (-55.0, -40.0), (-55.0, 0.0), 0.1, "mV",
                "threshold, at which a spike is noted",
            ),
            Parameter(
                "v_reset", -65.0, (-80.0, -60.0), (-100.0, -56.0), 0.1, "mV",
                "membrane potential right after a spike",
            ),
            Parameter(
                "t_ref", 2.0, (0.0, 10.0), (0.0, 100.0), 0.1, "ms",
                "refractory time, for which the membrane potential is held after a spike",
            ),
        ),
        states=(StateVariable("V", "mV", "membrane potential"),),
        current_unit="nA",
        equations=(Equation("dV/dt", "(E_L - V + R*I)/tau_m"),),
        threshold="V_th",
        reset=(Equation("V", "v_reset"),),
        current_span=(-1.0, 4.0),
        current_bounds=(-100.0, 100.0),
        current_step=0.05,
        current_default=2.0,
        reference=Reference(
            authors="W. Gerstner, W. M. Kistler, R. Naud, L. Paninski",
            year=2014,
            title="Neuronal Dynamics",
            journal="Cambridge University Press",
            doi="10.1017/CBO9781107447615",
        ),
        simplifications=(
            "The spike itself is not modelled: the membrane potential is set back at the "
            "threshold, and only the time is noted.",
            "The threshold is a fixed number. In a neuron the potential at which a spike starts "
            "depends on what happened before.",
            "Below threshold the membrane is a linear circuit without voltage-gated channels: "
            "no resonance, no rebound, no accommodation.",
            "A reset wipes out the past: under a constant current all intervals are equal, and "
            "there are neither adaptation nor bursts.",
            "During the refractory time the membrane potential is held, and the input that "
            "arrives then is lost.",
            "The cell is a single point: no dendrites, no axon, no delay.",
        ),
        presets=(
            Preset(
                "no_refractory_time", "No refractory time", {"t_ref": 0.0},
                input={"I_max": 3.0}, T=500.0,
                note="Without a refractory time the rate grows with the current without limit.",
            ),
            Preset(
                "below_rheobase", "Just below the rheobase",
                input={"I_max": 1.49}, T=500.0,
                note="The membrane potential settles 0.1 mV below threshold and never fires.",
            ),
            Preset(
                "coincidences", "Noise below the rheobase", current="ou",
                input={"I_max": 1.4, "I_period": 5.0, "seed": 4}, T=1000.0,
                note="Only fluctuations of the current reach the threshold: irregular firing.",
            ),
        ),
        rest_range=(-120.0, 1.0),
    )  # fmt: skip

    def __init__(self, parameters: Mapping[str, float], T: float = 250) -> None:
        super().__init__(parameters, T)
        self.spike_condition = self.params["V_th"]

    def _rhs(self, t, y, I):
        (V,) = y
        p = self.params
        return ((p["E_L"] - V + p["R"] * I) / p["tau_m"],)

    def _steady_state(self, v):
        return (v,)

    def _apply_reset(self, y):
        return (self.params["v_reset"],)

    def _refractory(self):
        return self.params["t_ref"]
