"""A run as a figure to print, by Matplotlib: panels, units, and all parameters below them.

The same run gives the same bytes at every call.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Sequence

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from neuron_app.caption import caption
from neuron_app.plots import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    Array,
    axis_label,
    nice_range,
    with_spikes,
    without_jumps,
)
from neuron_app.state import NeuronState
from spiking_core import CURRENTS, Description, Solution

FORMATS = ("png", "svg", "pdf")
STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 8.0,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "lines.linewidth": 0.9,
    # Letters stay letters, which can be edited and found.
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    # A fixed salt gives the elements of a file the same identifiers every time.
    "svg.hashsalt": "spiking",
    "path.simplify_threshold": 0.2,
}
DPI = 300
MM = 1 / 25.4
# One and two columns of a journal.
NARROW, WIDE = 85 * MM, 180 * MM
# What fits into a line of the caption.
LETTERS = {NARROW: 58, WIDE: 124}
CAPTION_SIZE = 7.0
LABEL = 34
# Rows of the panels, and height of the whole in mm, without the caption.
LAYOUTS: dict[tuple[str, ...], tuple[str, float]] = {
    ("time", "current", "phase"): ("VVP;VVP;IIP", 90),
    ("time", "current"): ("V;V;I", 90),
    ("time", "phase"): ("VVP", 65),
    ("current", "phase"): ("IIP", 65),
    ("time",): ("V", 60),
    ("current",): ("I", 45),
    ("phase",): ("P", 75),
}


def draw(
    solution: Solution, state: NeuronState, description: Description, voltage: int, format: str
) -> bytes:
    """Draw the panels that a state shows.

    Parameters
    ----------
    solution
        The run.
    state
        What was run; its `view` says which panels are drawn.
    description
        Names and units.
    voltage
        Index of the membrane potential in the state of the model.
    format
        One of `FORMATS`.

    Returns
    -------
    bytes
        A file.

    Raises
    ------
    ValueError
        If the format is none of these.
    """
    if format not in FORMATS:
        raise ValueError(f"`format` must be one of {', '.join(FORMATS)}, got {format!r}.")
    states = States(description, voltage)
    view = tuple(name for name in state.view if name != "phase" or states.u is not None)
    layout, height = LAYOUTS[view]
    width = NARROW if view == ("phase",) else WIDE
    words = _lines(caption(state, description), LETTERS[width])
    lines = words.count("\n") + 1
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, **STYLE}):
        size = (width, height * MM + lines * 1.25 * CAPTION_SIZE / 72)
        figure = Figure(figsize=size, layout="constrained", dpi=DPI)
        axes = figure.subplot_mosaic(layout)
        draw_panels(axes, solution, state, description, states)
        figure.supxlabel(words, x=0.01, ha="left", fontsize=CAPTION_SIZE)
        out = io.BytesIO()
        figure.savefig(out, format=format, metadata=_metadata(format, words))
    return out.getvalue()


def _lines(text: str, width: int) -> str:
    """Return a text in lines, with names, numbers and units side by side."""
    kept = re.sub(r" (?==)|(?<==) |(?<=\d) (?=\S)", "\N{NO-BREAK SPACE}", text)
    return textwrap.fill(kept, width).replace("\N{NO-BREAK SPACE}", " ")


def _metadata(format: str, words: str) -> dict[str, str | None]:
    """Return what a file says of itself, without a date."""
    title = " ".join(words.split())
    if format == "png":
        return {"Title": title}
    return {"Title": title, ("Date" if format == "svg" else "CreationDate"): None}


class States:
    """Index and axis label of the potential and of the state drawn with it."""

    def __init__(self, description: Description, voltage: int) -> None:
        labels = [axis_label(s.meaning or s.name, s.unit) for s in description.states]
        self.v = voltage % len(labels)
        others = [index for index in range(len(labels)) if index != self.v]
        self.u = others[0] if others else None
        self.labels = labels


def draw_panels(
    axes: dict[str, Axes],
    solution: Solution,
    state: NeuronState,
    description: Description,
    states: States,
) -> None:
    """Draw a run into axes, of which ``V``, ``I`` and ``P`` may be there."""
    current = state.make_current()
    onset = state.onset if CURRENTS[state.current].uses_onset else None
    timed: list[Axes] = []
    if "V" in axes:
        timed += draw_potential(axes["V"], solution, states)
    if "I" in axes:
        samples = current.sample(solution.t)
        label = axis_label("current I", description.current_unit)
        draw_line(axes["I"], solution.t, samples, GREEN, label)
        timed.append(axes["I"])
    if "P" in axes:
        draw_phase(axes["P"], solution, states)
    mark_time(timed, state.T, onset)
    for one in axes.values():
        one.spines[["top", "right"]].set_visible(False)


def mark_time(timed: Sequence[Axes], T: float, onset: float | None) -> None:
    """Give axes over time their range, the begin of the current, and the lowest its name."""
    for axes in timed:
        axes.set_xlim(0, T)
        axes.tick_params(labelbottom=axes is timed[-1])
        if onset is not None and 0 < onset < T:
            axes.axvline(onset, color=GREY, linestyle="--", linewidth=0.6)
    if timed:
        timed[-1].set_xlabel("time (ms)")


def draw_potential(axes: Axes, solution: Solution, states: States) -> list[Axes]:
    """Draw the potential, and the state beside it on an axis of its own, below it."""
    t, y = with_spikes(solution)
    draw_line(axes, t, y[states.v], BLUE, states.labels[states.v])
    if states.u is None:
        return [axes]
    beside = axes.twinx()
    draw_line(beside, t, y[states.u], ORANGE, states.labels[states.u])
    beside.spines[["top", "left"]].set_visible(False)
    axes.set_zorder(beside.get_zorder() + 1)
    axes.patch.set_visible(False)
    return [axes]


def draw_phase(axes: Axes, solution: Solution, states: States) -> None:
    """Draw the potential against the other state, resets as dashed lines."""
    assert states.u is not None
    _, y = with_spikes(solution)
    u, v = (without_jumps(solution, y[index]) for index in (states.u, states.v))
    draw_line(axes, u, v, PURPLE, states.labels[states.v])
    ends = np.stack([solution.y_before, solution.y_after])
    axes.plot(ends[:, states.u], ends[:, states.v], "--", color=PURPLE, alpha=0.5, linewidth=0.6)
    axes.set_xlim(nice_range(float(np.nanmin(u)), float(np.nanmax(u))))
    axes.set_xlabel(textwrap.fill(states.labels[states.u], LABEL))


def draw_line(axes: Axes, x: Array, y: Array, color: str, label: str) -> None:
    """Draw a curve, its axis named in its colour and with the range that the page chooses."""
    axes.plot(x, y, color=color)
    axes.set_ylabel(textwrap.fill(label, LABEL), color=color)
    axes.set_ylim(nice_range(float(np.nanmin(y)), float(np.nanmax(y))))
