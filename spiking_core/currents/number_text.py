"""Numbers as people write them."""

from __future__ import annotations

import re

_EXPONENT = "(?:[eE][+-]?[0-9]+)?"
_PLAIN = {
    ".": re.compile(rf"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+){_EXPONENT}"),
    ",": re.compile(rf"[+-]?(?:[0-9]+(?:,[0-9]+)?|,[0-9]+){_EXPONENT}"),
}
# With marks between the thousands, the same ones throughout a number.
_GROUPED = {
    decimal: re.compile(
        rf"[+-]?[1-9][0-9]{{0,2}}(?:([{other} '\u2019\u2009])[0-9]{{3}})(?:\1[0-9]{{3}})*"
        rf"(?:[{decimal}][0-9]*)?{_EXPONENT}"
    )
    for decimal, other in ((".", ","), (",", "."))
}


def canonical(text: str, decimal: str) -> str | None:
    """Return a number as `float` takes it, None for what is none.

    Parameters
    ----------
    text : str
        Without blanks around it.
    decimal : str
        What marks its decimals, a point or a comma. The other one, a blank or an apostrophe may
        stand between its thousands.
    """
    if _PLAIN[decimal].fullmatch(text):
        return text.replace(",", ".")
    if grouped := _GROUPED[decimal].fullmatch(text):
        return text.replace(grouped[1], "").replace(",", ".")
    return None
