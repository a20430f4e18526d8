"""What the header of a table says about its units: honoured or refused, never passed over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spiking_core.currents.table import Table, short, split_names
from spiking_core.currents.unit_names import ampere, is_time, is_unit, one_spelling, time_power

_TIME_NAMES = {"t", "time", "zeit", "temps", "tiempo", "tempo", "tid", "время"}
_CURRENT_NAMES = {"i", "current", "strom", "courant", "corriente", "corrente", "stimulus", "ток"}


def powers(table: Table, unit: str | None) -> list[int]:
    """Return by which power of ten each column is to be multiplied: time to ms, current to `unit`.

    Parameters
    ----------
    table : Table
        With one or two columns.
    unit : str or None
        Of the model's current, empty if it has none; None if it is not known.

    Raises
    ------
    ValueError
        If the header names a unit that is not known or not that of the model, or the columns
        stand in the other order.
    """
    count = len(table.rows[0])
    names = table.header or _remark_names(table, count)
    units = [_unit_of(name) for name in names] if names else [None] * count
    if table.units:
        if len(table.units) != count:
            raise ValueError(f"The line of units must have {count} columns, got {table.units}.")
        units = [text.strip("()[] ") or had for text, had in zip(table.units, units, strict=True)]
    if names:
        _check_order(names, units)
    if not table.header:
        # A remark is prose: only what is surely a unit counts.
        units = [u if u is not None and is_unit(u) else None for u in units]
    shown = [short(name) for name in names] if names else [""] * count
    current = _current_power(units[-1], unit, shown[-1])
    return [current] if count == 1 else [_time_power(units[0], shown[0]), current]


def _remark_names(table: Table, count: int) -> list[str]:
    """Return the names in a header that is a remark, as NumPy writes it."""
    if not table.remarks:
        return []
    names = split_names(table.remarks[-1], count) or []
    return names if any(is_unit(_unit_of(name) or "") for name in names) else []


def _unit_of(name: str) -> str | None:
    """Return the unit in one column's name, None if it has none."""
    name = name.strip()
    if bracketed := re.search(r"[(\[{]([^()\[\]{}]*)[)\]}]$", name):
        return bracketed[1].strip()
    # I/nA, I / (µA/cm²); but µA/cm² alone is a unit.
    if not is_unit(name) and (slash := re.fullmatch(r"[^/]+?\s*/\s*\(?(.+?)\)?", name)):
        return slash[1].strip()
    for text in (name, *re.split(r"[\s_:,]+", name)[-1:]):
        if is_unit(text):
            return text
    return None


def _time_power(unit: str | None, name: str) -> int:
    if unit is None:
        return 0
    power = time_power(unit)
    if power is None:
        raise ValueError(
            f"The header gives the time as `{name}`, whose unit `{short(unit)}` is not known here. "
            "Give the time in ms, s or µs, as in `t (ms)`."
        )
    return power


def _current_power(unit: str | None, wanted: str | None, name: str) -> int:
    if unit is None or (wanted and one_spelling(unit) == one_spelling(wanted)):
        return 0
    if wanted is None:
        raise ValueError(
            f"The header gives the current as `{name}`. Say which unit the model takes, as in "
            'Points.parse(text, unit="nA"), or leave the unit out of the header.'
        )
    given, taken = ampere(unit), ampere(wanted)
    # A column that is called `A` need not be in amperes.
    if given is None or taken is None or given[1] != taken[1] or name == "A":
        takes = f"takes {wanted}" if wanted else "takes a current without a unit"
        raise ValueError(
            f"The header gives the current as `{name}`, but this neuron {takes}. Convert the "
            f"numbers, and write {f'`I ({wanted})`' if wanted else '`I`'} into the header."
        )
    return given[0] - taken[0]


def _check_order(names: Sequence[str], units: Sequence[str | None]) -> None:
    """Refuse a single column of times, and columns in the other order."""

    def holds_time(k: int) -> bool:
        unit = units[k]
        if unit is not None:
            return is_time(unit)
        return _first_word(names[k]) in _TIME_NAMES

    def holds_current(k: int) -> bool:
        unit = units[k]
        return (ampere(unit) is not None) if unit else _first_word(names[k]) in _CURRENT_NAMES

    shown = ", ".join(f"`{short(name)}`" for name in names)
    if len(names) == 1 and holds_time(0):
        raise ValueError(
            f"A single column must hold the current, one sample every 0.1 ms, got {shown}. "
            "Give two columns, time in ms and current."
        )
    if len(names) == 2 and (holds_time(1) or holds_current(0)):
        raise ValueError(f"The first column must be the time, the second the current, got {shown}.")


def _first_word(name: str) -> str:
    return re.split(r"[\s_(\[/:,]", name.strip().lower())[0]
