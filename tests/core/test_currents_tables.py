"""Tables as people bring them are read right or refused with the reason, never otherwise."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiking_core import Points
from spiking_core.currents.table_file import text_of

EUROPEAN = ((0.0, 1.5), (2.0, 3.5), (4.0, 5.5))
TWO = ((0.0, 0.0), (10.0, 5.5))
LARGE = ((0.0, 1234.5), (1000.25, 0.5))


def samples(*levels: float) -> tuple[tuple[float, float], ...]:
    """Return the points of a column of levels that all differ."""
    pairs = [(0.0, levels[0])]
    for k, (before, level) in enumerate(zip(levels[:-1], levels[1:], strict=True), start=1):
        pairs += [(k * 0.1, before), (k * 0.1, level)]
    return tuple(pairs)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        # Decimal commas.
        ("0,0;1,5\n2,0;3,5\n4,0;5,5", EUROPEAN),
        ("t;I\n0,0;1,5\n2,0;3,5\n4,0;5,5\n", EUROPEAN),
        ("t;I\r\n0,0;1,5\r\n2,0;3,5\r\n4,0;5,5\r\n", EUROPEAN),
        ("t;I\r0,0;1,5\r2,0;3,5\r4,0;5,5\r", EUROPEAN),
        ("\ufefft;I\n0,0;1,5\n2,0;3,5\n4,0;5,5", EUROPEAN),
        ("0,0\t1,5\n2,0\t3,5\n4,0\t5,5", EUROPEAN),
        ("0,0 1,5\n2,0 3,5\n4,0 5,5", EUROPEAN),
        ("  0,0    1,5\n  2,0    3,5\n  4,0    5,5", EUROPEAN),
        ('"0,0","1,5"\n"2,0","3,5"\n"4,0","5,5"', EUROPEAN),
        ('"0,0";"1,5"\n"2,0";"3,5"\n"4,0";"5,5"', EUROPEAN),
        ("sep=;\nt;I\n0,0;1,5\n2,0;3,5\n4,0;5,5", EUROPEAN),
        ("0,0;1,5;\n2,0;3,5;\n4,0;5,5;\n", EUROPEAN),
        ("0;15E-1\n2;3,5E0\n4;5,5e+0", EUROPEAN),
        ("t;I;;\n0;1,5;;\n2;3,5;;\n4;5,5;;\n;;;\n", EUROPEAN),
        ("0; ,5\n1;1,5", ((0.0, 0.5), (1.0, 1.5))),
        ("0;1,5E-3\n1;2", ((0.0, 0.0015), (1.0, 2.0))),
        ("I (nA)\n0,5\n1,5", samples(0.5, 1.5)),
        ("sep=;\n0,5\n1,5", samples(0.5, 1.5)),
        # Points.
        ("0, 0\n10, 5.5", TWO),
        ("0,0\n10,5.5", TWO),
        ("sep=,\n0,0\n10,5.5", TWO),
        ("t,I\n0,0\n10,5.5", TWO),
        ("0\t0\n10\t5.5", TWO),
        ("0;0\n10;5.5", TWO),
        ("0   0\n10  5.5", TWO),
        ("0 \t 0\n10 \t 5.5", TWO),
        ('"0","0"\n"10","5.5"', TWO),
        ("0, 0; 10, 5.5", TWO),
        ("0 0; 10 5.5;", TWO),
        ("0,0,\n10,5.5,", TWO),
        ("0\t0\t\t\n10\t5.5\t\t", TWO),
        ("0\u00a00\n10\u00a05.5", TWO),
        ("\n\n0, 0\n\n\n10, 5.5\n\n", TWO),
        ("# t\n0, 0 # at first\n10, 5.5", TWO),
        ("% MATLAB\n0 0\n10 5.5", TWO),
        ("t #, I\n0, 0\n10, 5.5", TWO),
        ("0, 0\n1e1, 55e-1", TWO),
        ("0, \u22120.5\n10, \u20135", ((0.0, -0.5), (10.0, -5.0))),
        ("0,-5\n10,5", ((0.0, -5.0), (10.0, 5.0))),
        ("0.5\n1.5\n2", samples(0.5, 1.5, 2.0)),
        ("input current\n1\n2", samples(1.0, 2.0)),
        # Thousands.
        ("0;1.234,5\n1.000,25;,5", LARGE),
        ("0;1 234,5\n1 000,25;0,5", LARGE),
        ("0;1\u00a0234,5\n1\u00a0000,25;0,5", LARGE),
        ("0;1\u202f234,5\n1\u202f000,25;0,5", LARGE),
        ("0 1\u2009234.5\n1\u2009000.25 .5", LARGE),
        ("0\t1,234.5\n1,000.25\t0.5", LARGE),
        ("0;1'234.5\n1'000.25;0.5", LARGE),
        ('0,"1,234.5"\n"1,000.25",0.5', LARGE),
        ("0;1.234.567,5\n1;2", ((0.0, 1234567.5), (1.0, 2.0))),
        # Units.
        ("t (ms),I (nA)\n0,0\n10,5.5", TWO),
        ("t_ms,I_nA\n0,0\n10,5.5", TWO),
        ("time in ms, current in nA\n0, 0\n10, 5.5", TWO),
        ("t (s)\tI/nA\n0\t0\n0.01\t5.5", TWO),
        ("t/s I/nA\n0 0\n.01 5.5", TWO),
        ("t / s; I / nA\n0; 0\n0,01; 5,5", TWO),
        ("Time [µs] Current [nA]\n0 0\n1e4 5.5", TWO),
        ("Zeit (μs);Strom (pA)\n0;0\n10.000,0;5500", TWO),
        ("t;I\ns;nA\n0;0\n0,01;5,5", TWO),
        ("t;I\n(ms);(µA)\n0;0\n10;0,0055", TWO),
        ("# t (s), I (pA)\n0.00, 0.0\n0.01, 5500.0", TWO),
        ("# taken in 2 s steps\n0, 0\n10, 5.5", TWO),
        ("t (s);I\n0;0\n0,29;1", ((0.0, 0.0), (290.0, 1.0))),
        ("t (s);I\n0;0\n1,0010;1", ((0.0, 0.0), (1001.0, 1.0))),
        ("Strom in pA\n500\n1500", samples(0.5, 1.5)),
    ],
    ids=range(65),
)  # fmt: skip
def test_a_table_is_what_its_writer_meant(text, pairs):
    assert Points.parse(text, unit="nA").points == pairs


COMMA = r"The comma in line {}, `{}`, can stand between time and current, or mark decimals"
BLANK = r"The blank in line {}, `{}`, can stand between time and current, or between thousands"
ENDS = "Put semicolons between the columns and points before the decimals, as in `0; 1.5`."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0,0\n10,5", COMMA.format(1, "0,0") + " or thousands. " + ENDS),
        ("1,5", COMMA.format(1, "1,5")),
        ("1,05\n1,10", COMMA.format(1, "1,05")),
        ("0,0;1,5", COMMA.format(1, "0,0;1,5")),
        ("1,234.5\n2,345.5", COMMA.format(1, "1,234.5")),
        ("1 234,5\n2 345,6", COMMA.format(1, "1 234,5")),
        ("Strom, nA\n0,5\n1,5", COMMA.format(2, "0,5")),
        ("100 200\n300 400", BLANK.format(1, "100 200")),
        ("1.234;5\n2.345;6", "The point in line 1, `1.234;5`, can mark decimals, or stand between "
         "thousands. Write `1.2340` for the one, `1234` for the other."),
        ("1,234;5\n2,345;6", "The comma in line 1, `1,234;5`, can mark decimals, or stand between"),
        ("0,5\n1", "Line 2 must have as many columns as line 1, 2, got 1. If the comma marks "
         "decimals, put semicolons between the columns."),
        ("0,5,1,5", "got 4. Leave out the others. If the comma marks decimals, put semicolons"),
        ("t;v;I\n0;0,5;1,5", "Line 2 must have two columns, time in ms and current, or one column "
         "of samples, got 3 (`t`, `v`, `I`). Leave out the others."),
        ("0\t\t5\n1\t\t6", "Line 1 must have two columns"),
        (",t,I\n0,0,1", "Line 2 must have two columns"),
        ("0;5\n1;\n2;7", "Line 2 must have as many columns as line 1, 2, got 1."),
        ("0;5\n1;-\n2;7", "Line 2 must hold numbers, got `-`."),
        ("0;5\n1;NaN", "Line 2 must hold numbers, got `NaN`."),
        ("nan;nan\n1;5", "Line 1 must hold numbers, got `nan`."),
        ("0;inf\n1;5", "Line 1 must hold numbers, got `inf`."),
        ("0;5 %\n1;6 %", "Line 1 must hold numbers, got `5 %`."),
        ("0;5 nA", "Line 1 must hold numbers, got `5 nA`."),
        ("0:10;5", "Line 1 must hold numbers, got `0:10`."),
        ("0;12,34,5", "Line 1 must hold numbers, got `12,34,5`."),
        ("0;1,23,456.5\n1;2", "Line 1 must hold numbers, got `1,23,456.5`."),
        ("0;1.23.456,5\n1;2", "Line 1 must hold numbers, got `1.23.456,5`."),
        ("0;1 23\n1;2", "Line 1 must hold numbers, got `1 23`."),
        ("0;\u0661\n1;2", "Line 1 must hold numbers, got `\u0661`."),
        ('0;"5\n1;6', "Line 1 has a quotation mark without its partner."),
        ("My data\nt;I\n0;5", "Line 2 must hold numbers, got `t`."),
        ("t;I\nx;y\n0;5", "Line 2 must hold numbers, got `x`."),
        ("t v I\n0 5", "Line 1 must name the columns of the table, 2 in all, got `t v I`. Put a #"),
        ("t;I\n0,5\n1,5", "Line 1 must name the columns of the table, 1 in all, got `t;I`"),
        ("t;I", "The text holds no points. Write one pair per line"),
        ("sep=;", "The text holds no points."),
        ("sep=;\n0,5\t1,5", "Line 2 must hold numbers, got `0,5\t1,5`."),
        ("t (min);I\n0;5", "The header gives the time as `t (min)`, whose unit `min` is not known"),
        ("Time (samples)\tI\n0\t5", "whose unit `samples` is not known here. Give the time in ms,"),
        ("t in hours;I\n0;5", "whose unit `hours` is not known here."),
        ("t;I (µA/cm²)\n0;5", "The header gives the current as `I (µA/cm²)`, but this neuron takes "
         "nA. Convert the numbers, and write `I (nA)` into the header."),
        ("t;V (mV)\n0;5", "The header gives the current as `V (mV)`, but this neuron takes nA."),
        ("t;A\n0;5", "The header gives the current as `A`, but this neuron takes nA."),
        ("t;I (a.u.)\n0;5", "The header gives the current as `I (a.u.)`, but"),
        ("# t (ms), I (mV)\n0.5, 1.5", "The header gives the current as `I (mV)`, but"),
        ("I (nA);t (ms)\n5;0", "The first column must be the time, the second the current, got "
         "`I (nA)`, `t (ms)`."),
        ("Strom;Zeit\n5;0", "The first column must be the time"),
        ("t (ms)\n0.5\n1", "A single column must hold the current, one sample every 0.1 ms, got"),
        ("t;I\n0;5\n-1;5", "The time of line 3 must not be before the previous one, 0 ms, got -1"),
        ("t (s);I\n2e6;5", "The time of line 2 must lie in [-1e+09, 1e+09] ms, got 2000000000.0."),
        ("0;1e999\n", "The current of line 1 must be a finite number, got inf."),
    ],
    ids=range(50),
)  # fmt: skip
def test_what_cannot_be_read_for_sure_is_refused_with_the_reason(text, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        Points.parse(text, unit="nA")


@pytest.mark.parametrize(
    ("unit", "header", "level"),
    [
        ("pA", "I (nA)", 1500.0), ("nA", "I (pA)", 0.0015), ("nA", "I [A]", 1.5e9),
        ("µA/cm²", "I (nA/cm^2)", 0.0015), ("µA/cm²", "I (uA cm-2)", 1.5),
        ("µA/cm²", "I (μA·cm⁻²)", 1.5), ("µA/cm²", "I/(mA/cm2)", 1500.0),
        ("mV/ms", "I (mV/ms)", 1.5), ("", "I", 1.5), ("pA", "current in nanoampere", 1500.0),
    ],
)  # fmt: skip
def test_a_current_is_converted_to_the_unit_of_the_model(unit, header, level):
    assert Points.parse(f"t;{header}\n0;1.5", unit=unit).points == ((0.0, level),)


@pytest.mark.parametrize(
    ("unit", "header", "sentence"),
    [
        ("µA/cm²", "I (nA)", "but this neuron takes µA/cm². Convert the numbers, and write"),
        ("µA/cm²", "I (µA/m²)", "but this neuron takes µA/cm²."),
        ("mV/ms", "I (nA)", "but this neuron takes mV/ms."),
        ("", "I (nA)", "but this neuron takes a current without a unit. Convert the numbers, and "
         "write `I` into the header."),
        (None, "I (nA)", "Say which unit the model takes, as in Points.parse(text, unit="),
    ],
)  # fmt: skip
def test_a_current_in_a_unit_that_the_model_does_not_take_is_refused(unit, header, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        Points.parse(f"t;{header}\n0;1.5", unit=unit)


SEPARATORS = {
    ",": ",",
    ", ": ", ",
    ";": ";",
    "; ": "; ",
    "tab": "\t",
    "blank": " ",
    "blanks": "   ",
}
GROUPS = {
    ".": ["", ",", " ", "\u00a0", "\u202f", "'"],
    ",": ["", ".", " ", "\u00a0", "\u202f", "'"],
}


@st.composite
def tables(draw):
    """Return a table in one of the dialects, and what it means."""
    decimal = draw(st.sampled_from(".,"))
    group = draw(st.sampled_from(GROUPS[decimal]))
    separator = SEPARATORS[draw(st.sampled_from(sorted(SEPARATORS)))]
    places = draw(st.integers(0, 4))
    quotes = draw(st.booleans())
    single = draw(st.booleans())
    # A number that holds what separates the columns has quotes around it.
    taken = {separator.strip() or separator[0]} & {decimal, group, group.replace("\u00a0", " ")}
    quotes = (quotes or bool(taken - {""})) and not single
    times = sorted(draw(st.sets(st.integers(-3000, 3_000_000), min_size=1, max_size=6)))
    rows = [(t / 10**places, draw(st.integers(-3_000_000, 3_000_000)) / 10**places) for t in times]
    if single:
        rows = [(level,) for _, level in rows]

    def written(value: float) -> str:
        text = f"{value:,.{places}f}".replace(",", "G").replace(".", decimal).replace("G", group)
        return f'"{text}"' if quotes else text

    text = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(
        separator.join(map(written, row)) for row in rows
    )
    if draw(st.booleans()):
        text = ("I" if single else separator.join("tI")) + "\n" + text
    return text, rows


@given(tables())
def test_a_table_of_any_dialect_is_read_back_exactly_or_refused(table):
    text, rows = table
    try:
        read = Points.parse(text).points
    except ValueError as error:
        assert re.search(r"`.*`|must have as many columns|two columns", str(error))  # noqa: PT017
    else:
        levels = [row[-1] for row in rows]
        if len(rows[0]) == 2:
            assert read == tuple(rows)
        else:
            sampled = Points(0.0, points=read).sample([(k + 0.5) * 0.1 for k in range(len(levels))])
            assert sampled.tolist() == levels


@given(tables())
def test_what_a_semicolon_and_a_point_separate_is_always_read(table):
    _, rows = table
    text = "\n".join("; ".join(f"{value:.5f}" for value in row) for row in rows)
    header = "t; I\n" if len(rows[0]) == 2 else "I\n"
    expected = Points.parse(header + text).points
    if len(rows[0]) == 2:
        assert expected == tuple(rows)
    assert Points.parse(header + text.replace(".", ",")).points == expected


def test_thousands_of_lines_are_read_in_a_moment():
    text = "t;I\r\n" + "".join(f"{k // 10},{k % 10};{k % 7},5\r\n" for k in range(50_000))
    begun = time.perf_counter()
    points = Points.parse(text).points
    assert time.perf_counter() - begun < 20  # about one second alone
    assert len(points) == 50_000
    assert points[12_345] == (1234.5, 12_345 % 7 + 0.5)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_a_file_is_text_whatever_its_encoding(encoding):
    table = "Zeit (µs);I\r\n0;1,5\r\n"
    assert text_of(table.encode(encoding)) == table


def test_a_file_that_is_no_text_is_refused():
    with pytest.raises(ValueError, match=r"The file must be a plain text, as in a CSV file"):
        text_of(b"\x89PNG\r\n\x1a\n\x00")
    with pytest.raises(ValueError, match=r"The file begins as UTF-16-BE, and goes on as something"):
        text_of(b"\xfe\xff0")
