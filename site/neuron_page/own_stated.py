"""What a text says beside its class: the input and length of its first run, ranges and units.

Names of the text that are read, all of them optional:

``current``
    A number, one of `CURRENTS`, or a dictionary with the keys of a link
    (``{"current": "step", "I_max": 2.0, "onset": 50.0}``).
``T``
    Length of the run in ms.
``spans``
    Ranges of sliders by the names of the parameters, and ``"I"`` for the current.
``units``
    Units by the names of parameters and states, and ``"I"``.
``states``
    Names of the states, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from neuron_page.mistake import line_of, shortened
from neuron_page.own_remarks import Remark
from neuron_page.sentences import did_you_mean
from spiking_core import CURRENTS, BaseSpikingModel, Description, Parameter, Waveform, checks
from spiking_core.description import round_step

NAMES = ("current", "T", "spans", "units", "states")
CURRENT = "I"


def described(
    cls: type[BaseSpikingModel],
    parameters: Mapping[str, float],
    names: Mapping[str, Any],
    text: str,
) -> tuple[Description | None, tuple[Remark, ...]]:
    """Return what a class and its text say, and what of it cannot be used and is left out.

    A text may use these names for something else, so what does not fit is no mistake.

    Parameters
    ----------
    cls : type
    parameters : Mapping of str to float
        Its default parameters.
    names : Mapping of str to object
        The names of the text.
    text : str

    Returns
    -------
    description : Description or None
        None if the text says nothing beside the class.
    remarks : tuple of Remark
    """
    said = {name: names[name] for name in NAMES if name in names}
    if not said:
        return None, ()
    unused: list[Remark] = []
    told = Description.of(cls, parameters)
    for name, read in (
        ("states", _states), ("units", _units), ("spans", _spans), ("current", _current),
        ("T", _length),
    ):  # fmt: skip
        if name not in said:
            continue
        try:
            told = read(told, said[name])
        except (TypeError, ValueError) as error:
            sentence = shortened(f"{error} It is not used.")
            unused.append(Remark(sentence, line_of(f"`{name}`", text)))
    return told, tuple(unused)


def _states(told: Description, given: Any) -> Description:
    size = len(told.states)
    if not isinstance(given, (list, tuple)) or not all(isinstance(x, str) for x in given):
        raise TypeError(f'`states` must be a list of names, as in `["v", "u"]`, got {given!r}.')
    if len(given) != size or len(set(given)) != size:
        raise ValueError(f"`states` must have {size} different names, as `y0` has values.")
    bad = next((name for name in given if not name.isidentifier()), None)
    if bad is not None:
        raise ValueError(f"`{bad}` in `states` is no name. A name has letters, digits and `_`.")
    pairs = zip(told.states, given, strict=True)
    return replace(told, states=tuple(replace(state, name=name) for state, name in pairs))


def _units(told: Description, given: Any) -> Description:
    _known("units", given, [*(s.name for s in told.states), *(p.name for p in told.parameters)])
    for name, unit in given.items():
        if not isinstance(unit, str):
            raise TypeError(f"The unit of `{name}` in `units` must be a text, got {unit!r}.")
    return replace(
        told,
        states=tuple(replace(s, unit=given.get(s.name, s.unit)) for s in told.states),
        parameters=tuple(replace(p, unit=given.get(p.name, p.unit)) for p in told.parameters),
        current_unit=given.get(CURRENT, told.current_unit),
    )


def _spans(told: Description, given: Any) -> Description:
    _known("spans", given, [p.name for p in told.parameters])
    spans = {name: _span(name, span) for name, span in given.items()}
    parameters = tuple(
        _with_span(p, spans[p.name]) if p.name in spans else p for p in told.parameters
    )
    told = replace(told, parameters=parameters)
    if CURRENT not in spans:
        return told
    step = Parameter(CURRENT, 0.0, spans[CURRENT], told.current_bounds, told.current_step, "", "")
    return replace(
        told, current_span=spans[CURRENT], current_step=_with_span(step, spans[CURRENT]).step
    )


def _span(name: str, given: Any) -> tuple[float, float]:
    subject = f"The range of `{name}` in `spans`"
    if not isinstance(given, (list, tuple)) or len(given) != 2:
        raise TypeError(f"{subject} must be two numbers, as in `(1.0, 20.0)`, got {given!r}.")
    low, high = (checks.number(x, subject) for x in given)
    if not low < high:
        raise ValueError(f"{subject} must begin below its end, got {given!r}.")
    return low, high


def _with_span(parameter: Parameter, span: tuple[float, float]) -> Parameter:
    low, high = parameter.bounds
    if span[0] < low or span[1] > high:
        raise ValueError(
            f"The range of `{parameter.name}` in `spans` must lie in [{low:g}, {high:g}]."
        )
    if span == parameter.span:
        return parameter
    return replace(parameter, span=span, step=round_step((span[1] - span[0]) / 100))


def _current(told: Description, given: Any) -> Description:
    values = _values(given)
    name = values.pop("current", "constant")
    if name not in CURRENTS:
        question = did_you_mean(str(name), CURRENTS)
        raise ValueError(f"There is no input current `{name}`.{question}")
    strength = values.pop("I_max", told.current_default)
    told = _with_strength(told, checks.number(strength, "`I_max` of `current`"))
    return _checked(replace(told, current=name, input=values))


def _values(given: Any) -> dict[str, Any]:
    """Return a current as keys of a link."""
    if isinstance(given, Mapping):
        return dict(given)
    if isinstance(given, Waveform) and type(given) in CURRENTS.values():
        from neuron_app.state import COMMON

        own = (limit.name for limit in type(given).own)
        keys = [*COMMON, "I_base", *own, *(["points"] if given.name == "points" else [])]
        return {"current": given.name} | {k: getattr(given, k) for k in keys if hasattr(given, k)}
    kind = 'a number, or a dictionary such as `{"current": "step", "I_max": 2.0}`'
    try:
        return {"I_max": checks.number(given, "`current`")}
    except TypeError:
        raise TypeError(f"`current` must be {kind}, got {given!r}.") from None


def _with_strength(told: Description, strength: float) -> Description:
    """Return a description whose current has a strength, in the range of its slider."""
    low, high = told.current_span
    if not low <= strength <= high:
        # From nothing to twice as much; of 0 that would be no range.
        low, high = sorted((0.0, 2 * strength)) if strength else (min(low, 0.0), max(high, 0.0))
        step = round_step((high - low) / 100)
        told = replace(told, current_span=(low, high), current_step=step)
    return replace(told, current_default=strength)


def _checked(told: Description) -> Description:
    """Return a description whose input fits its current, or say what does not."""
    from neuron_app.state import COMMON, ONSET, PERIOD, default_state, own_limits

    limits = own_limits(told.current, told) | {p.name: p for p in (PERIOD, ONSET)}
    known = [*dict.fromkeys((*COMMON, *limits)), *(["points"] if told.current == "points" else [])]
    for key, value in told.input.items():
        if key not in known:
            raise ValueError(
                f"The current `{told.current}` has no `{key}`.{did_you_mean(key, known)}"
            )
        if key in limits:
            limit = limits[key]
            checks.within(value, limit.bounds, f"`{key}` of `current`", limit.unit)
    default_state("", told).make_current()
    return told


def _length(told: Description, given: Any) -> Description:
    from neuron_app.state import DURATION

    checks.within(given, DURATION.bounds, "`T`", DURATION.unit)
    return replace(told, duration=float(given))


def _known(subject: str, given: Any, names: list[str]) -> None:
    names = [*names, CURRENT]
    if not isinstance(given, Mapping):
        raise TypeError(f'`{subject}` must be a dictionary, as in `{{"{names[0]}": ...}}`.')
    for name in given:
        if name not in names:
            listed = ", ".join(f"`{known}`" for known in names)
            raise ValueError(
                f"`{name}` in `{subject}` is not known ({listed}).{did_you_mean(str(name), names)}"
            )
