"""Assemble the static site from verified inputs."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from builder import bundle, lock, picture
from builder.assembler import assembler_script
from builder.files import SITE, say, work_folder
from builder.icons import write_icons
from builder.kernels import compile_roster
from builder.modules import PAGE, Modules, bundle_modules
from builder.offline import write_list
from builder.packages import PANEL_ROOT, Prepared, prepare
from builder.policy import POLICY, frame
from builder.shapes import shapes
from builder.sources import example_source, model_sources
from builder.steps import in_steps
from neuron_app import prose
from neuron_app.app import STYLE, NeuronApp
from neuron_app.roster import roster_data
from spiking_core import MODELS, Description

STYLES = tuple(
    PAGE / name
    for name in (
        "style.css", "own/editor.css", "offline/offline.css", "share/share.css", "embed/embed.css",
    )
)  # fmt: skip
# Plain, and so in no bundle: it tells what is wrong where the page's modules do not run.
WATCH = PAGE / "watch.js"
MODEL = "izhikevich"
# In the order in which they must run.
SCRIPTS = {
    "bokeh": ("bokeh.min.js", "bokeh-widgets.min.js", "bokeh-tables.min.js"),
    "panel": ("panel.min.js",),
}
# A style sheet of Panel's that a document links.
SHEET = re.compile(r'"url":"([^"]+\.css)"')
SCRIPT_FOLDERS = {"bokeh": "bokeh/server/static/js", "panel": "panel/dist"}


class Assets:
    """Files of the site under names that tell their content, so that caches never mix them."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def add(self, name: str, content: bytes) -> dict[str, object]:
        """Write a file; return its address, seen from the page, and its size."""
        stem, _, ending = name.partition(".")
        digest = hashlib.sha256(content).hexdigest()[:12]
        url = f"assets/{stem}.{digest}.{ending}"
        target = self.out / url
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return {"url": url, "size": len(content)}

    def add_folder(self, name: str, files: Mapping[str, bytes]) -> str:
        """Write files that name each other, so only their folder tells their content."""
        digest = hashlib.sha256()
        for _, content in sorted(files.items()):
            digest.update(content)
        url = f"assets/{name}.{digest.hexdigest()[:12]}"
        (self.out / url).mkdir(parents=True)
        for file, content in files.items():
            target = self.out / url / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return url


def build_site(inputs: Mapping[str, Path], out: Path) -> None:
    """Build the whole site.

    Parameters
    ----------
    inputs
        Verified files by their name in ``locks/browser.json``.
    out
        An empty folder.
    """
    groups = {name: entry.group for name, entry in lock.load().files.items()}
    with work_folder() as work:
        say("running the app in Pyodide, compiling its packages")
        prepared = prepare(inputs, groups, work)
        say("packing")
        assets = Assets(out)
        manifest = _python_assets(assets, inputs, prepared)
        manifest["scripts"] = _copy_scripts(assets, inputs)
        manifest |= {"model": MODEL, "example": example_source()}
        manifest["models"] = _models(assets, prepared)
        manifest["roster"] = roster_data() | {"model": MODEL}
        known = shapes([*(text for text, _ in prepared.documents.values()), *prepared.states])
        manifest["shapes"] = assets.add("shapes.json", json.dumps(known).encode())["url"]
        _copy_style_sheets(inputs["panel"], out)
        text = f"export const manifest = {json.dumps(manifest)};\n"
        modules = bundle_modules(inputs["esbuild"], text, inputs)
        _write_page(assets, manifest, modules, prepared.documents[MODEL][0], out)
        _copy_plain(out)
        write_icons(out)
        write_list(out)


def _python_assets(
    assets: Assets, inputs: Mapping[str, Path], prepared: Prepared
) -> dict[str, object]:
    rest, names = bundle.rest_bundle(prepared)
    compressed = {
        "wasm": ("pyodide.bin", inputs["pyodide.asm.wasm"].read_bytes()),
        "stdlib": ("stdlib.bin", bundle.stdlib_zip(prepared)),
        "core": ("core.bin", bundle.core_bundle(prepared)),
        "rest": ("rest.bin", rest),
        "figure": ("figure.bin", bundle.figure_bundle(prepared)),
    }
    table: dict[str, object] = {
        key: assets.add(name, bundle.compress(content))
        for key, (name, content) in compressed.items()
    }
    # Some hosts know no type for `.mjs`, and no browser runs a module of an unknown type.
    table["watr"] = assets.add("watr.js", assembler_script(inputs["watr"]))
    table |= {"info": prepared.info, "panelRoot": PANEL_ROOT}
    return {"assets": table, "restNames": names, "frame": frame()}


