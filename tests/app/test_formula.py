"""The equations on the page say what the declared expressions say."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuron_app.formula import equation, expression, symbol
from neuron_app.prose import equations_html
from spiking_core import MODELS, Equation

TIMES = "\u2062"
EQUATIONS = [
    pytest.param(name, relation, line, id=f"{name}-{line.left}{relation}")
    for name, model in MODELS.items()
    if model.description is not None
    for relation, lines in (("=", model.description.equations), ("←", model.description.reset))
    for line in lines
]


def tree(mathml: str) -> ElementTree.Element:
    return ElementTree.fromstring(mathml)


def tokens(mathml: str) -> list[str]:
    return [element.text for element in tree(mathml).iter() if element.text]


def read(element: ElementTree.Element) -> str:
    """Read MathML as a person does: only what is drawn as one thing is taken as one thing."""
    parts = [read(child) for child in element]
    match element.tag:
        case "mfrac":
            return f"({parts[0]})/({parts[1]})"
        case "msup":
            return f"{parts[0]}^({parts[1]})"
        case "msub":
            return "_".join(parts)
        case "mspace":
            return ""
        case "mi" | "mn" | "mo":
            return {TIMES: "*", "·": "*", "−": "-"}.get(element.text or "", element.text or "")
    return "".join(parts)


@pytest.mark.parametrize(
    ("name", "base", "subscript"),
    [
        ("g_Na", "g", "Na"),
        ("tau_w", "τ", "w"),
        ("Delta_T", "Δ", "T"),
        ("V_theta", "V", "θ"),
        ("I_K_dr", "I", "K_dr"),
    ],
)
def test_what_follows_an_underscore_is_a_subscript(name: str, base: str, subscript: str):
    shown = tree(symbol(name))
    assert shown.tag == "msub"
    assert [child.text for child in shown] == [base, subscript]


@pytest.mark.parametrize(
    ("name", "letter"), [("v", "v"), ("tau", "τ"), ("Delta", "Δ"), ("tauw", "tauw")]
)
def test_a_plain_name_is_one_identifier(name: str, letter: str):
    shown = tree(symbol(name))
    assert (shown.tag, shown.text) == ("mi", letter)


def test_markup_in_a_name_is_text():
    assert tree(symbol("<b>&_<i>"))[0].text == "<b>&"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a*(b*v - u)", "a*(b*v-u)"),
        ("a - (b - c)", "a-(b-c)"),
        ("a - b - c", "a-b-c"),
        ("a - (b + c)", "a-(b+c)"),
        ("a + b*c", "a+b*c"),
        ("(a + b)*c", "(a+b)*c"),
        ("a*b*c", "a*b*c"),
        ("(a + b)**2", "(a+b)^(2)"),
        ("a*b**2", "a*b^(2)"),
        ("(a*b)**2", "(a*b)^(2)"),
        ("a**b**c", "a^(b^(c))"),
        ("(a**b)**c", "(a^(b))^(c)"),
        ("-v**2", "-v^(2)"),
        ("(-v)**2", "(-v)^(2)"),
        ("a*-b", "a*(-b)"),
        ("-(a + b)", "-(a+b)"),
        ("a/(b + c)", "(a)/(b+c)"),
        ("(a + b)/c*d", "(a+b)/(c)*d"),
        ("exp(-v/tau)", "e^((-v)/(τ))"),
        ("exp(v)**2", "(e^(v))^(2)"),
        ("(a/b)**2", "((a)/(b))^(2)"),
        ("a*(b/c)", "a*(b)/(c)"),
        ("tanh((v - V_1)/V_2)", "tanh((v-V_1)/(V_2))"),
        ("where(v < 0, a, b)", "where(v<0,a,b)"),
        ("(v >= 0)*g", "(v≥0)*g"),
    ],
)
def test_brackets_stand_where_precedence_needs_them(source: str, shown: str):
    assert read(tree(expression(source))) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [("0.04", "0.04"), ("140", "140"), ("5.0", "5"), ("0.5", "0.5"), ("-70", "-70")],
)
def test_a_number_is_shown_as_it_is_written(source: str, shown: str):
    assert read(tree(expression(source))) == shown


@pytest.mark.parametrize("source", ["96485.332", "0.12345678", "8.314462618", "1234567.0"])
def test_no_digit_of_a_number_is_lost(source: str):
    assert float(read(tree(expression(source)))) == float(source)


def test_two_numbers_are_never_written_side_by_side_without_a_sign():
    assert tokens(expression("2*3")) == ["2", "·", "3"]
    assert tokens(expression("2*v")) == ["2", TIMES, "v"]


@pytest.mark.parametrize(
    "source",
    [
        "a if v > 0 else b", "a and b", "not a", "a[0]", "a.b", "f(a)(b)", "'text'", "True",
        "1j", "None", "a % b", "a // b", "a @ b", "a < b < c", "a != b", "a in b", "[a]",
        "(a, b)", "lambda: a", "f(*a)", "f(a, axis=1)", "+a", "~a",
    ],
)  # fmt: skip
def test_what_has_no_notation_is_refused_by_name(source: str):
    with pytest.raises(ValueError, match=r"^`.+` cannot be shown as an equation\.$"):
        expression(source)


def test_the_part_that_cannot_be_shown_is_the_one_named():
    with pytest.raises(ValueError, match=r"^`b % c` cannot be shown"):
        expression("a + exp(b % c)")


def test_an_equation_is_a_math_element_with_a_derivative_as_a_fraction():
    shown = tree(equation("dv/dt", "a - v/tau"))
    assert shown.tag == "math"
    assert read(shown) == "(dv)/(dt)=a-(v)/(τ)"


def test_a_reset_is_an_arrow():
    assert read(tree(equation("w", "w + b", "←"))) == "w←w+b"


numbers = st.integers(1, 9).map(str)
names = st.sampled_from(["a", "b", "v", "u"])


def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda p: f"({p[0]}{p[1]}{p[2]})"),
        inner.map(lambda x: f"(-{x})"),
        inner.map(lambda x: f"({x}**2)"),
    )


sources = st.recursive(numbers | names, larger, max_leaves=8)


@given(sources)
def test_read_as_it_is_drawn_an_expression_has_the_value_of_its_source(source: str):
    values = dict(zip("abvu", map(Fraction, (3, 5, -7, 11)), strict=True))

    def value(text: str) -> Fraction | None:
        # Bases become fractions, so that the comparison is exact.
        exact = re.sub(r"(?<!\*\*)(?<!\*\*\()\d+", r"F(\g<0>)", text)
        try:
            return eval(exact, {"F": Fraction, **values})
        except ZeroDivisionError:
            return None

    assert value(read(tree(expression(source))).replace("^", "**")) == value(source)


@pytest.mark.parametrize(("name", "relation", "line"), EQUATIONS)
def test_every_equation_of_every_model_shows_all_its_names(
    name: str, relation: str, line: Equation
):
    shown = tokens(equation(line.left, line.right, relation))
    calls = {"exp"}
    used = {n.id for n in ast.walk(ast.parse(line.right)) if isinstance(n, ast.Name)} - calls
    expected = {token for identifier in used for token in tokens(symbol(identifier))}
    assert expected <= set(shown)
    assert relation in shown


@pytest.mark.parametrize("name", MODELS)
def test_the_equations_of_a_model_and_its_threshold_are_well_formed(name: str):
    description = MODELS[name].description
    assert description is not None
    shown = tree(equations_html(description, MODELS[name]))
    lines = len(description.equations) + len(description.reset)
    assert len(list(shown.iter("math"))) == lines + 1
    v = description.states[MODELS[name].index_voltage_variable].name
    level = description.threshold or f"{MODELS[name].spike_condition:g}"
    crossing = f"{read(tree(symbol(v)))}≥{read(tree(expression(level)))}"
    assert crossing in [read(line) for line in shown.iter("math")]


@pytest.mark.parametrize(
    ("name", "crossing"),
    [
        ("izhikevich", "v≥30 mV"),
        ("lif", "V≥V_th"),
        ("mihalas_niebur", "V≥Θ"),
    ],
    ids=["a number", "a parameter", "a state variable"],
)
def test_only_a_threshold_that_is_a_number_has_a_unit(name: str, crossing: str):
    description = MODELS[name].description
    assert description is not None
    lines = tree(equations_html(description, MODELS[name])).findall("p")
    when = next(line for line in lines if (line.text or "").startswith("spike when"))
    shown = when.find("math")
    assert shown is not None
    assert f"{read(shown)}{shown.tail}" == f"{crossing}, then "
