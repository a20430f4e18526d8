"""A table of numbers as people write it, whatever separates its columns and marks its decimals.

Every way of reading that could have been meant (`_ways`) is tried on the whole text. A way that
meets something it cannot read is dropped. If those that are left do not agree, the text is refused
with the two readings: nothing is read as something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spiking_core.currents.number_text import canonical
from spiking_core.currents.unit_names import is_unit

EXAMPLE = "Write one pair per line, time in ms and current, as in `100, 10`."
MOST_COLUMNS = 2

# Blanks of every width look alike; those that typographers put between thousands are kept apart.
_ALIKE = str.maketrans({"\u00a0": " ", "\u2007": "\u2009", "\u202f": "\u2009"})
# A minus sign, and what word processors make of it.
_MINUS = re.compile("[\u2212\u2013](?=[0-9.,])")
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_NUMBER_IN = re.compile(r"(?:^|[\s,;\"])[+-]?[.,]?[0-9]")
_MISSING = {"nan", "na", "n/a", "#n/a", "inf", "infinity", "null", "none", "-", "--", ""}


class CannotRead(Exception):
    """A way of reading has met what it cannot read.

    Parameters
    ----------
    line : int
        Where.
    sentence : str
        What is wrong there, for the visitor.
    """

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


@dataclass(frozen=True)
class Way:
    """A way of reading.

    Attributes
    ----------
    separator : str
        Between columns: a tab, a semicolon, a comma, a blank (any number of blanks and tabs), or
        nothing for a single column.
    decimal : str
        Point or comma; the other one may stand between thousands.
    rows : bool
        Whether semicolons separate rows.
    """

    separator: str
    decimal: str
    rows: bool = False


@dataclass
class Table:
    """What was read.

    Attributes
    ----------
    way : Way
        How.
    lines : list of int
        The line of each row.
    rows : list of list of str
        Numbers as `float` takes them, as many in each row.
    header : list of str
        One text per column; empty if there is none.
    units : list of str
        The same of a line of units below the header.
    remarks : list of str
        The comments before the first row.
    """

    way: Way
    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_table(text: str) -> Table:
    """Return the numbers of a text in one or two columns.

    Raises
    ------
    ValueError
        If no way of reading fits, or two that do not agree.
    """
    lines, remarks, separator = _content(text)
    if not lines:
        raise ValueError(f"The text holds no points. {EXAMPLE}")
    fitting: list[Table] = []
    mistakes: list[CannotRead] = []
    # Of a single column it is seldom worth telling what is wrong with it.
    last: list[CannotRead] = []
    for way in _ways(lines, separator):
        try:
            fitting.append(_read(lines, way))
        except CannotRead as mistake:
            (mistakes if way.separator else last).append(mistake)
    # Of a single column without a header, nothing says that a comma or a blank belongs to a number.
    sure = [table for table in fitting if separator or not _is_doubtful(table, lines)]
    if not sure:
        # The way that came farthest is the one that was meant.
        raise ValueError(str(max(mistakes or last, key=lambda mistake: mistake.line)))
    for other in fitting:
        if other.rows != sure[0].rows:
            raise ValueError(_two_readings(sure[0], other, dict(lines)))
    sure[0].remarks = remarks
    return sure[0]


def split_names(text: str, count: int) -> list[str] | None:
    """Return the columns' names in a header whose separator is not that of its table.

    Returns
    -------
    list of str, length count, or None
    """
    # A unit belongs to the word before it.
    joined = re.sub(r"\s+(?=[(\[{/])|(?<=/)\s+", "\0", text)
    for separator in (r"[;\t]", ",", r"\s{2,}", r"\s+"):
        names = [name.replace("\0", " ").strip() for name in re.split(separator, joined)]
        if len(names) == count:
            return names
    return None


def short(text: str) -> str:
    """Return a text, or its beginning, for a message."""
    return text if len(text) <= 40 else f"{text[:40]}..."


def _content(text: str) -> tuple[list[tuple[int, str]], list[str], str]:
    """Return numbered lines, the comments before them, and the separator that a line tells."""
    lines: list[tuple[int, str]] = []
    remarks: list[str] = []
    separator = ""
    clean = _MINUS.sub("-", text.removeprefix("\ufeff").translate(_ALIKE))
    for number, whole in enumerate(clean.splitlines(), start=1):
        told = _SEPARATOR_LINE.fullmatch(whole.strip(" "))
        if told and not lines and not separator:
            separator = told[1]
            continue
        line, _, remark = whole.partition("#")
        if line.lstrip().startswith("%"):
            line, remark = "", line.lstrip()[1:]
        elif not lines and line.strip() and not _NUMBER_IN.search(line):
            line = whole  # a number sign in a header
        # Tabs and semicolons at the end are empty columns.
        if line.strip(" \t;,"):  # a row of empty cells is none
            lines.append((number, line.strip(" ").rstrip()))
        elif not lines and remark.strip():
            remarks.append(remark.strip())
    return lines, remarks, separator


def _ways(lines: Sequence[tuple[int, str]], told: str) -> Iterator[Way]:
    """Yield what could have been meant, given the characters that occur."""
    everything = "\n".join(line for _, line in lines)
    has = {mark: mark in everything for mark in '\t;, "'}
    has[" "] |= has["\t"]
    separators = [told] if told else [mark for mark in "\t;, " if has[mark]]
    decimals = ".," if has[","] or "." in everything else "."
    for separator in (*separators, *([] if told else [""])):
        for decimal in decimals:
            # A comma cannot do both, unless quotes keep the columns apart.
            if separator != decimal or has['"']:
                yield Way(separator, decimal)
    if has[";"] and len(lines) == 1 and not told:
        for separator in (mark for mark in "\t, " if has[mark]):
            for decimal in decimals:
                if separator != decimal:
                    yield Way(separator, decimal, rows=True)


def _read(lines: Sequence[tuple[int, str]], way: Way) -> Table:
    """Return the table of numbered lines, or raise `CannotRead`."""
    table = Table(way)
    header_line = 0
    for number, line in lines:
        if line.count('"') % 2:
            raise CannotRead(number, f"Line {number} has a quotation mark without its partner.")
        for record in _records(line, way):
            numbers = [canonical(text, way.decimal) for text in record]
            if not table.rows and not any(numbers) and _is_header(record, table):
                if header_line:
                    table.units = record
                else:
                    table.header, header_line = record, number
                continue
            _check_columns(number, record, table)
            row = [text for text in numbers if text is not None]
            if len(row) < len(numbers):
                wrong = record[numbers.index(None)]
                raise CannotRead(number, f"Line {number} must hold numbers, got `{short(wrong)}`.")
            table.lines.append(number)
            table.rows.append(row)
    # A single column has no blanks to separate.
    if not table.rows or (way.separator == " " and len(table.rows[0]) == 1):
        raise CannotRead(0, f"The text holds no points. {EXAMPLE}")
    if header_line:
        _fit_header(table, header_line, dict(lines)[header_line])
    return table


def _records(line: str, way: Way) -> Iterator[list[str]]:
    """Yield the rows in one line, each as its columns."""
    for part in line.rstrip("; ").split(";") if way.rows else (line,):
        columns = _columns(part.strip(" ") if way.rows else part, way.separator)
        while len(columns) > 1 and not columns[-1]:
            columns.pop()
        yield columns


def _columns(line: str, separator: str) -> list[str]:
    if separator == "":
        return [line.strip().strip('"')]
    if separator == " ":
        # An empty cell is no blank.
        if re.search(r"\t *\t", line):
            return ["", "", ""]
        return [part.strip('"') for part in re.findall(r'"[^"]*"|[^ \t]+', line)]
    if '"' in line:
        # Each piece between quotes is one column, whatever it holds.
        parts = re.findall(rf'("[^"]*"|[^{re.escape(separator)}"]+|{re.escape(separator)})', line)
        columns = [""]
        for part in parts:
            if part == separator:
                columns.append("")
            else:
                columns[-1] += part.strip('"')
        return [part.strip() for part in columns]
    return [part.strip() for part in line.split(separator)]


def _is_header(record: Sequence[str], table: Table) -> bool:
    """Tell whether a row without numbers gives names, or below them the units."""
    if table.header:
        return not table.units and all(is_unit(text.strip("()[]")) for text in record)
    words = [word for name in record for word in re.split(r"[\s,;]+", name)]
    # Of a single column, the whole line is one name.
    parts = [part.strip() for name in record for part in re.split("[,;\t]", name)]
    if any(canonical(part, ".") for part in parts):
        return False
    has_letters = all(not name or re.search(r"[^\W\d_]", name) for name in record)
    return has_letters and not all(word.lower() in _MISSING for word in words)


def _check_columns(number: int, record: Sequence[str], table: Table) -> None:
    expected = len(table.rows[0]) if table.rows else MOST_COLUMNS if table.way.rows else len(record)
    if len(record) != expected:
        raise CannotRead(
            number,
            f"Line {number} must have as many columns as line {(table.lines or [number])[0]}, "
            f"{expected}, got {len(record)}.{_about_commas(table.way)}",
        )
    if expected > MOST_COLUMNS:
        names = ", ".join(f"`{short(name)}`" for name in table.header[:8])
        raise CannotRead(
            number,
            f"Line {number} must have two columns, time in ms and current, or one column of "
            f"samples, got {expected}{f' ({names})' if names else ''}. Leave out the others."
            f"{_about_commas(table.way)}",
        )


def _about_commas(way: Way) -> str:
    if way.separator != ",":
        return ""
    return " If the comma marks decimals, put semicolons between the columns."


def _fit_header(table: Table, number: int, line: str) -> None:
    """Refuse a header that does not name the columns one by one."""
    count = len(table.rows[0])
    names: list[str] | None = table.header
    if table.way.separator == "":
        # What separates names separates numbers too; but a unit may stand behind a comma.
        parts = [part.strip() for part in re.split("[,;\t]", line)]
        if len(parts) > 2 or (len(parts) == 2 and not is_unit(parts[1])):
            names = None
    elif table.way.separator == " ":
        names = split_names(line, count)
    if names is None or len(names) != count:
        raise CannotRead(
            table.lines[-1],
            f"Line {number} must name the columns of the table, {count} in all, got "
            f"`{short(line)}`. Put a # before a line that is a remark.",
        )
    table.header = names


def _is_doubtful(table: Table, lines: Sequence[tuple[int, str]]) -> bool:
    """Tell whether it is a single column that could be two."""
    if table.way.separator or table.header:
        return False
    return any("," in line or " " in line for _, line in lines)


def _two_readings(one: Table, other: Table, lines: dict[int, str]) -> str:
    """Return the sentence about a text that can be read in two ways."""
    pairs = enumerate(zip(one.rows, other.rows, strict=False))
    line = one.lines[next((k for k, (row, same) in pairs if row != same), -1)]
    text = lines[line]
    ways = {one.way.separator, other.way.separator}
    if "," in ways and len(ways) > 1:
        mark, meanings = "comma", "stand between time and current, or mark decimals or thousands"
        cure = "Put semicolons between the columns and points before the decimals, as in `0; 1.5`."
    elif " " in ways and len(ways) > 1:
        mark, meanings = "blank", "stand between time and current, or between thousands"
        cure = "Put semicolons between the columns, and nothing between thousands."
    else:
        mark = "comma" if "," in text else "point"
        meanings = "mark decimals, or stand between thousands"
        cure = "Write `1.2340` for the one, `1234` for the other."
    return f"The {mark} in line {line}, `{short(text)}`, can {meanings}. {cure}"