def _models(assets: Assets, prepared: Prepared) -> dict[str, object]:
    """Write kernel, document and first pictures of every model."""
    table = {}
    kernels, sources = compile_roster(), model_sources()
    for name, (document, fingerprint) in prepared.documents.items():
        table[name] = {
            "title": Description.of(MODELS[name]).title,
            "source": assets.add(f"{name}.py", sources[name].encode())["url"],
            "kernel": assets.add(f"{name}.wasm", kernels[name].binary)["url"],
            "wat": assets.add(f"{name}.wat", kernels[name].text.encode())["url"],
            "program": assets.add(f"{name}.txt", kernels[name].program.encode())["url"],
            "document": assets.add(f"{name}.json", document.encode())["url"],
            "fingerprint": fingerprint,
            "pictures": _pictures(assets, name),
        }
    return table


def _pictures(assets: Assets, name: str) -> dict[str, object]:
    """Write the first pictures of a model, by ``light`` or ``dark`` and ``wide`` or ``narrow``."""
    return {
        f"{scheme}-{width}": assets.add(
            f"{name}-{scheme}-{width}.svg", picture.draw(name, scheme, narrow=width == "narrow")
        )["url"]
        for scheme in ("light", "dark")
        for width in ("wide", "narrow")
    }


def _copy_scripts(assets: Assets, inputs: Mapping[str, Path]) -> list[object]:
    urls = []
    for package, names in SCRIPTS.items():
        with zipfile.ZipFile(inputs[package]) as wheel:
            for name in names:
                text = wheel.read(f"{SCRIPT_FOLDERS[package]}/{name}").decode()
                urls.append(assets.add(name, in_steps(text).encode())["url"])
    return urls


def _copy_plain(out: Path) -> None:
    """Copy what other pages name by its address, so it must keep its name."""
    shutil.copy(SITE / "embed.js", out)
    shutil.copytree(SITE / "course", out / "course")
    page = out / "course" / "index.html"
    stated = (
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    )
    text = page.read_text(encoding="utf-8").replace('<meta charset="utf-8">', stated)
    page.write_bytes(text.encode())


def _copy_style_sheets(panel_wheel: Path, out: Path) -> None:
    """Copy Panel's style sheets to where the document looks for them."""
    with zipfile.ZipFile(panel_wheel) as wheel:
        version = panel_wheel.name.split("-")[1]
        for name in wheel.namelist():
            wanted = name.startswith(("panel/dist/css/", "panel/dist/bundled/theme/"))
            if wanted and name.endswith(".css"):
                target = out / PANEL_ROOT / version / name.removeprefix("panel/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(wheel.read(name))


def _write_page(
    assets: Assets, manifest: dict[str, Any], modules: Modules, document: str, out: Path
) -> None:
    description = Description.of(MODELS[MODEL])
    app = NeuronApp(MODEL)
    jinja = Environment(
        loader=FileSystemLoader(PAGE), undefined=StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    html = jinja.get_template("index.html").render(
        policy=POLICY,
        description=description,
        heading=prose.heading_html(description),
        equations=prose.equations_html(description, MODELS[MODEL]),
        about=prose.about_html(description),
        controls=app.control_labels,
        pictures=manifest["models"][MODEL]["pictures"],
        scripts=manifest["scripts"],
        sheets=sorted(set(SHEET.findall(document))),
        page=assets.add_folder("page", modules.files),
        watch=assets.add(WATCH.name, WATCH.read_bytes())["url"],
        modules=modules.first,
        # The page that waits looks like the app that comes.
        style="".join(path.read_text(encoding="utf-8") for path in STYLES) + STYLE,
        document=document,
    )
    (out / "index.html").write_text(html, encoding="utf-8")
