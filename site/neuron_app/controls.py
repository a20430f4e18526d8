"""The controls, derived from what the model and the currents declare."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import panel as pn

from neuron_app.state import (
    DURATION,
    MAX_SEED,
    PERIOD,
    NeuronState,
    fitting_view,
    own_limits,
    shortest,
)
from spiking_core import CURRENTS, Description, Parameter, Points
from spiking_core.currents.table_file import text_of

# Bokeh forgets the colour of a bar that was disabled once, and draws its track white in the dark.
SLIDER_STYLE = """
.noUi-target {
  background: var(--track, #fafafa);
  border-color: var(--rim, #d3d3d3);
  box-shadow: none;
}
.noUi-connect { background: var(--accent, #2b7bd6) !important; }
:host([disabled]) .noUi-connect, [disabled] .noUi-connect { background: #9aa3ad !important; }
.noUi-handle { border-color: var(--quiet, #55606d); box-shadow: none; }
.noUi-handle:focus-visible { outline: 2px solid var(--link, #1a63b8); outline-offset: 2px; }
/* As large as a finger needs, and no larger to look at. */
.noUi-touch-area { position: absolute; inset: -5px; width: auto; height: auto; }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
@media (forced-colors: active) {
  .noUi-connect { forced-color-adjust: none; background: Highlight !important; }
}
"""
# Bokeh draws no outline where the keyboard is, or a pale one.
FOCUS_STYLE = """
:focus-visible { outline: 2px solid var(--link, #1a63b8) !important; outline-offset: 2px; }
@media (pointer: coarse) {
  input[type=checkbox], input[type=radio] { width: 24px; height: 24px; vertical-align: middle; }
}
"""
# Bokeh's arrow is a black picture, not to be seen in the dark.
SELECT_STYLE = """
select:not([multiple]).bk-input {
  background-image:
    linear-gradient(45deg, transparent 50%, currentcolor 50%),
    linear-gradient(-45deg, transparent 50%, currentcolor 50%);
  background-position: right 0.85em center, right 0.5em center;
  background-size: 0.35em 0.35em;
}
"""
# What tells the page which part of the state a control moves.
TAG = "control:"
VIEW_LABELS = {"potential": "time", "current": "current", "phase plane": "phase"}
# What tells it of the other parts, which it moves by itself where there is no Python.
PART = "part:"
LABELS = {"I_max": "I max", "I_period": "I period", "T": "time"}
# Of a pasted table, in characters, and of a file, in bytes.
LONGEST_POINTS = 2_000_000
# A browser cuts what is pasted beyond the length of a box, in silence: the text is measured here.
UNCUT = 2**31 - 1


class Controls:
    """Widgets for one model; :attr:`state` is what they say.

    Parameters
    ----------
    state
        The state that they show at first and that the reset button returns to.
    description
        Parameters of the model, range and unit of its current.
    changed
        Called once after every change by the visitor.
    refused
        Called with a sentence when what the visitor typed cannot be used.
    """

    def __init__(
        self,
        state: NeuronState,
        description: Description,
        changed: Callable[[], None],
        refused: Callable[[str], None],
    ) -> None:
        self._initial = self._state = state
        self._changed = changed
        self._refused = refused
        self._quiet = False
        self._description = description
        strength = Parameter(
            "I_max", state.I_max, description.current_span, description.current_bounds,
            description.current_step, description.current_unit, "strength of the current",
        )  # fmt: skip
        self._limits = {p.name: p for p in (*description.parameters, strength, PERIOD, DURATION)}
        self._sliders = {name: _slider(limit, name) for name, limit in self._limits.items()}
        self._own: dict[str, Any] = {}
        self._own_current = ""
        self.own = pn.Column(
            margin=0, sizing_mode="stretch_width", visible=False, tags=[f"{PART}own"]
        )
        self.current = pn.widgets.Select(
            label="input current",
            options={waveform.title: name for name, waveform in CURRENTS.items()},
            value=state.current,
            sizing_mode="stretch_width",
            stylesheets=[SELECT_STYLE, FOCUS_STYLE],
            tags=[f"{TAG}current"],
        )
        self.meaning = pn.pane.HTML(
            "", css_classes=["meaning"], margin=(0, 10), tags=[f"{PART}meaning"]
        )
        focus: dict[str, Any] = {"stylesheets": [FOCUS_STYLE]}
        self.view = pn.widgets.CheckBoxGroup(
            label="show",
            options=self._panels(),
            inline=True,
            margin=(0, 10),
            tags=[f"{TAG}view"],
            **focus,
        )
        self.noise = pn.widgets.Button(
            label="new noise", visible=False, margin=(5, 10), tags=[f"{PART}noise"], **focus
        )
        self.wide = pn.widgets.Checkbox(
            label="wider ranges", value=False, margin=10, tags=[f"{PART}wide"], **focus
        )
        self.reset = pn.widgets.Button(
            label="reset to defaults", margin=(5, 10), tags=[f"{PART}reset"], **focus
        )
        self._watch()
        self.set(state)

    @property
    def state(self) -> NeuronState:
        """What the visitor has chosen."""
        return self._state

    @property
    def initial(self) -> NeuronState:
        """The state that the reset button returns to."""
        return self._initial

    def begin_with(self, state: NeuronState) -> None:
        """Let the reset button return to `state` from now on."""
        self._initial = state

    @property
    def model_widgets(self) -> list[pn.viewable.Viewable]:
        """The sliders of the model's own parameters."""
        return [
            slider
            for name, slider in self._sliders.items()
            if name not in ("I_max", "I_period", "T")
        ]

    @property
    def input_widgets(self) -> list[pn.viewable.Viewable]:
        """The controls of the input current and of the run."""
        sliders = self._sliders
        return [
            self.current, self.meaning, sliders["I_max"], sliders["I_period"], self.own,
            self.noise, sliders["T"],
        ]  # fmt: skip

    def set(self, state: NeuronState) -> None:
        """Show `state` without reporting a change."""
        self._state = state
        values = {
            **self._description.defaults,
            **state.parameters,
            **{key: getattr(state, key) for key in ("I_max", "I_period", "T")},
        }
        with self._silence():
            self._span(values)
            for name, slider in self._sliders.items():
                slider.value = values[name]
            self.current.value = state.current
            self._tick_view()
            self._show_own()
        self._describe_current()

    def _watch(self) -> None:
        for slider in self._sliders.values():
            slider.param.watch(self._read, "value")
        self.current.param.watch(self._read, "value")
        self.wide.param.watch(self._widen, "value")
        self.view.param.watch(self._choose_view, "value")
        self.noise.on_click(self._new_noise)
        self.reset.on_click(self._reset)

    def _read(self, _event: Any) -> None:
        if self._quiet:
            return
        values = {
            name: _rounded(slider.value, self._limits[name].step)
            for name, slider in self._sliders.items()
        }
        parameters = {
            p.name: values[p.name]
            for p in self._description.parameters
            if p.required or values[p.name] != p.default
        }
        same = self.current.value == self._state.current
        self._replace(
            parameters=parameters, current=self.current.value,
            own=self._state.own if same else {},
            **{key: values[key] for key in ("I_max", "I_period", "T")},
        )  # fmt: skip

    def _show_own(self) -> None:
        """Make the controls of what only this current has; none for most of them."""
        state = self._state
        limits = own_limits(state.current, self._description)
        if not state.own.get("I_base"):
            del limits["I_base"]
        if self._own_current != state.current or set(limits) - set(self._own):
            self._own_current = state.current
            self._own = {name: _slider(_usual(limit), name) for name, limit in limits.items()}
            for name, slider in self._own.items():
                slider.param.watch(partial(self._read_own, name, limits[name].step), "value")
            if state.current == "points":
                self._own["points"] = self._points_text()
                self._own["file"] = self._points_file()
            self.own.objects = list(self._own.values())
            self.own.visible = bool(self._own)
        for name, limit in limits.items():
            value = float(state.own.get(name, limit.default))
            slider = self._own[name]
            low, high = min(value, slider.start), max(value, slider.end)
            slider.param.update(start=low, end=high, value=value)
        if state.current == "points":
            self._own["points"].value = _lines(self._points())

    def _points(self) -> Any:
        return self._state.own.get("points", Points(0.0).points)

    def _points_text(self) -> pn.widgets.Widget:
        box = pn.widgets.TextAreaInput(
            label="points: time (ms), current",
            rows=6, sizing_mode="stretch_width", margin=(4, 10), max_length=UNCUT,
            stylesheets=[FOCUS_STYLE],
        )  # fmt: skip
        box.param.watch(self._read_points, "value")
        return box

    def _read_points(self, event: Any) -> None:
        if not self._quiet and event.new != _lines(self._points()):
            self._take_points(lambda: _short_enough(event.new, "text"))

    def _points_file(self) -> pn.widgets.FileInput:
        file = pn.widgets.FileInput(
            label="or read a CSV file", accept=".csv,.txt",
            sizing_mode="stretch_width", margin=(4, 10), stylesheets=[FOCUS_STYLE],
        )  # fmt: skip
        file.param.watch(self._read_file, "value")
        return file

    def _read_file(self, event: Any) -> None:
        if event.new is not None:
            self._take_points(lambda: text_of(_short_enough(event.new, "file")))
            _forget(event.obj)

    def _take_points(self, text: Callable[[], str]) -> None:
        """Make the points of a text the current; a text that cannot be used changes nothing."""
        try:
            points = Points.parse(text(), unit=self._description.current_unit).points
        except ValueError as error:
            self._refused(str(error))
            return
        self._replace(own={**self._state.own, "points": points})

    def _read_own(self, name: str, step: float, event: Any) -> None:
        if not self._quiet:
            self._replace(own={**self._state.own, name: _rounded(event.new, step)})

    def _replace(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)
        with self._silence():
            self._show_own()
        self._describe_current()
        self._changed()

    def _describe_current(self) -> None:
        waveform = CURRENTS[self._state.current]
        raised = self._state.own.get("I_base")
        meaning = self._state.make_current().sentence if raised else waveform.meaning
        for name in ("I_max", "I_period"):
            meaning = meaning.replace(name, LABELS[name])
        meaning = meaning.replace("the seed fixes it", f"the seed, {self._state.seed}, fixes it")
        onset = f"before the onset at {self._state.onset:g} ms"
        self.meaning.object = meaning.replace("before the onset", onset, 1)
        self._sliders["I_max"].visible = waveform.uses_strength
        for p in self._description.parameters:
            used = p.required or p.name in self._state.parameters
            self._sliders[p.name].visible = used or self.wide.value
        self._sliders["I_period"].disabled = not waveform.uses_period
        self.noise.visible = waveform.uses_seed

    def _new_noise(self, _event: Any) -> None:
        self._replace(seed=(self._state.seed + 1) % (MAX_SEED + 1))

    def _panels(self) -> dict[str, str]:
        """Return the names of the panels by what is written beside their boxes."""
        of_one_equation = len(self._description.states) < 2
        return {t: n for t, n in VIEW_LABELS.items() if n != "phase" or not of_one_equation}

    def _tick_view(self) -> None:
        self.view.value = [name for name in self._panels().values() if name in self._state.view]

    def _choose_view(self, event: Any) -> None:
        if self._quiet:
            return
        self._replace(view=fitting_view(event.new, self._description))
        # The last panel cannot be taken away: all come back.
        with self._silence():
            self._tick_view()

    def _reset(self, _event: Any) -> None:
        with self._silence():
            self.wide.value = False
        self.set(replace(self._initial, view=self._state.view))
        self._changed()

    def _widen(self, _event: Any) -> None:
        if self._quiet:
            return
        self._span()
        self._read(None)

    def _span(self, values: Mapping[str, float] | None = None) -> None:
        """Give the sliders the range asked for, stretched to the values to come.

        Without these, a slider whose value lies outside moves to the end.
        """
        with self._silence():
            for name, slider in self._sliders.items():
                limit = self._limits[name]
                low, high = _wide_range(limit) if self.wide.value else limit.span
                if values is not None:
                    low, high = min(low, values[name]), max(high, values[name])
                value = min(max(slider.value, low), high)
                slider.param.update(start=low, end=high, value=value)

    @contextmanager
    def _silence(self) -> Iterator[None]:
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before


def _slider(limit: Parameter, name: str) -> pn.widgets.FloatSlider:
    label = LABELS.get(name, name)
    low, high = limit.span
    return pn.widgets.FloatSlider(
        label=f"{label} ({limit.unit})" if limit.unit else label,
        start=low,
        end=high,
        step=limit.step,
        value=min(max(limit.default, low), high),
        format=_number_format(limit.step),
        sizing_mode="stretch_width",
        margin=(4, 10),
        stylesheets=[SLIDER_STYLE],
        tags=[TAG + name],
    )


def _usual(limit: Parameter) -> Parameter:
    """Return a limit with a range for its slider, a level's from zero if it has none."""
    return limit if limit.span[0] < limit.span[1] else replace(limit, span=(0.0, 1.0), step=0.01)


def _lines(points: Any) -> str:
    """Return points as the text that a visitor edits."""
    return "\n".join(f"{shortest(t)}, {shortest(I)}" for t, I in points)


def _short_enough(content: Any, what: str) -> Any:
    """Return a text or the bytes of a file, if they are not too many."""
    if len(content) > LONGEST_POINTS:
        raise ValueError(
            f"The {what} must have at most {LONGEST_POINTS / 1e6:g} MB, got "
            f"{len(content) / 1e6:.3g} MB. Leave out points that lie on a straight line."
        )
    return content


def _forget(file: pn.widgets.FileInput) -> None:
    """Empty the control, so that the same file can be chosen again after it was changed."""
    file.clear()
    for model, _ in list(file._models.values()):
        # Bokeh's value can only be set this way; a value that comes again is no change to it.
        model.set_from_json("value", "")
    file.value = None


def _wide_range(limit: Parameter) -> tuple[float, float]:
    """Return the bounds; where there is none, ten times the usual range."""
    low, high = limit.span
    reach = 4.5 * (high - low)
    wide_low, wide_high = limit.bounds
    return (
        wide_low if math.isfinite(wide_low) else low - reach,
        wide_high if math.isfinite(wide_high) else high + reach,
    )


def _rounded(value: float, step: float) -> float:
    """Return the number that a slider means by 10.100000000000001."""
    rounded = round(value, _digits(step))
    return rounded if math.isclose(rounded, value, rel_tol=1e-9, abs_tol=1e-12) else value


def _digits(step: float) -> int:
    """Return the number of decimals that show a change by one `step`."""
    return len(f"{step:.12f}".rstrip("0").partition(".")[2])


def _number_format(step: float) -> str:
    """Return the display format that shows a change by one `step`."""
    digits = _digits(step)
    return "0." + "0" * digits if digits else "0"
