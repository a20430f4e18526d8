"""The Hindmarsh-Rose model."""

from __future__ import annotations

from spiking_core.base import BaseSpikingModel
from spiking_core.description import (
    Description,
    Equation,
    Parameter,
    Preset,
    Reference,
    StateVariable,
)


class HindmarshRoseModel(BaseSpikingModel):
    """Cubic membrane equation with a fast and a slow recovery; no reset.

    ``dx/dt = y - a x^3 + b x^2 - z + I``, ``dy/dt = c - d x^2 - y`` and
    ``dz/dt = r (s (x - x_1) - z)``. x and y make the spikes; z adapts slowly, ends the burst
    and lets the next one come. A spike is counted where x rises through 1, which only spikes
    reach. Defaults are those of the paper, but for x_1, rounded from -(1 + sqrt(5))/2, and for
    r, which is 0.001 there: 0.006 is that of later studies of its chaos.

    All quantities are without dimension; one unit of time is shown as 1 ms.

    References
    ----------
    J. L. Hindmarsh, R. M. Rose (1984), A model of neuronal bursting using three coupled first
    order differential equations, Proceedings of the Royal Society of London B 221:87-102,
    doi:10.1098/rspb.1984.0024.
    """

    name = "hindmarsh_rose"
    y0 = (-1.6, -11.8, 0.0)
    index_voltage_variable = 0
    spike_condition = 1.0
    unpacks_state = True

    description = Description(
        title="Hindmarsh-Rose",
        summary=(
            "Three equations that burst: two make spikes, the third adapts slowly and switches "
            "them off and on. More current adds spikes to the burst, passes through chaos, and "
            "ends in regular firing."
        ),
        parameters=(
            Parameter(
                "a", 1.0, (0.5, 1.5), (0.1, 5.0), 0.01, "",
                "strength of the cubic term that bounds x",
            ),
            Parameter(
                "b", 3.0, (2.0, 4.0), (0.0, 10.0), 0.01, "",
                "strength of the quadratic term; decides between bursts and single spikes",
            ),
            Parameter("c", 1.0, (0.0, 2.0), (-5.0, 5.0), 0.01, "", "constant drive of y"),
            Parameter(
                "d", 5.0, (3.0, 7.0), (0.0, 20.0), 0.02, "",
                "how strongly x pushes y down, which ends the spike",
            ),
            Parameter(
                "s", 4.0, (1.0, 6.0), (0.0, 20.0), 0.02, "",
                "strength of the adaptation z",
            ),
            Parameter(
                "x_1", -1.6, (-2.0, -1.0), (-5.0, 5.0), 0.005, "",
                "x at which z rests at 0; the resting x of the cell without adaptation",
            ),
            Parameter(
                "r", 0.006, (0.001, 0.05), (0.0001, 1.0), 0.0005, "1/ms",
                "speed of the adaptation z; smaller gives longer bursts",
            ),
        ),
        states=(
            StateVariable("x", "", "membrane potential, scaled"),
            StateVariable("y", "", "fast recovery"),
            StateVariable("z", "", "slow adaptation"),
        ),
        current_unit="",
        equations=(
            Equation("dx/dt", "y - a*x**3 + b*x**2 - z + I"),
            Equation("dy/dt", "c - d*x**2 - y"),
            Equation("dz/dt", "r*(s*(x - x_1) - z)"),
        ),
        current_span=(-1.0, 5.0),
        current_bounds=(-20.0, 20.0),
        current_step=0.05,
        current_default=2.0,
        rest_range=(-4.0, 3.0),
        reference=Reference(
            authors="J. L. Hindmarsh, R. M. Rose",
            year=1984,
            title=(
                "A model of neuronal bursting using three coupled first order differential "
                "equations"
            ),
            journal="Proceedings of the Royal Society of London B 221(1222):87-102",
            doi="10.1098/rspb.1984.0024",
        ),
        simplifications=(
            "The polynomials were chosen for the shape of the trajectories; there are no ion "
            "channels, and y and z stand for whole groups of currents.",
            "All quantities are without dimension. One unit of time is shown as 1 ms; neither "
            "rates nor amplitudes can be compared with a recording.",
            "One slow variable ends the burst; in real cells calcium, slow potassium and slow "
            "inactivation act together.",
            "In the chaotic range the timing of later spikes depends on the last digit of the "
            "state; only the statistics mean something there.",
            "The cell is a single point: no dendrites, no axon, no propagation.",
        ),
        presets=(
            Preset(
                "quiet", "Quiet", input={"I_max": 1.2, "onset": 100.0}, T=1500.0,
                note="A few spikes at the onset; then adaptation silences the cell for good.",
            ),
            Preset(
                "bursting_two", "Bursts of two", input={"I_max": 2.0, "onset": 100.0}, T=2000.0,
                note="After the first, long one, two spikes in every burst.",
            ),
            Preset(
                "bursting_three", "Bursts of three",
                input={"I_max": 2.5, "onset": 100.0}, T=2000.0,
                note="A little more current: after the first burst, three spikes in each.",
            ),
            Preset(
                "chaotic", "Chaotic bursts", input={"I_max": 3.25, "onset": 100.0}, T=3000.0,
                note="No two bursts are alike, though nothing in the equations is random.",
            ),
            Preset(
                "tonic", "Tonic firing", input={"I_max": 4.0, "onset": 100.0}, T=2000.0,
                note="Adaptation no longer reaches far enough: single spikes without pause.",
            ),
        ),
    )  # fmt: skip

    def _rhs(self, t, y, I):
        x, recovery, z = y
        p = self.params
        return (
            recovery - p["a"] * x**3 + p["b"] * x**2 - z + I,
            p["c"] - p["d"] * x**2 - recovery,
            p["r"] * (p["s"] * (x - p["x_1"]) - z),
        )

    def _steady_state(self, v):
        p = self.params
        return v, p["c"] - p["d"] * v**2, p["s"] * (v - p["x_1"])
