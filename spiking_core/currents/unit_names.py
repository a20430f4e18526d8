"""The names of units in the headers of tables."""

from __future__ import annotations

import re
import unicodedata

# Powers of ten over a millisecond, by the spelling of `one_spelling` in small letters.
_TIMES = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "sekunde", "sekunden"), 3),
    **dict.fromkeys(("ms", "msec", "msecs", "millisecond", "milliseconds", "millisekunden"), 0),
    **dict.fromkeys(("μs", "μsec", "microsecond", "microseconds", "mikrosekunden"), -3),
    **dict.fromkeys(("ns", "nsec", "nanosecond", "nanoseconds"), -6),
}
# Units too, but no power of ten, or none of time or current.
_OTHER_TIMES = {"min", "mins", "minute", "minutes", "h", "hr", "hour", "hours", "d", "day", "days"}
_OTHERS = {"v", "mv", "μv", "volt", "mv/ms", "hz", "khz", "%", "db"}
_PREFIXES = {
    "p": -12, "n": -9, "μ": -6, "m": -3, "": 0,
    "pico": -12, "nano": -9, "micro": -6, "mikro": -6, "milli": -3,
}  # fmt: skip
_AMPERE = re.compile(r"(p|n|μ|m|)A(/c?m2)?")
_AMPERE_WORD = re.compile(r"(pico|nano|micro|mikro|milli|)-?amp(?:s|[eè]res?)?", re.IGNORECASE)


def one_spelling(unit: str) -> str:
    """Return a unit in one spelling: ``"uA cm^-2"`` and ``"µA/cm²"`` are ``"μA/cm2"``."""
    plain = unicodedata.normalize("NFKC", unit).replace("\u2212", "-")
    plain = re.sub(r"[\s^*·.]", "", plain)
    plain = re.sub(r"/?(c?m)-2$", r"/\g<1>2", plain)
    return re.sub(r"^u(?=[AsV])", "μ", plain)


def is_unit(text: str) -> bool:
    """Tell whether a text is a unit that may stand in such a header, usable or not."""
    return is_time(text) or ampere(text) is not None or one_spelling(text).lower() in _OTHERS


def is_time(unit: str) -> bool:
    """Tell whether it is a unit of time."""
    return one_spelling(unit).lower() in {*_TIMES, *_OTHER_TIMES}


def time_power(unit: str) -> int | None:
    """Return the power of ten of a unit of time over 1 ms, None if there is none."""
    return _TIMES.get(one_spelling(unit).lower())


def ampere(unit: str) -> tuple[int, str] | None:
    """Return power of ten over 1 A and area of a unit of current, None if it is none."""
    plain = one_spelling(unit)
    if found := _AMPERE.fullmatch(plain):
        return _PREFIXES[found[1]], found[2] or ""
    if found := _AMPERE_WORD.fullmatch(plain):
        return _PREFIXES[found[1].lower()], ""
    return None
