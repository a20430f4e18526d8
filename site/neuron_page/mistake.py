"""A mistake in a text: its line, and a sentence that a student understands."""

from __future__ import annotations

import ast
import re
import warnings
from types import CodeType, FrameType, TracebackType

from neuron_page.sentences import sentence_of, syntax_sentence

MODULE = "your_model"
FILE = "your_model.py"


#: In characters: more is not read, and the page takes no more.
LONGEST_SENTENCE = 2000


def shortened(sentence: str) -> str:
    """Return a sentence, of a very long one its two ends."""
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    half = LONGEST_SENTENCE // 2 - 2
    return f"{sentence[:half]} … {sentence[-half:]}"


class Mistake(Exception):
    """What is wrong with a text.

    Attributes
    ----------
    line : int or None
        Line in the text, counted from 1; None if no single one is to blame.
    sentence : str
        What is wrong and, where there is one, the cure.
    """

    def __init__(self, sentence: str, line: int | None = None) -> None:
        sentence = shortened(sentence)
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line


def mistake_of(error: BaseException, text: str) -> Mistake:
    """Return what an error says about a text.

    Parameters
    ----------
    error : BaseException
        What running the text has raised.
    text : str
    """
    frame, line = _innermost(error.__traceback__)
    try:
        sentence = error.sentence if isinstance(error, Mistake) else sentence_of(error, frame)
    except Exception:  # one of the text's own kind, which cannot even be put into words
        sentence = f"{type(error).__name__}."
    told = error.line if isinstance(error, Mistake) else line
    return Mistake(sentence, line_of(sentence, text) if told is None else told)


def compiled(text: str) -> CodeType:
    """Return a text as code; raise a Mistake if Python cannot read it."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return compile(text, FILE, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise Mistake(syntax_sentence(error), error.lineno) from error
    except ValueError as error:
        raise Mistake(syntax_sentence(SyntaxError(str(error)))) from error
    except (RecursionError, MemoryError) as error:
        raise Mistake("A formula of this text has too many parts. Divide it.") from error


def _innermost(traceback: TracebackType | None) -> tuple[FrameType | None, int | None]:
    """Return the last frame of the text and its line."""
    found: tuple[FrameType | None, int | None] = None, None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == FILE:
            found = traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next
    return found


def line_of(sentence: str, text: str) -> int | None:
    """Return the line of the first thing that a sentence names.

    Where a class is named it is looked for there first. Of a method that returns what it should
    not, it is the line that returns.
    """
    tree = ast.parse(text)
    names = [re.sub(r"\[\d+\]$", "", name) for name in re.findall(r"`([^`]+)`", sentence)]
    if "is missing" in sentence:
        names.insert(0, "parameters")
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name in names]
    for name in names:
        for scope in (*reversed(classes), tree):
            line = _line_in(scope, name, returns="must return" in sentence)
            if line is not None:
                return line
    return None


def _line_in(scope: ast.ClassDef | ast.Module, name: str, returns: bool) -> int | None:
    for node in scope.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
            ends = [part for part in ast.walk(node) if isinstance(part, ast.Return)]
            return ends[-1].lineno if returns and ends else node.lineno
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and name in _targets(node):
            return node.lineno
    for node in ast.walk(scope):
        # In `{"tau": 10.0}` or `Parameter("tau", 10.0, ...)`.
        named = node.keys if isinstance(node, ast.Dict) else []
        named = node.args[:1] if isinstance(node, ast.Call) else named
        for part in named:
            if isinstance(part, ast.Constant) and part.value == name:
                return part.lineno
    return None


def _targets(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]
