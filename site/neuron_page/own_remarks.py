"""What is no mistake in a text, but probably not meant: each with its line and the cure."""

from __future__ import annotations

import ast
import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np

from neuron_page.mistake import MODULE, line_of
from neuron_page.sentences import SAMPLES
from spiking_core import BaseSpikingModel, checks
from spiking_core.interface import misspelt_sentences, written_by_user

# What a run calls, over and over.
CALLED = ("_rhs", "_apply_reset", "_steady_state", "_refractory")
# Methods of lists, dictionaries, sets and arrays that change them.
CHANGING = frozenset({
    "append", "extend", "insert", "pop", "popleft", "appendleft", "clear", "update", "setdefault",
    "remove", "add", "fill", "sort",
})  # fmt: skip
DRAWING = frozenset({
    "random", "rng", "normal", "gauss", "rand", "randn", "uniform", "standard_normal", "poisson",
    "default_rng", "choice", "randint", "integers", "exponential", "binomial",
})  # fmt: skip
# ms; long enough to see whether a neuron comes back by itself.
STAYS = 200.0

PRINTS = (
    "`print` in `{0}` is called thousands of times in a run, and by a compiled one not at all. "
    "The states of a run are what `integrate()` returns; print them after it, in a script."
)
OPENS = (
    "`open` in `{0}` is called thousands of times in a run, and no files of yours are in the "
    "browser. Write the numbers into the text, above the class."
)
PARAMETER = (
    "`{0}` changes `self.params`, which stays changed for all steps and runs that follow, and "
    "unlike its slider. Give the changed value a name of its own, as in `tau = 2 * p['tau']`."
)
KEPT_BY_RHS = (
    "`_rhs` keeps something in `{1}`. It is called several times in a step, for states too that "
    "are given up again, and the next run begins with what is left. Make it a state: give it a "
    "place in `y0`, and return its slope."
)
KEPT = (
    "`{0}` keeps something in `{1}`, with which the next run begins. Make it a state: give it a "
    "place in `y0`, its slope in `_rhs`, and change `y` in `_apply_reset`."
)
CANNOT_CROSS = "no spike can be counted, since a spike is where it comes from below."


@dataclass(frozen=True)
class Remark:
    """What is probably not meant: a sentence, and the line of the text that it is about."""

    sentence: str
    line: int | None = None


def remarks(model: BaseSpikingModel, text: str) -> tuple[Remark, ...]:
    """Return all remarks about a model that runs, in the order of their lines.

    Parameters
    ----------
    model : BaseSpikingModel
        One with its input, as it was tried.
    text : str
        The text of its class.
    """
    cls = type(model)
    tree = ast.parse(text)
    found = {
        *_choice(cls, tree),
        *_misspelt(cls, text, tree),
        *_doubled(cls, tree),
        *_side_effects(cls, tree),
        *_above_threshold(model, text),
    }
    return tuple(sorted(found, key=lambda r: (r.line or 0, r.sentence)))


def noise_line(cls: type[BaseSpikingModel], text: str) -> int | None:
    """Return the line in which the methods of a class draw random numbers, if one seems to."""
    for method in _reached(cls, ast.parse(text)).values():
        for node in ast.walk(method):
            name = getattr(node, "attr", getattr(node, "id", ""))
            if isinstance(node, (ast.Attribute, ast.Name)) and name in DRAWING:
                return node.lineno
    return None


