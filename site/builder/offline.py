"""The list of all files of the site, by which a browser keeps it whole for offline use."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import quote

from builder.files import SITE, BuildError, sha256_of

LIST = "offline.json"
WORKER = "sw.js"
PAGE = "index.html"
# In the page: its version, and about how many bytes all files have.
MARK = re.compile(r'(?<=<meta name="spiking-version" content=")[^"]*')


def write_list(out: Path) -> str:
    """Write the list of a site's files, its version into the page, and the service worker.

    The version is a hash of all content. It stands in the page, so it is made of the page
    without it; a site whose files were changed may be given to this function again.

    Parameters
    ----------
    out : Path
        The site, complete.

    Returns
    -------
    str
        The version.
    """
    (out / WORKER).write_bytes((SITE / "page" / "offline" / WORKER).read_bytes())
    paths = [path for path in sorted(out.rglob("*")) if _is_kept(path, out)]
    page = out / PAGE
    _mark(page, "")
    version = hashlib.sha256(json.dumps(_entries(paths, out)).encode()).hexdigest()[:16]
    _mark(page, f"{version} {sum(path.stat().st_size for path in paths)}")
    files = _entries(paths, out)
    listed = {"version": version, "size": sum(size for _, size, _ in files), "files": files}
    (out / LIST).write_bytes(json.dumps(listed, separators=(",", ":")).encode())
    return version


def _is_kept(path: Path, out: Path) -> bool:
    """Tell whether a file belongs to a version: these two the browser must always ask for."""
    name = path.relative_to(out).as_posix()
    return path.is_file() and not path.name.startswith(".") and name not in (LIST, WORKER)


def _entries(paths: list[Path], out: Path) -> list[tuple[str, int, str]]:
    """Path in an address, size and hash of each file."""
    return [(quote(p.relative_to(out).as_posix()), p.stat().st_size, sha256_of(p)) for p in paths]


def _mark(page: Path, text: str) -> None:
    marked, count = MARK.subn(text, page.read_text(encoding="utf-8"))
    if count != 1:
        raise BuildError(f"{page.name} names its version {count} times; it must do so once.")
    page.write_bytes(marked.encode())
