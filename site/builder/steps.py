"""Bokeh's bundles, made such that the page can evaluate them in steps.

A bundle is a call with its modules as functions, the name of the one to begin with, and a table of
names; it evaluates all its modules in one go, for which a page stands still for a quarter of a
second, and on a phone for a whole one. Here a bundle begins with a module that needs nothing; the
order in which the others can be evaluated one by one is left at the bundle's `<script>`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from builder.files import BuildError

# A module at the beginning of its line: its name, if the modules are no list, and what it calls
# the function that requires others.
MODULE = re.compile(r'^(?:(?P<name>\d+|"\w+"): )?function _\((?P<require>\w+)', re.MULTILINE)
# What stands behind the modules: the name of the first, the table of names, an empty table.
END = re.compile(
    r'\n(?P<close>[\]}]), (?P<entry>\d+|"\w+"), (?P<names>\{[^{}]*\}), \{\}\);\}\);\s*\Z'
)
FUNCTION = "function("
# What makes the bundle, given to a function that makes it known.
FACTORY = f"\n}})(this, {FUNCTION}"
OWN = "@bokehjs/"
NOTHING = "nothing"


def in_steps(bundle: str) -> str:
    """Return a bundle whose script holds ``steps``: ``{entry, order}``, names of modules.

    Required in this order, no module requires one that has not been evaluated, except where
    modules require each other; such a circle is entered where the bundle itself enters it.

    Raises
    ------
    BuildError
        The text is no bundle as Bokeh makes them.
    """
    end = END.search(bundle)
    if end is None:
        raise BuildError("A bundle of Bokeh's does not end as it used to; see builder/steps.py.")
    modules = _modules(bundle)
    names = {name: str(module) for name, module in json.loads(end["names"]).items()}
    entry = end["entry"].strip('"')
    if entry not in modules:
        raise BuildError(f"A bundle of Bokeh's has no module {entry}; see builder/steps.py.")
    needed = {
        module: [name for name in map(names.get, required, required) if name in modules]
        for module, required in modules.items()
    }
    steps = json.dumps({"entry": entry, "order": list(_order(needed, entry))})
    is_list = end["close"] == "]"
    first = str(len(modules)) if is_list else json.dumps(NOTHING)
    module = "function(){}" if is_list else f"{first}: function(){{}}"
    modules_text, names_text = bundle[: end.start("close")], end["names"]
    if modules_text.count(FACTORY) != 1:
        raise BuildError("A bundle of Bokeh's does not begin as it used to; see builder/steps.py.")
    # In parentheses it is compiled once, beside the page, and not again when it is called.
    eager = modules_text.replace(FACTORY, f"{FACTORY[: -len(FUNCTION)]}({FUNCTION}")
    begun = f"{eager}{module}\n{end['close']}, {first}, {names_text}, {{}});}}));"
    return f"{begun}\ndocument.currentScript.steps = {steps};\n"


def _modules(bundle: str) -> dict[str, list[str]]:
    """Names of what each module requires, in the order of its text, by the module's name."""
    found = list(MODULE.finditer(bundle))
    ends = [match.start() for match in found[1:]] + [len(bundle)]
    modules = {}
    for place, (match, end) in enumerate(zip(found, ends, strict=True)):
        required = re.compile(rf'(?<![\w.$]){re.escape(match["require"])}\((\d+|"[^"]+")\)')
        name = (match["name"] or str(place)).strip('"')
        modules[name] = [
            needed.strip('"').removeprefix(OWN)
            for needed in required.findall(bundle, match.end(), end)
        ]
    return modules


def _order(needed: Mapping[str, list[str]], entry: str) -> Iterator[str]:
    """First module of every circle, and every module in none, after all that it needs.

    Tarjan's algorithm (doi:10.1137/0201010), without recursion: modules stand in long chains.
    """
    reached: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_ones: list[str] = []
    path = [(entry, iter(needed[entry]))]
    while path:
        module, rest = path[-1]
        if module not in reached:
            reached[module] = lowest[module] = len(reached)
            open_ones.append(module)
        following = next((name for name in rest if name not in reached or name in open_ones), None)
        if following is None:
            path.pop()
            if path:
                above = path[-1][0]
                lowest[above] = min(lowest[above], lowest[module])
            if lowest[module] == reached[module]:
                del open_ones[open_ones.index(module) :]
                yield module
        elif following in reached:
            lowest[module] = min(lowest[module], reached[following])
        else:
            path.append((following, iter(needed[following])))
