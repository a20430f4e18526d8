"""The Izhikevich model of 2007, with dimensions."""

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

CELL = ("C", "k", "v_r", "v_t", "v_peak", "a", "b", "c", "d")


def _cell(name: str, title: str, row: tuple[float, ...], I: float, note: str) -> Preset:
    """Return a cell of chapter 8 of the book."""
    values: dict[str, float] = dict(zip(CELL, row, strict=True))
    return Preset(name, title, values, input={"I_max": I}, T=800.0, note=note)


class Izhikevich2007Model(BaseSpikingModel):
    """Quadratic membrane equation with one recovery current, in units of a recording.

    ``C dv/dt = k (v - v_r) (v - v_t) - u + I`` and ``du/dt = a (b (v - v_r) + beta max(v - v_b,
    0)^3 - u)``; when v reaches ``v_peak``, v becomes ``c`` and u becomes ``u + d``. The cubic term
    is that of fast spiking interneurons, and zero in all other cells.

    The model of 2003 with capacitance, resting potential and threshold potential of a cell, so
    that it can be fitted to recordings. With beta = 0, if b < a C, rest is lost in a saddle-node at
    ``I = (b + k (v_t - v_r))^2 / (4 k)``, otherwise in a Hopf bifurcation at a lower current.
    Defaults are the regular spiking pyramidal cell of the book. Its fast spiking cell has no b and
    no d; it goes on firing from 73 pA on, as in the book's figure 8.27.

    References
    ----------
    E. M. Izhikevich (2007), Dynamical Systems in Neuroscience, MIT Press, chapter 8,
    doi:10.7551/mitpress/2526.001.0001.
    """

    name = "izhikevich2007"
    y0 = (-60.0, 0.0)
    index_voltage_variable = 0
    spike_condition = 35.0
    unpacks_state = True

    description = Description(
        title="Izhikevich 2007",
        summary=(
            "The quadratic membrane equation and the recovery current of the 2003 model in pF, "
            "mV and pA, with the values of the book for named cells of cortex."
        ),
        parameters=(
            Parameter("C", 100.0, (20.0, 200.0), (1.0, 10000.0), 1.0, "pF", "membrane capacitance"),
            Parameter(
                "k", 0.7, (0.5, 2.0), (0.01, 100.0), 0.01, "nS/mV",
                "curvature of the membrane current; steeper upstroke if larger",
            ),
            Parameter(
                "v_r", -60.0, (-80.0, -50.0), (-100.0, -40.0), 0.2, "mV",
                "resting membrane potential",
            ),
            Parameter(
                "v_t", -40.0, (-50.0, -30.0), (-60.0, 0.0), 0.1, "mV",
                "potential above which a spike follows, if u is zero",
            ),
            Parameter(
                "v_peak", 35.0, (20.0, 60.0), (10.0, 200.0), 0.2, "mV",
                "cut-off, at which the spike is noted",
            ),
            Parameter(
                "a", 0.03, (0.005, 0.2), (0.0001, 5.0), 0.001, "1/ms",
                "rate of the recovery current u; smaller is slower",
            ),
            Parameter(
                "b", -2.0, (-5.0, 10.0), (-100.0, 100.0), 0.1, "nS",
                "how strongly u follows the membrane potential; above zero u opposes changes",
            ),
            Parameter(
                "c", -50.0, (-70.0, -40.0), (-100.0, 0.0), 0.2, "mV",
                "membrane potential right after a spike",
            ),
            Parameter(
                "d", 100.0, (0.0, 200.0), (-1000.0, 10000.0), 1.0, "pA", "jump of u at a spike",
            ),
            Parameter(
                "beta", 0.0, (0.0, 0.1), (0.0, 10.0), 0.001, "pA/mV³",
                "how steeply u grows above v_b; zero but in fast spiking cells",
                required=False,
            ),
            Parameter(
                "v_b", -55.0, (-70.0, -40.0), (-100.0, 0.0), 0.2, "mV",
                "membrane potential above which beta acts",
                required=False,
            ),
        ),
        states=(
            StateVariable("v", "mV", "membrane potential"),
            StateVariable("u", "pA", "recovery current"),
        ),
        current_unit="pA",
        equations=(
            Equation("dv/dt", "(k*(v - v_r)*(v - v_t) - u + I)/C"),
            Equation("du/dt", "a*(b*(v - v_r) + beta*maximum(v - v_b, 0)**3 - u)"),
        ),
        threshold="v_peak",
        reset=(Equation("v", "c"), Equation("u", "u + d")),
        current_span=(-100.0, 800.0),
        current_bounds=(-10000.0, 10000.0),
        current_step=5.0,
        current_default=100.0,
        reference=Reference(
            authors="E. M. Izhikevich",
            year=2007,
            title="Dynamical Systems in Neuroscience: The Geometry of Excitability and Bursting",
            journal="MIT Press",
            doi="10.7551/mitpress/2526.001.0001",
        ),
        simplifications=(
            "The equations were fitted to the shape of recorded firing patterns; u stands for "
            "all slow currents together and is not one ion channel.",
            "The spike is cut off at v_peak and reset by hand; its width and its downstroke "
            "carry no information.",
            "The thalamic cells of the book, whose b depends on the membrane potential and whose "
            "peak depends on u, need other equations and are left out.",
            "In the low-threshold cell of the book, peak and reset depend on u and u is bounded; "
            "here they are fixed.",
            "There is no refractory time; only the reset and u keep two spikes apart.",
            "The cell is a single point: no dendrites, no axon, no delay.",
        ),
        presets=(
            _cell(
                "ib", "Intrinsically bursting (IB)",
                (150.0, 1.2, -75.0, -45.0, 50.0, 0.01, 5.0, -56.0, 130.0), 600.0,
                "A burst at the onset of the current, then single spikes.",
            ),
            _cell(
                "ch", "Chattering (CH)",
                (50.0, 1.5, -60.0, -40.0, 25.0, 0.03, 1.0, -40.0, 150.0), 300.0,
                "Bursts again and again, as long as the current lasts.",
            ),
            _cell(
                "lts", "Low-threshold spiking (LTS)",
                (100.0, 1.0, -56.0, -42.0, 40.0, 0.03, 8.0, -53.0, 20.0), 300.0,
                "An interneuron: the intervals grow over the first spikes and then stay.",
            ),
            Preset(
                "fs", "Fast spiking (FS)",
                {
                    "C": 20.0, "k": 1.0, "v_r": -55.0, "v_t": -40.0, "v_peak": 25.0, "a": 0.2,
                    "b": 0.0, "c": -45.0, "d": 0.0, "beta": 0.025, "v_b": -55.0,
                },
                input={"I_max": 200.0}, T=500.0,
                note="An interneuron that fires fast and does not adapt.",
            ),
        ),
        rest_range=(-120.0, 0.0),
    )  # fmt: skip

    def __init__(self, parameters: Mapping[str, float], T: float = 250) -> None:
        super().__init__(parameters, T)
        self.spike_condition = self.params["v_peak"]

    def _rhs(self, t, y, I):
        v, u = y
        p = self.params
        v_r = p["v_r"]
        dv = (p["k"] * (v - v_r) * (v - p["v_t"]) - u + I) / p["C"]
        du = p["a"] * (self._settled(v) - u)
        return dv, du

    def _settled(self, v):
        """Return the recovery current that follows from a membrane potential held at v."""
        p = self.params
        above = np.maximum(v - p["v_b"], 0.0)
        return p["b"] * (v - p["v_r"]) + p["beta"] * above**3

    def _steady_state(self, v):
        return v, self._settled(v)

    def _apply_reset(self, y):
        v, u = y
        return self.params["c"], u + self.params["d"]
