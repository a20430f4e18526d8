"""The three figures: membrane potential with recovery, input current, phase space."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np
from bokeh.models import (
    Axis,
    BasicTicker,
    BoxZoomTool,
    ColumnDataSource,
    HoverTool,
    LinearAxis,
    PanTool,
    Range,
    Range1d,
    ResetTool,
    SaveTool,
    Span,
    WheelZoomTool,
)
from bokeh.plotting import figure
from numpy.typing import NDArray

from spiking_core import Current, Description, Solution

# Okabe and Ito's palette for the colour-blind, shifted to stand out on white and on black.
BLUE, ORANGE, GREEN, PURPLE, GREY = "#2b7bd6", "#d9730d", "#12936b", "#b0559f", "#888888"
# The same darker, for text on white; a page that is dark gives lighter ones by these names.
INKS = {BLUE: ("blue", "#1f66b8"), ORANGE: ("orange", "#a85505"), GREEN: ("green", "#0d7454")}
TIME, TICKS = "time (ms)", "12px"
Array = NDArray[np.floating]
Trace = tuple[Array, Array]


def with_spikes(solution: Solution) -> Trace:
    """Return the recorded samples with the two ends of every reset put between them.

    Without them a spike that falls between two samples would lose its tip.

    Returns
    -------
    t : ndarray, shape (n + 2 n_spikes,)
        Times in ms; each spike time stands twice.
    y : ndarray, shape (n_states, n + 2 n_spikes)
    """
    spikes = solution.spike_times
    where = np.repeat(np.searchsorted(solution.t, spikes, side="left"), 2)
    ends = np.stack([solution.y_before, solution.y_after], axis=2)
    t = np.insert(solution.t, where, np.repeat(spikes, 2))
    y = np.insert(solution.y, where, ends.reshape(len(solution.y), -1), axis=1)
    return t, y


def without_jumps(solution: Solution, values: Array) -> Array:
    """Return a row of `with_spikes` with NaN inside every reset, where a line must break."""
    before = np.searchsorted(solution.t, solution.spike_times, side="left")
    after = before + 2 * np.arange(len(solution.spike_times)) + 1
    return np.insert(values, after, np.nan)


def nice_range(low: float, high: float) -> tuple[float, float]:
    """Return round numbers a little outside `low` and `high`."""
    # What is at rest is shown at rest, not magnified to its rounding errors.
    width = max(high - low, 0.02 * max(abs(low), abs(high)), 0.1)
    spare = 0.5 * (width - (high - low))
    low, high = low - spare, high + spare
    step = 10.0 ** math.floor(math.log10(width))
    step *= next(m for m in (0.1, 0.2, 0.5, 1.0) if width / (m * step) <= 15)
    margin = 0.04 * width
    return step * math.floor((low - margin) / step), step * math.ceil((high + margin) / step)


def axis_label(text: str, unit: str) -> str:
    """Return the label of an axis; a quantity without dimension shows no unit."""
    return f"{text} ({unit})" if unit else text


class NeuronPlots:
    """Figures of one model, redrawn by new data.

    Parameters
    ----------
    description
        Names and units of the axes.
    voltage
        Index of the membrane potential in the state.
    """

    def __init__(self, description: Description, voltage: int) -> None:
        self.states = description.states
        self.voltage = voltage % len(self.states)
        others = [i for i in range(len(self.states)) if i != self.voltage]
        # The state drawn beside the potential and against it; None for a model of one equation.
        self.recovery = others[0] if others else None
        self.source = ColumnDataSource({"t": [], "v": [], "u": []})
        self.current_source = ColumnDataSource({"t": [], "I": []})
        self.phase_source = ColumnDataSource({"u": [], "v": []})
        self.reset_source = ColumnDataSource({"u0": [], "v0": [], "u1": [], "v1": []})
        self.time_range = Range1d(start=0, end=1)
        self.onset = [Span(location=0, dimension="height") for _ in range(2)]
        for line in self.onset:
            line.update(line_color=GREY, line_dash="dashed", line_width=1, visible=False)
        self.potential = self._potential()
        self.current = self._current(description.current_unit)
        self.phase = self._phase() if self.recovery is not None else None
        named = {"time": self.potential, "current": self.current, "phase": self.phase}
        #: The figures by their names in a link.
        self.panels = {name: plot for name, plot in named.items() if plot is not None}
        self.show_view(tuple(self.panels))

    def forget_ranges(self) -> None:
        """Let the next run choose all ranges anew, as on a fresh page."""
        for plot in (self.potential, self.current, self.phase):
            if plot is not None:
                for axis in (plot.y_range, *plot.extra_y_ranges.values()):
                    axis.update(reset_start=None, reset_end=None)
        if self.phase is not None:
            self.phase.x_range.update(reset_start=None, reset_end=None)

    def show_view(self, view: tuple[str, ...]) -> None:
        """Show some of the figures; the lowest of those over time has the axis of both."""
        for name, plot in self.panels.items():
            plot.visible = name in view
        alone = "current" not in view
        self.potential.xaxis.axis_label = TIME if alone else None
        self.potential.xaxis.major_label_text_font_size = TICKS if alone else "0px"
        self.potential.xaxis.major_tick_line_alpha = 1.0 if alone else 0.0

    def show(self, solution: Solution, current: Current, T: float) -> None:
        """Draw a run of `T` ms and its input."""
        t, y = with_spikes(solution)
        v = y[self.voltage]
        u = np.zeros(0) if self.recovery is None else y[self.recovery]
        samples = current.sample(solution.t)
        if self.time_range.reset_end != T:
            self.time_range.update(start=0, end=T, reset_start=0, reset_end=T)
        _fit(self.potential.y_range, v)
        _fit(self.current.y_range, samples)
        if self.phase is not None:
            _fit(self.potential.extra_y_ranges["u"], u)
            _fit(self.phase.x_range, u)
            _fit(self.phase.y_range, v)
            self._show_phase(solution, u, v)
        onset = getattr(current, "onset", None) if getattr(current, "uses_onset", True) else None
        for line in self.onset:
            line.update(visible=onset is not None, location=onset or 0)
        # Half the bytes of float64, and finer than any screen.
        self.source.data = _float32(t=t, v=v, **({} if self.recovery is None else {"u": u}))
        self.current_source.data = _float32(t=solution.t, I=samples)

    def _show_phase(self, solution: Solution, u: Array, v: Array) -> None:
        assert self.recovery is not None
        u, v = without_jumps(solution, u), without_jumps(solution, v)
        self.phase_source.data = _float32(u=u, v=v)
        before, after = solution.y_before, solution.y_after
        self.reset_source.data = _float32(
            u0=before[self.recovery], v0=before[self.voltage],
            u1=after[self.recovery], v1=after[self.voltage],
        )  # fmt: skip

    def _potential(self) -> figure:
        v = self.states[self.voltage]
        plot = _figure(300, self.time_range, Range1d(start=-90, end=40), "potential")
        tips = [("t", "@t{0.0} ms"), (v.name, f"@v{{0.0}} {v.unit}")]
        _name(plot.yaxis[0], axis_label(v.meaning or v.name, v.unit), BLUE)
        if self.recovery is not None:
            u = self.states[self.recovery]
            tips.append((u.name, f"@u{{0.00}} {u.unit}"))
            plot.extra_y_ranges["u"] = Range1d(start=-20, end=10)
            axis = LinearAxis(y_range_name="u")
            _name(axis, axis_label(u.meaning or u.name, u.unit), ORANGE)
            _quiet(axis)
            plot.add_layout(axis, "right")
            # First, so that the potential lies on top.
            plot.line("t", "u", source=self.source, color=ORANGE, line_width=1.2, y_range_name="u")
        line = plot.line("t", "v", source=self.source, color=BLUE, line_width=1.8)
        plot.add_tools(HoverTool(renderers=[line], tooltips=tips, mode="vline"))
        plot.add_layout(self.onset[0])
        return plot

    def _current(self, unit: str) -> figure:
        plot = _figure(150, self.time_range, Range1d(start=-1, end=11), "current")
        line = plot.line("t", "I", source=self.current_source, color=GREEN, line_width=1.6)
        tips = [("t", "@t{0.0} ms"), ("I", f"@I{{0.00}} {unit}")]
        plot.add_tools(HoverTool(renderers=[line], tooltips=tips, mode="vline"))
        _name(plot.yaxis[0], axis_label("current I", unit), GREEN)
        plot.yaxis.ticker = BasicTicker(desired_num_ticks=4)
        plot.xaxis.axis_label = TIME
        if self.recovery is not None:
            # Keeps the two time axes in line: as wide as the recovery axis above.
            plot.min_border_right = 62
        plot.add_layout(self.onset[1])
        return plot

    def _phase(self) -> figure:
        assert self.recovery is not None
        u, v = self.states[self.recovery], self.states[self.voltage]
        plot = _figure(300, Range1d(start=-20, end=10), Range1d(start=-90, end=40), "phase")
        plot.segment(
            "u0", "v0", "u1", "v1", source=self.reset_source, color=PURPLE, line_width=1,
            line_alpha=0.5, line_dash=[3, 3],
        )  # fmt: skip
        line = plot.line("u", "v", source=self.phase_source, color=PURPLE, line_width=1.4)
        tips = [(u.name, f"@u{{0.00}} {u.unit}"), (v.name, f"@v{{0.0}} {v.unit}")]
        plot.add_tools(HoverTool(renderers=[line], tooltips=tips, line_policy="nearest"))
        plot.xaxis.axis_label = axis_label(u.meaning or u.name, u.unit)
        plot.xaxis.ticker = BasicTicker(desired_num_ticks=4)
        plot.yaxis.axis_label = axis_label(v.meaning or v.name, v.unit)
        return plot


def _figure(height: int, x_range: Range1d, y_range: Range1d, name: str) -> figure:
    wheel = WheelZoomTool()
    plot = figure(
        name=name,
        css_classes=[name],
        height=height,
        sizing_mode="stretch_width",
        min_width=200,
        x_range=x_range,
        y_range=y_range,
        tools=[PanTool(), BoxZoomTool(), wheel, ResetTool(), SaveTool()],
        # A drag on a phone and the wheel must scroll the page until a tool is chosen.
        active_drag=None,
        active_scroll=None,
        toolbar_location="above",
        min_border_left=62,
        output_backend="canvas",
    )
    plot.toolbar.logo = None
    plot.toolbar.autohide = True
    plot.xgrid.grid_line_alpha = plot.ygrid.grid_line_alpha = 0.5
    plot.outline_line_color = None
    for axis in (*plot.xaxis, *plot.yaxis):
        _quiet(axis)
    return plot


def _quiet(axis: Axis) -> None:
    axis.minor_tick_line_color = None
    axis.axis_label_text_font_style = "normal"
    axis.axis_label_text_font_size = "13px"
    axis.major_label_text_font_size = TICKS


def _name(axis: Axis, text: str, color: str) -> None:
    axis.axis_label = text
    name, ink = INKS[color]
    axis.axis_label_text_color = ink
    # The page colours all axis labels for its light and dark scheme; these keep their own.
    axis.stylesheets = [f":host {{ --bk-axis-label-text-color: var(--ink-{name}, {ink}); }}"]


def _fit(axis: Range, values: Array) -> None:
    """Move a range only when the data leave it or shrink to under half of it."""
    assert isinstance(axis, Range1d)
    finite = values[np.isfinite(values)]
    if not len(finite):
        return
    low, high = float(finite.min()), float(finite.max())
    if axis.reset_start is not None:
        start, end = cast("float", axis.reset_start), cast("float", axis.reset_end)
        if start <= low and high <= end and high - low >= 0.5 * (end - start):
            return
    start, end = nice_range(low, high)
    axis.update(start=start, end=end, reset_start=start, reset_end=end)


def _float32(**columns: Array) -> dict[str, Any]:
    return {name: column.astype(np.float32) for name, column in columns.items()}
