"""Counting the terms of many texts in several processes.

Analysing text is nine tenths of the work of building an index. Helpers are fresh
interpreters that read texts from a pipe and answer with counts. They inherit nothing else
(no lock, no database connection), so that they end when this process does, however it ends,
and may be started from any thread. Without them everything is counted here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from matchmaker.matching.batch import Batch
from matchmaker.matching.items import Text
from matchmaker.matching.setting import Setting
from matchmaker.matching.term_counts import count_terms

HELPERS_FROM = 2
"""More batches than this are worth starting helpers, which takes each half a second."""

MOST_PROCESSES = 4
QUEUED_PER_HELPER = 2

_HELPER = """
import sys
from types import ModuleType

package = sys.modules["{package}"] = ModuleType("{package}")
package.__path__ = [{folder!r}]

from {module} import serve

serve({descriptor})
"""
"""A helper needs little of this package and not scikit-learn, which takes longer to import than a helper
does for its share: so the modules are imported without what the package itself imports."""


class TermCounter:
    """Counts batches of texts here and in helpers, whichever is free. Use it in a `with` statement."""

    def __init__(self, setting: Setting, processes: int) -> None:
        self._setting = setting
        self._helpers = processes - 1
        self._hired = 0
        self._processes: list[subprocess.Popen[bytes]] = []
        self._idle: SimpleQueue[Connection] = SimpleQueue()
        self._threads = ThreadPoolExecutor(max(1, self._helpers))
        self._held: list[Sequence[Text]] = []
        self._batches: list[Batch | Future[Batch]] = []
        self._texts: dict[int, Sequence[Text]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the helpers."""
        self._threads.shutdown(cancel_futures=True)
        self._dismiss_helpers()
        for process in self._processes:
            process.wait()

    @property
    def helper_ids(self) -> list[int]:
        """Process numbers of the helpers that were started."""
        return [process.pid for process in self._processes]

    def add(self, texts: Sequence[Text]) -> None:
        """Count one more batch; takes as long as that does where no helper is free.

        The first few are held back until it is clear whether helpers are worth starting.
        """
        if not self._helpers or self._processes:
            self._count(texts)
            return
        self._held.append(texts)
        if len(self._held) > HELPERS_FROM:
            self._start_helpers()
            self._count_held()

    def results(self) -> Iterator[Batch]:
        """The counts of all batches in the order in which they were added, each once."""
        self._count_held()
        for number in reversed(self._texts):  # what no helper has begun, the last first
            future = self._batches[number]
            if isinstance(future, Future) and future.cancel():
                self._batches[number] = count_terms(self._texts[number], self._setting)
        self._texts.clear()
        self._batches.reverse()
        while self._batches:
            batch = self._batches.pop()
            yield batch.result() if isinstance(batch, Future) else batch
        self._dismiss_helpers()

    def _count_held(self) -> None:
        held, self._held = self._held, []
        for texts in held:
            self._count(texts)

    def _count(self, texts: Sequence[Text]) -> None:
        if self._processes and self._unfinished() < QUEUED_PER_HELPER * len(self._processes):
            self._texts[len(self._batches)] = texts
            self._batches.append(self._threads.submit(self._count_elsewhere, texts))
        else:
            self._batches.append(count_terms(texts, self._setting))

    def _unfinished(self) -> int:
        for number in [number for number in self._texts if self._future(number).done()]:
            del self._texts[number]
        return len(self._texts)

    def _future(self, number: int) -> Future[Batch]:
        future = self._batches[number]
        assert isinstance(future, Future)
        return future

    def _start_helpers(self) -> None:
        for _ in range(self._helpers):
            ours, theirs = Pipe()
            with theirs:
                end = theirs.fileno()
                program = _HELPER.format(
                    package=__package__, folder=str(Path(__file__).parent), module=__name__, descriptor=end
                )
                command = [sys.executable, "-c", program]
                self._processes.append(subprocess.Popen(command, pass_fds=[end]))  # noqa: S603  # ourselves
            self._idle.put(ours)
        self._hired = self._helpers

    def _dismiss_helpers(self) -> None:
        """Let helpers end, which they do when nothing more can come."""
        while self._hired:
            self._idle.get().close()
            self._hired -= 1

    def _count_elsewhere(self, texts: Sequence[Text]) -> Batch:
        helper = self._idle.get()
        try:
            helper.send((texts, self._setting))
            batch = helper.recv()
        except (EOFError, OSError):  # it was killed; what it had is counted here
            return count_terms(texts, self._setting)
        finally:
            self._idle.put(helper)
        assert isinstance(batch, Batch)
        return batch


def available_processes() -> int:
    """How many processes may work at once on this machine."""
    return min(MOST_PROCESSES, len(os.sched_getaffinity(0)))


def count_all(batches: Iterable[Sequence[Text]], setting: Setting, processes: int) -> Iterator[Batch]:
    """The counts of batches of texts, in their order; batches are read in the calling thread."""
    with TermCounter(setting, processes) as counter:
        for texts in batches:
            counter.add(texts)
        yield from counter.results()


def serve(descriptor: int) -> None:
    """What a helper does: count what comes through a pipe until nothing more does."""
    with Connection(descriptor) as requests:
        while True:
            try:
                texts, setting = requests.recv()
            except EOFError:
                return
            requests.send(count_terms(texts, setting))
