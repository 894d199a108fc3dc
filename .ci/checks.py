"""Run every check and every test; the last lines say what failed, and what could not be run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BROWSER_FILE = ROOT / ".venv" / "browser"
#: Set by `.ci/run`: there a missing browser is a failure.
INSIST = os.environ.get("MATCHMAKER_TEST_BROWSER") == "required"


def checks(*, with_browser: bool) -> dict[str, list[str]]:
    """Name to command, in the order they run."""
    tests = [
        str(BIN / "python"), "-m", "pytest", "--numprocesses", str(os.cpu_count() or 2),
        "--dist", "loadgroup",
    ]  # fmt: skip
    if not with_browser:
        tests += ["-m", "not journey"]
    return {
        "style": [str(BIN / "ruff"), "check", "."],
        "format": [str(BIN / "ruff"), "format", "--check", "."],
        "templates": [str(BIN / "djlint"), "templates", "--check", "--lint"],
        "levels": [str(BIN / "lint-imports"), "--config", ".importlinter", "--no-cache"],
        "types": [str(BIN / "mypy")],
        "tests": tests,
    }


def main() -> int:
    """Run all checks, even after one failed.

    :returns: how many failed, as the exit status.
    """
    with_browser = BROWSER_FILE.exists()
    if INSIST and not with_browser:
        print("checks: a browser is required here and none was found.")
        return 1
    environment = dict(os.environ)
    if with_browser:
        environment["MATCHMAKER_TEST_CHROMIUM"] = BROWSER_FILE.read_text().strip()
    failed = []
    for name, command in checks(with_browser=with_browser).items():
        print(f"\n== {name}", flush=True)
        started = time.monotonic()
        status = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        print(
            f"== {name}: {'ok' if status == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s",
            flush=True,
        )
        if status != 0:
            failed.append(name)
    print()
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    elif with_browser:
        print("All checks and tests passed, the journeys in a browser among them.")
    if not with_browser:
        print("The browser journeys were NOT run: no Chromium was found and none could be installed.")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
