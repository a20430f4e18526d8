"""Equations for people: from the Python expressions that a model declares to MathML.

The same expressions are held to the model's code by a test, so what the page shows is what
the page computes.
"""

from __future__ import annotations

import ast
import re
from html import escape

GREEK = {
    name: chr(code)
    for name, code in {
        "alpha": 0x3B1, "beta": 0x3B2, "gamma": 0x3B3, "Delta": 0x394, "delta": 0x3B4,
        "eta": 0x3B7, "Theta": 0x398, "theta": 0x3B8, "lambda": 0x3BB, "mu": 0x3BC, "pi": 0x3C0,
        "rho": 0x3C1, "sigma": 0x3C3, "tau": 0x3C4, "phi": 0x3D5, "omega": 0x3C9,
    }.items()
}  # fmt: skip
COMPARISONS = {ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥", ast.Eq: "="}
# How tightly an expression binds; a looser one inside a tighter one gets brackets.
SUM, PRODUCT, POWER, ATOM = range(4)


def symbol(name: str) -> str:
    """Return MathML for a name: ``g_Na`` becomes g with the subscript Na, ``tau`` a letter."""
    stem, _, subscript = name.partition("_")
    base = f"<mi>{escape(GREEK.get(stem, stem))}</mi>"
    if not subscript:
        return base
    return f"<msub>{base}<mi>{escape(GREEK.get(subscript, subscript))}</mi></msub>"


def expression(source: str) -> str:
    """Return MathML for a Python expression of arithmetic, calls and comparisons.

    Raises
    ------
    ValueError
        If the expression holds anything else.
    """
    return _render(ast.parse(source, mode="eval").body)[0]


def equation(left: str, right: str, relation: str = "=") -> str:
    """Return a ``<math>`` element; the left side is a name or a derivative, ``dv/dt``."""
    derivative = re.fullmatch(r"d(\w+)/dt", left)
    if derivative:
        top = f"<mrow><mi>d</mi>{symbol(derivative[1])}</mrow>"
        shown = f"<mfrac>{top}<mrow><mi>d</mi><mi>t</mi></mrow></mfrac>"
    else:
        shown = symbol(left)
    body = f"{shown}<mo>{relation}</mo>{expression(right)}"
    return f'<math displaystyle="true"><mrow>{body}</mrow></math>'


def _render(node: ast.expr) -> tuple[str, int]:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            short = f"{value:g}"
            return f"<mn>{short if float(short) == value else repr(value)}</mn>", ATOM
        case ast.Name(id=name):
            return symbol(name), ATOM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"<mrow><mo>−</mo>{_inside(operand, PRODUCT)}</mrow>", SUM
        case ast.BinOp():
            return _binary(node)
        case ast.Call(func=ast.Name(id="exp"), args=[argument], keywords=[]):
            return f"<msup><mi>e</mi><mrow>{_render(argument)[0]}</mrow></msup>", POWER
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            inner = "<mo>,</mo>".join(_render(argument)[0] for argument in arguments)
            return f"<mrow>{symbol(name)}<mo>(</mo>{inner}<mo>)</mo></mrow>", ATOM
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if (
            type(operator) in COMPARISONS
        ):
            sign = escape(COMPARISONS[type(operator)])
            return f"<mrow>{_render(left)[0]}<mo>{sign}</mo>{_render(right)[0]}</mrow>", SUM
    raise ValueError(f"`{ast.unparse(node)}` cannot be shown as an equation.")


def _binary(node: ast.BinOp) -> tuple[str, int]:
    match node.op:
        case ast.Add():
            return _row(_inside(node.left, SUM), "+", _inside(node.right, SUM)), SUM
        case ast.Sub():
            return _row(_inside(node.left, SUM), "−", _inside(node.right, PRODUCT)), SUM
        case ast.Mult():
            # A thin space is how print multiplies, except between two numbers.
            sign = "·" if isinstance(node.right, ast.Constant) else "\u2062"
            left, right = _inside(node.left, PRODUCT), _inside(node.right, PRODUCT)
            gap = "" if sign == "·" else '<mspace width="0.17em"/>'
            return f"<mrow>{left}<mo>{sign}</mo>{gap}{right}</mrow>", PRODUCT
        case ast.Div():
            top, bottom = _render(node.left)[0], _render(node.right)[0]
            return f"<mfrac><mrow>{top}</mrow><mrow>{bottom}</mrow></mfrac>", POWER
        case ast.Pow():
            base, exponent = _inside(node.left, ATOM), _render(node.right)[0]
            return f"<msup>{base}<mrow>{exponent}</mrow></msup>", POWER
    raise ValueError(f"`{ast.unparse(node)}` cannot be shown as an equation.")


def _row(left: str, sign: str, right: str) -> str:
    return f"<mrow>{left}<mo>{sign}</mo>{right}</mrow>"


def _inside(node: ast.expr, needed: int) -> str:
    text, binds = _render(node)
    return text if binds >= needed else f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>"
