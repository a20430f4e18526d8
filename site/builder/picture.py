"""The first picture of a model, drawn by Matplotlib when the site is built."""

from __future__ import annotations

import io

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from neuron_app.plots import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    Array,
    axis_label,
    nice_range,
    with_spikes,
    without_jumps,
)
from neuron_app.state import default_state
from spiking_core import MODELS, Description, Solution

INK = {"light": "#3c4754", "dark": "#aeb9c6"}
# A fixed salt gives the elements of the file the same identifiers in every build.
STYLE = {
    "svg.hashsalt": "spiking",
    "svg.fonttype": "path",
    "path.simplify_threshold": 0.3,
    "font.size": 9.5,
    "font.family": "DejaVu Sans",
}


# Sizes in inches at 96 pixels: beside the controls, and alone above them on a phone.
WIDE, NARROW = (9.5, 4.75), (4.0, 3.2)


def draw(name: str, scheme: str, *, narrow: bool = False) -> bytes:
    """Draw the default run of a model.

    Parameters
    ----------
    name : str
        Key of `MODELS`.
    scheme : str
        ``light`` or ``dark``: the page that it is made for.
    narrow : bool
        Only the membrane potential, for a phone.

    Returns
    -------
    bytes
        An SVG file, the same bytes at every call.
    """
    model_class = MODELS[name]
    description = Description.of(model_class)
    state = default_state(name, description)
    model = state.make_model()
    model.integrate()
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=NARROW if narrow else WIDE, layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.subplot_mosaic("V" if narrow else "VVP;VVP;II.")
        states = _States(description, model.index_voltage_variable)
        _potential(axes["V"], model.solution, states, state.T)
        if not narrow:
            axes["V"].tick_params(labelbottom=False)
            samples = state.make_current().sample(model.solution.t)
            unit = description.current_unit
            _line(axes["I"], model.solution.t, samples, GREEN, axis_label("current I", unit))
            axes["I"].set(xlabel="time (ms)", xlim=(0, state.T))
            _phase(axes["P"], model.solution, states)
        _ink(figure, INK[scheme])
        out = io.BytesIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    return out.getvalue()


class _States:
    """Index and axis label of the potential and of the state drawn with it."""

    def __init__(self, description: Description, voltage: int) -> None:
        labels = [axis_label(s.meaning or s.name, s.unit) for s in description.states]
        self.v = voltage % len(labels)
        others = [index for index in range(len(labels)) if index != self.v]
        self.u = others[0] if others else None
        self.labels = labels


def _potential(axes: Axes, solution: Solution, states: _States, T: float) -> None:
    t, y = with_spikes(solution)
    axes.set_xlim(0, T)
    _line(axes, t, y[states.v], BLUE, states.labels[states.v])
    if states.u is not None:
        beside = axes.twinx()
        _line(beside, t, y[states.u], ORANGE, states.labels[states.u])
        axes.set_zorder(beside.get_zorder() + 1)
        axes.patch.set_visible(False)


def _phase(axes: Axes, solution: Solution, states: _States) -> None:
    if states.u is None:
        axes.set_axis_off()
        return
    _, y = with_spikes(solution)
    u, v = (without_jumps(solution, y[index]) for index in (states.u, states.v))
    _line(axes, u, v, PURPLE, states.labels[states.v])
    ends = np.stack([solution.y_before, solution.y_after])
    axes.plot(ends[:, states.u], ends[:, states.v], "--", color=PURPLE, alpha=0.5, linewidth=0.8)
    axes.set_xlim(nice_range(float(np.nanmin(u)), float(np.nanmax(u))))
    axes.set_xlabel(states.labels[states.u])


def _line(axes: Axes, x: Array, y: Array, color: str, label: str) -> None:
    axes.plot(x, y, color=color, linewidth=1.2)
    axes.set_ylabel(label, color=color)
    axes.set_ylim(nice_range(float(np.nanmin(y)), float(np.nanmax(y))))


def _ink(figure: Figure, color: str) -> None:
    for axes in figure.axes:
        axes.tick_params(colors=color)
        axes.xaxis.label.set_color(color)
        for side, spine in axes.spines.items():
            spine.set_color(color)
            spine.set_visible(side in ("left", "bottom"))
