"""Set up everything `make run` or `make test` needs, on a machine with only Python and make.

Standard library only: it runs before anything is installed. Each step leaves a stamp with a hash
of what it was made from, so that a second run does nothing and takes a moment.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
STAMPS = ENVIRONMENT / "stamps"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
STATIC = ROOT / "matchmaker" / "static"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18
#: The first that is there: one without a window starts and draws faster.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
DEBIAN_BROWSERS = ("chromium-headless-shell", "chromium")
ASK_PATH = """
from playwright.sync_api import sync_playwright
with sync_playwright() as tool:
    print(tool.chromium.executable_path)
"""
#: Holds the browser's path for the tests; absent where none can be had.
BROWSER_FILE = ENVIRONMENT / "browser"


def main() -> None:
    """Do what the chosen purpose needs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("purpose", choices=("run", "test"))
    purpose = parser.parse_args().purpose
    if sys.version_info < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        stop(f"Python {oldest} or newer is needed; this is {sys.version.split()[0]}.")
    make_environment()
    install_requirements(purpose)
    install_project()
    build_assets()
    compile_translations()
    if purpose == "test":
        find_browser()


def stop(message: str) -> None:
    """End with one clear line."""
    sys.exit(f"set-up: {message}")


def say(message: str) -> None:
    """Tell what takes time now."""
    sys.stdout.write(f"set-up: {message}\n")
    sys.stdout.flush()


def run(*command: str | Path, **environment: str) -> None:
    """Run a command quietly; where it fails, show what it said and end."""
    result = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        sys.stdout.write(result.stdout[-8000:])
        stop(f"this failed: {' '.join(str(part) for part in command)}")


def pip(*what: str | Path) -> None:
    """Install into the environment."""
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what)


def digest(paths: Iterable[Path], *extra: str) -> str:
    """A hash of files' names and contents."""
    sum_ = hashlib.sha256("\n".join(extra).encode())
    for path in sorted(paths):
        sum_.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return sum_.hexdigest()


def once(name: str, made_from: str, step: Callable[[], None], still_there: Path | None = None) -> None:
    """Do a step unless it was done from the same things and its result is still there."""
    stamp = STAMPS / name
    done = stamp.exists() and stamp.read_text() == made_from
    if done and (still_there is None or still_there.exists()):
        return
    step()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(made_from)


def make_environment() -> None:
    """A virtual environment in ``.venv`` of the Python that runs this, made anew for another one."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    config = ENVIRONMENT / "pyvenv.cfg"
    if config.exists() and PYTHON.exists() and f"version = {version}." in config.read_text():
        return
    say(f"making the environment for Python {version}")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    if not _venv_works():
        _install_debian_package(f"python{version}-venv")
    run(sys.executable, "-m", "venv", ENVIRONMENT)


def _venv_works() -> bool:
    """Debian leaves `ensurepip` to a package of its own."""
    found = subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True, check=False)
    return found.returncode == 0


def _install_debian_package(name: str) -> bool:
    """Install a package where the machine is Debian's kin and we may; tell whether it worked."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    say(f"installing Debian's {name}")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment, **quiet)  # type: ignore[call-overload]
    installed = subprocess.run(  # type: ignore[call-overload]
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", name],
        check=False,
        env=environment,
        **quiet,
    )
    return bool(installed.returncode == 0)


def install_requirements(purpose: str) -> None:
    """The pinned packages, each checked against its hash."""
    file = ROOT / "requirements" / f"{purpose}.txt"
    # What the tests need includes all that running needs.
    if purpose == "run" and (STAMPS / "test").exists():
        tests = ROOT / "requirements" / "test.txt"
        if (STAMPS / "test").read_text() == digest([tests]):
            return

    def install() -> None:
        say("installing the Python packages (about a minute, once)")
        pip("--require-hashes", "-r", file)

    once(purpose, digest([file]), install)


def install_project() -> None:
    """The project itself, editable, so that `matchmaker` is a command of the environment."""

    def install() -> None:
        pip("--no-deps", "--no-build-isolation", "--editable", ROOT)

    once("project", digest([ROOT / "pyproject.toml"]), install, BIN / "matchmaker")


def build_assets() -> None:
    """Styles, scripts, fonts and the map, from npm packages into the static folder."""
    sources = [
        path
        for path in STATIC.rglob("*")
        if path.is_file() and "vendor" not in path.relative_to(STATIC).parts
    ]
    made_from = digest([*sources, ROOT / "package.json", ROOT / "package-lock.json"])

    def build() -> None:
        node, npm = _node()
        say("building styles and scripts")
        path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
        run(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", PATH=path)
        run(*node, STATIC / "build.mjs", PATH=path)

    once("assets", made_from, build, STATIC / "vendor" / "manifest.json")


def _node() -> tuple[list[str], list[str]]:
    """Commands for node and npm: the machine's where new enough, else those of a wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major_version(node) >= OLDEST_NODE:
        return [node], [npm]
    say("installing node from its wheel")
    file = ROOT / "requirements" / "node.txt"
    pip("--require-hashes", "-r", file)
    return [str(BIN / "node")], [str(BIN / "npm")]


def _major_version(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    number = answer.strip().lstrip("v").split(".")[0]
    return int(number) if number.isdecimal() else 0


def compile_translations() -> None:
    """The catalogues, from what translators edit to what is loaded."""
    folder = ROOT / "matchmaker" / "translations"
    catalogues = list(folder.rglob("*.po"))
    if catalogues:
        once(
            "translations",
            digest(catalogues),
            lambda: run(BIN / "pybabel", "compile", "--directory", folder, "--statistics"),
            catalogues[0].with_suffix(".mo"),
        )


def find_browser() -> None:
    """A Chromium for the journeys: the machine's, Debian's, or Playwright's own download."""
    path = os.environ.get("CHROMIUM") or _machine_browser()
    if path is None and any(map(_install_debian_package, DEBIAN_BROWSERS)):
        path = _machine_browser()
    if path is None:
        path = _downloaded_browser()
    if path is None:
        say("no Chromium can be had here: the browser journeys will be left out")
        BROWSER_FILE.unlink(missing_ok=True)
    else:
        BROWSER_FILE.write_text(path)


def _machine_browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def _downloaded_browser() -> str | None:
    say("asking Playwright for a Chromium")
    with_dependencies = ["--with-deps"] if os.name == "posix" and os.geteuid() == 0 else []
    loaded = subprocess.run(
        [str(PYTHON), "-m", "playwright", "install", *with_dependencies, "chromium"],
        capture_output=True,
        check=False,
    )
    if loaded.returncode != 0:
        return None
    asked = subprocess.run(
        [
            str(PYTHON),
            "-c",
            ASK_PATH,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    path = asked.stdout.strip()
    return path if path and Path(path).exists() else None


if __name__ == "__main__":
    main()
