"""The command line of ``build.py``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from builder import environment
from builder.files import (
    BUILD,
    DIST,
    ROOT,
    TESTS,
    BuildError,
    cache_folder,
    locked,
    plain_failure,
    say,
    source_stamp,
)


def parser() -> argparse.ArgumentParser:
    """Build the command line parser."""
    top = argparse.ArgumentParser(prog="build.py", description="Build, serve, test and measure.")
    commands = top.add_subparsers(dest="command", required=True, metavar="command")

    serve = commands.add_parser("serve", help="set up, build, and serve the site on localhost")
    serve.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
    commands.add_parser(
        "test", help="set up, browser included, and run the tests; takes pytest's arguments"
    )
    build = commands.add_parser("build", help="set up and build the site")
    build.add_argument("--out", type=Path, default=DIST, help="folder to fill (default: dist)")
    bench = commands.add_parser("bench", help="print the benchmark table")
    bench.add_argument("--json", type=Path, metavar="FILE", help="write the numbers here as well")
    bench.add_argument(
        "--soak", nargs="?", type=float, const=30.0, metavar="MINUTES",
        help="use the page at random for so long (default: 30) instead of all else",
    )  # fmt: skip
    return top


def parse(argv: list[str]) -> argparse.Namespace:
    """Read the command line; what follows ``test`` belongs to pytest untouched."""
    own = argv[:1] == ["test"] and argv[1:] not in (["-h"], ["--help"])
    split = 1 if own else len(argv)
    arguments = parser().parse_args(argv[:split])
    arguments.pytest = argv[split:]
    return arguments


def main(argv: list[str] | None = None) -> int:
    """Check the command line, make the environment, and go on inside it."""
    argv = sys.argv[1:] if argv is None else argv
    command = parse(argv).command
    locks = [environment.BUILD_LOCK]
    if command in ("test", "bench"):
        locks.append(environment.TESTS_LOCK)

    def go() -> int:
        environment.hand_over(environment.ensure(locks), "builder", argv)

    return reporting(go)


def main_inside(argv: list[str]) -> int:
    """Run a command; the environment is there."""
    arguments = parse(argv)
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "serve": serve,
        "test": test,
        "build": build,
        "bench": bench,
    }
    out = getattr(arguments, "out", DIST)
    return reporting(lambda: commands[arguments.command](arguments), out)


def reporting(action: Callable[[], int], out: Path = DIST) -> int:
    """Run an action; turn its failure into one sentence and a non-zero exit code."""
    try:
        return action()
    except BuildError as error:
        say(str(error))
        return 1
    except OSError as error:
        places = (BUILD, cache_folder(), out, Path(tempfile.gettempdir()))
        sentence = plain_failure(error, *places)
        if sentence is None:
            raise
        say(sentence)
        return 1
    except KeyboardInterrupt:
        return 130


def make_site(out: Path = DIST) -> Path:
    """Fetch the inputs, build the site and publish it whole at `out`."""
    from builder.fetch import fetch_inputs
    from builder.publish import check, publishing

    check(out)
    stamp = source_stamp()
    with locked(BUILD / "site.lock", "building the site"), publishing(out, stamp) as folder:
        from builder.site import build_site

        build_site(fetch_inputs(), folder)
    return out


def current_site() -> Path:
    """Build the site unless it is there and nothing has changed since."""
    from builder.publish import is_current

    return DIST if is_current(DIST, source_stamp()) else make_site()


def build(arguments: argparse.Namespace) -> int:
    """``build.py build``."""
    say(f"the site is in {make_site(arguments.out)}")
    return 0


def serve(arguments: argparse.Namespace) -> int:
    """``build.py serve``: until interrupted."""
    from builder.serve import serve_forever

    # The port is taken first: one that is in use is better known before the build than after.
    serve_forever(DIST, arguments.port, prepare=current_site)
    return 0


def test(arguments: argparse.Namespace) -> int:
    """``build.py test``: the exit code is pytest's."""
    from builder import browser, engines, npm

    os.environ["SPIKING_CHROMIUM"] = browser.ensure()
    engines.install()
    npm.install()
    os.chdir(ROOT)
    environment.hand_over(Path(sys.executable), "pytest", arguments.pytest)


def bench(arguments: argparse.Namespace) -> int:
    """``build.py bench``: the exit code is that of ``tests/bench``."""
    from builder import browser, npm

    os.environ["SPIKING_CHROMIUM"] = browser.ensure()
    npm.install()
    os.environ["SPIKING_DIST"] = str(current_site())
    json_file = ["--json", str(arguments.json.resolve())] if arguments.json else []
    soak = [] if arguments.soak is None else ["--soak", str(arguments.soak)]
    os.chdir(ROOT)
    environment.hand_over(Path(sys.executable), "bench", [*json_file, *soak], (TESTS, ROOT))
