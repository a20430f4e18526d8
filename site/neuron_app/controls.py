"""The controls, derived from what the model and the currents declare."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import panel as pn

from neuron_app.scale import rounded, scale
from neuron_app.state import (
    DURATION,
    MAX_SEED,
    ONSET,
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
LABELS = {"I_max": "I max", "T": "length"}
# Sliders that every current and every model has.
COMMON_SLIDERS = ("I_max", "I_period", "onset", "T")
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
            "I_max", description.current_default, description.current_span,
            description.current_bounds,
            description.current_step, description.current_unit, "strength of the current",
        )  # fmt: skip
        common = (strength, PERIOD, ONSET, DURATION)
        self._limits = {p.name: p for p in (*description.parameters, *common)}
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
        return [slider for name, slider in self._sliders.items() if name not in COMMON_SLIDERS]

    @property
    def input_widgets(self) -> list[pn.viewable.Viewable]:
        """The controls of the input current and of the run."""
        sliders = self._sliders
        return [
            self.current, self.meaning, sliders["I_max"], sliders["I_period"], self.own,
            self.noise, sliders["onset"], sliders["T"],
        ]  # fmt: skip

    def set(self, state: NeuronState) -> None:
        """Show `state` without reporting a change."""
        self._state = state
        values = {
            **self._description.defaults,
            **state.parameters,
            **{key: getattr(state, key) for key in COMMON_SLIDERS},
        }
        with self._silence():
            self._show_values(values)
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
            name: rounded(slider.value, slider.step) for name, slider in self._sliders.items()
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
            **{key: values[key] for key in COMMON_SLIDERS},
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
                slider.param.watch(partial(self._read_own, name), "value")
            if state.current == "points":
                self._own["points"] = self._points_text()
                self._own["file"] = self._points_file()
            self.own.objects = list(self._own.values())
            self.own.visible = bool(self._own)
        for name, limit in limits.items():
            value = float(state.own.get(name, limit.default))
            if self._own[name].value != value:
                _show_value(self._own[name], _usual(limit), value)
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

    def _read_own(self, name: str, event: Any) -> None:
        if not self._quiet:
            self._replace(own={**self._state.own, name: rounded(event.new, event.obj.step)})

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
        # The word that stands before `I_period` is also the label of its slider.
        meaning = meaning.replace(" I_period", "").replace("I_max", LABELS["I_max"])
        meaning = meaning.replace("the seed fixes it", f"the seed, {self._state.seed}, fixes it")
        onset = f"before the onset at {shortest(self._state.onset)} ms"
        self.meaning.object = meaning.replace("before the onset", onset, 1)
        self._sliders["I_max"].visible = waveform.uses_strength
        for p in self._description.parameters:
            used = p.required or p.name in self._state.parameters
            self._sliders[p.name].visible = used or self.wide.value
        self._sliders["onset"].visible = waveform.uses_onset
        self._sliders["I_period"].visible = waveform.uses_period
        if waveform.uses_period:
            self._sliders["I_period"].label = _label(waveform.period_meaning, PERIOD.unit)
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
        with self._silence():
            self._show_values({name: slider.value for name, slider in self._sliders.items()})
        self._read(None)

    def _show_values(self, values: Mapping[str, float]) -> None:
        """Show values, each on the scale that it needs; nothing but a scale changes a range."""
        for name, slider in self._sliders.items():
            _show_value(slider, self._limits[name], values[name], self.wide.value)

    @contextmanager
    def _silence(self) -> Iterator[None]:
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before


def _slider(limit: Parameter, name: str) -> pn.widgets.FloatSlider:
    return pn.widgets.FloatSlider(
        label=_label(LABELS.get(name, name), limit.unit),
        **scale(limit, limit.default)._asdict(),
        value=limit.default,
        sizing_mode="stretch_width",
        margin=(4, 10),
        stylesheets=[SLIDER_STYLE],
        tags=[TAG + name],
    )


def _show_value(
    slider: pn.widgets.FloatSlider, limit: Parameter, value: float, wide: bool = False
) -> None:
    slider.param.update(**scale(limit, value, wide)._asdict(), value=value)


def _label(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit else name


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