def _classes(tree: ast.Module) -> list[ast.ClassDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


def _choice(cls: type[BaseSpikingModel], tree: ast.Module) -> Iterator[Remark]:
    """Say which model runs, if there are several of which none is made for another."""
    bases = {name for node in _classes(tree) for name in map(_name, node.bases)}
    here = vars(sys.modules[MODULE])
    models = {
        name
        for name, value in here.items()
        if isinstance(value, type) and issubclass(value, BaseSpikingModel)
        if value.__module__ == MODULE and value.__name__ == name
    }
    places = {node.name: node.lineno for node in _classes(tree)}
    for name in [n for n in places if n in models - bases - {cls.__name__}]:
        yield Remark(
            f"`{name}` and `{cls.__name__}` are both models; `{cls.__name__}` runs, since it "
            f"stands last. To run `{name}`, move it behind the other one.",
            places[name],
        )


def _name(node: ast.expr) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


def _misspelt(cls: type[BaseSpikingModel], text: str, tree: ast.Module) -> Iterator[Remark]:
    for name, sentence in misspelt_sentences(cls):
        line = line_of(f"`{name}` of `{cls.__name__}`", text)
        if name not in written_by_user(cls):
            line = next(
                node.lineno
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and node.attr == name
            )
        yield Remark(sentence, line)


def _doubled(cls: type[BaseSpikingModel], tree: ast.Module) -> Iterator[Remark]:
    """Say of what is written twice that the second one counts."""
    same = [node for node in _classes(tree) if node.name == cls.__name__]
    for node in same[:-1]:
        yield Remark(f"`{node.name}` is written twice; the last one counts.", node.lineno)
    for owner in _own_classes(cls, tree):
        first: dict[str, int] = {}
        for node in owner.body:
            if not isinstance(node, ast.FunctionDef) or node.decorator_list:
                continue
            if node.name in first:
                yield Remark(
                    f"`{node.name}` of `{owner.name}` is written twice, first in line "
                    f"{first[node.name]}; only this one counts.",
                    node.lineno,
                )
            first[node.name] = node.lineno


def _own_classes(cls: type[BaseSpikingModel], tree: ast.Module) -> list[ast.ClassDef]:
    """Return the classes of the text that a model is made of, its own first."""
    places = {node.name: node for node in _classes(tree)}  # the last of a name counts
    names = [base.__name__ for base in cls.__mro__ if base.__module__ == MODULE]
    return [places[name] for name in names if name in places]


def _reached(cls: type[BaseSpikingModel], tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """Return the methods that a run calls, and those that these call, by their names."""
    methods: dict[str, ast.FunctionDef] = {}
    for owner in _own_classes(cls, tree):
        for node in owner.body:
            if isinstance(node, ast.FunctionDef):
                methods.setdefault(node.name, node)
    reached: dict[str, ast.FunctionDef] = {}
    waiting = [name for name in CALLED if name in methods]
    while waiting:
        name = waiting.pop(0)
        if name in reached:
            continue
        reached[name] = methods[name]
        for node in ast.walk(methods[name]):
            if isinstance(node, ast.Attribute) and node.attr in methods:
                waiting.append(node.attr)
    return reached


def _side_effects(cls: type[BaseSpikingModel], tree: ast.Module) -> Iterator[Remark]:
    reached = _reached(cls, tree)
    scopes = {name: _Scope(node) for name, node in reached.items()}
    read = set(chain.from_iterable(scope.read for scope in scopes.values()))
    for name, scope in scopes.items():
        for what, line in scope.calls:
            yield Remark((PRINTS if what == "print" else OPENS).format(name), line)
        yield from (Remark(SAMPLES, line) for line in scope.samples)
        for attribute, line, reads in scope.changes:
            if attribute in ("params", "parameters"):
                yield Remark(PARAMETER.format(name), line)
            elif reads or attribute in read:
                sentence = KEPT_BY_RHS if name == "_rhs" else KEPT
                yield Remark(sentence.format(name, f"self.{attribute}"), line)
        for variable, line in scope.outside:
            sentence = KEPT_BY_RHS if name == "_rhs" else KEPT
            yield Remark(sentence.format(name, variable), line)


class _Scope(ast.NodeVisitor):
    """What a method changes and reads outside of itself.

    Attributes
    ----------
    changes : list of (str, int, bool)
        Attribute of `self`, line, and whether the change itself reads it.
    read : set of str
        Attributes that are read otherwise than to change them.
    outside : list of (str, int)
        Names of the text that it sets.
    calls : list of (str, int)
        `print` and `open`.
    samples : list of int
        Lines that read `self.ext_current`.
    """

    def __init__(self, method: ast.FunctionDef) -> None:
        arguments = method.args.posonlyargs + method.args.args
        self.me = arguments[0].arg if arguments else ""
        self.aliases: dict[str, str] = {}
        self.guards: list[str] = []
        self.globals: set[str] = set()
        self.changes: list[tuple[str, int, bool]] = []
        self.read: set[str] = set()
        self.outside: list[tuple[str, int]] = []
        self.calls: list[tuple[str, int]] = []
        self.samples: list[int] = []
        for node in method.body:
            self.visit(node)

    def attribute(self, node: ast.expr) -> str:
        """Return the attribute of `self` in which something lies; nothing if it is in none."""
        if isinstance(node, ast.Name):
            return self.aliases.get(node.id, "")
        if not isinstance(node, (ast.Attribute, ast.Subscript)):
            return ""
        owner = node.value
        if isinstance(node, ast.Attribute) and isinstance(owner, ast.Name) and owner.id == self.me:
            return node.attr
        return self.attribute(owner)

    def change(self, target: ast.expr, reads: bool) -> None:
        for part in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
            if isinstance(part, ast.Name):
                if part.id in self.globals:
                    self.outside.append((part.id, part.lineno))
                self.aliases.pop(part.id, None)
                continue
            name = self.attribute(part)
            # What is made once, when it is missing, does no harm.
            if name and not any(f"attr='{name}'" in guard for guard in self.guards):
                self.changes.append((name, part.lineno, reads))
            if isinstance(part, ast.Subscript):
                self.visit(part.slice)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self.change(target, False)
            if isinstance(target, ast.Name) and isinstance(node.value, ast.Attribute):
                self.aliases[target.id] = self.attribute(node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        self.change(node.target, True)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)
            self.change(node.target, False)

    def visit_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self.change(target, True)

    def visit_Global(self, node: ast.Global) -> None:
        self.globals |= set(node.names)

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        self.guards.append(ast.dump(node.test))
        for part in (*node.body, *node.orelse):
            self.visit(part)
        self.guards.pop()

    def visit_Call(self, node: ast.Call) -> None:
        function = node.func
        if isinstance(function, ast.Name) and function.id in ("print", "open"):
            self.calls.append((function.id, node.lineno))
        if (
            isinstance(function, ast.Attribute)
            and function.attr in CHANGING
            and self.attribute(function.value)
        ):
            self.change(function.value, False)
        else:
            self.visit(function)
        for part in (*node.args, *node.keywords):
            self.visit(part)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.value, ast.Name) and node.value.id == self.me:
            self.read.add(node.attr)
            if node.attr == "ext_current":
                self.samples.append(node.lineno)
        self.generic_visit(node)


def _above_threshold(model: BaseSpikingModel, text: str) -> Iterator[Remark]:
    """Say of a start or a reset above the threshold that the neuron does not come back from."""
    owner, voltage = type(model).__name__, model.index_voltage_variable
    start = checks.initial_state(model.y0, owner)
    at_threshold = start.copy()
    at_threshold[voltage] = _level(model, start)
    reset = np.array(model._adapted_reset(start.size)(at_threshold.tolist()))
    if not np.isfinite(reset).all():
        return
    moves = reset[voltage] != at_threshold[voltage]
    if moves and reset[voltage] >= _level(model, reset) and _stays_above(model, reset):
        yield Remark(
            f"`_apply_reset` of `{owner}` leaves the membrane potential at {reset[voltage]:g}, not "
            f"below the threshold of {_level(model, reset):g}: after the first spike {CANNOT_CROSS}"
            " Let it end below.",
            line_of(f"`_apply_reset` of `{owner}`", text),
        )
    lowers = reset[voltage] < _level(model, reset)
    if start[voltage] >= _level(model, start) and not lowers and _stays_above(model, start):
        yield Remark(
            f"`y0` of `{owner}` begins at {start[voltage]:g}, not below the threshold of "
            f"{_level(model, start):g}, and stays there: {CANNOT_CROSS}",
            line_of(f"`y0` of `{owner}`", text),
        )


def _level(model: BaseSpikingModel, y: np.ndarray) -> float:
    of_state = model.index_threshold_variable
    return float(model.spike_condition if of_state is None else y[of_state])


def _stays_above(model: BaseSpikingModel, y0: np.ndarray) -> bool:
    """Return whether a neuron that begins above its threshold is never below it."""
    with contextlib.suppress(Exception):
        trial = type(model)(dict(model.params), T=STAYS)
        trial.use_kernel = False
        trial.y0 = y0
        trial.set_input(0.0)
        _, y = trial.integrate()
        v = y[trial.index_voltage_variable]
        return all(x >= _level(trial, state) for x, state in zip(v, y.T, strict=True))
    return False
