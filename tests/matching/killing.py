"""A writer that is killed again and again, and what must hold afterwards.

The writer goes through numbered steps; what the index holds after a step is a function of
its number alone, so that everybody can say what must be there. It tells each step that is
done (acknowledged). Killed after step n was told, the index must hold what there is after
step n, or after step n + 1, which was perhaps done and not told any more.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from matchmaker.matching import IndexReader, IndexWriter, Item

DELETES, PUBLISHES, REBUILDS = 4, 6, 8
CYCLE = 9
"""Of nine steps the fifth deletes, the seventh publishes, the last refits; the others add."""


def item(step: int) -> Item:
    """What a step adds."""
    words = " ".join(f"w{step % number}" for number in range(2, 40))
    return Item(f"i{step}", (str(step % 5),), "offer", f"laser w{step}", words, language="en")


def alive(step: int) -> set[int]:
    """The steps whose items are there after a step."""
    added = {number for number in range(step + 1) if number % CYCLE not in (DELETES, PUBLISHES, REBUILDS)}
    return added - {number - 1 for number in range(step + 1) if number % CYCLE == DELETES}


def write(folder: Path, first: int, told: IO[str]) -> None:
    """Go through the steps from `first` on until killed."""
    with IndexWriter(folder, wait=10) as writer:
        step = first
        while True:
            match step % CYCLE:
                case 4:
                    writer.delete([f"i{step - 1}"])
                case 6:
                    writer.publish()
                case 8:
                    writer.rebuild(map(item, sorted(alive(step))), {})
                case _:
                    writer.upsert([item(step)])
            told.write(f"{step}\n")
            told.flush()
            step += 1


def serve(folder: Path) -> None:
    """Fork a writer for each line read, the number of its first step; tell its process id."""
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            write(folder, int(line), sys.stdout)
        sys.stdout.write(f"pid {process}\n")
        sys.stdout.flush()
        os.waitpid(process, 0)
        sys.stdout.write("gone\n")
        sys.stdout.flush()


@contextmanager
def writers(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that starts writers; it has everything imported, so that they start at once."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {SERVING}", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


ROOT = Path(__file__).resolve().parents[2]
SERVING = "from pathlib import Path; from tests.matching.killing import serve; serve(Path(sys.argv[1]))"


def held(reader: IndexReader, most: int) -> set[int]:
    """The steps whose items an index holds."""
    return {step for step in range(most) if reader.vector(f"i{step}") is not None}
