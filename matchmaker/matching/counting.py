"""Counting the terms of many texts in several processes.

Analysing text is nine tenths of the work of building an index. Helpers are fresh
interpreters that are told through pipes where texts are, and answer where the counts are. They
inherit nothing else (no lock, no database connection), so that they end when this process does,
however it ends, and may be started from any thread. Without them everything is counted here.

Texts and counts themselves go through files without a name: a pipe takes 64 KiB at a time, and
for each of these a thread here would wait until the one that counts lets it run. So that a helper
need not wait for its next texts, it has two places at which they may lie.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from io import RawIOBase
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Self, cast

from matchmaker.collector import collector_at_rest
from matchmaker.matching.batch import Batch
from matchmaker.matching.items import Text
from matchmaker.matching.setting import Setting
from matchmaker.matching.term_counts import count_terms

HELPERS_FROM = 2
"""More batches than this are worth starting helpers, which takes each half a second."""

MOST_PROCESSES = 4
PLACES_PER_HELPER = 2

_HELPER = """
import sys
from types import ModuleType

package = sys.modules["{package}"] = ModuleType("{package}")
package.__path__ = [{folder!r}]

from {module} import serve

serve({descriptors})
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
        self._idle: SimpleQueue[_Place] = SimpleQueue()
        self._threads = ThreadPoolExecutor(max(1, self._helpers * PLACES_PER_HELPER))
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
        if self._processes and self._unfinished() < PLACES_PER_HELPER * len(self._processes):
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
            places = [_Place.opened() for _ in range(PLACES_PER_HELPER)]
            theirs = [descriptor for place in places for descriptor in place.theirs]
            program = _HELPER.format(
                package=__package__, folder=str(Path(__file__).parent), module=__name__, descriptors=theirs
            )
            command = [sys.executable, "-c", program]
            self._processes.append(subprocess.Popen(command, pass_fds=theirs))  # noqa: S603  # ourselves
            for place in places:
                place.their_end.close()
                self._idle.put(place)
                self._hired += 1

    def _dismiss_helpers(self) -> None:
        """Let helpers end, which they do when nothing more can come."""
        while self._hired:
            self._idle.get().close()
            self._hired -= 1

    def _count_elsewhere(self, texts: Sequence[Text]) -> Batch:
        place = self._idle.get()
        try:
            batch = place.asked((texts, self._setting))
        except (EOFError, OSError):  # it was killed, or there is no room; what it had is counted here
            return count_terms(texts, self._setting)
        finally:
            self._idle.put(place)
        assert isinstance(batch, Batch)
        return batch


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a helper is given texts and gives back counts: a file, and a pipe to say that they are there."""

    file: RawIOBase
    ours: Connection
    their_end: Connection

    @classmethod
    def opened(cls) -> _Place:
        ours, theirs = Pipe()
        return cls(cast("RawIOBase", TemporaryFile(buffering=0)), ours, theirs)

    @property
    def theirs(self) -> tuple[int, int]:
        """What a helper inherits."""
        return self.file.fileno(), self.their_end.fileno()

    def asked(self, question: object) -> object:
        """What a helper answers.

        :raises EOFError, OSError: where it has ended.
        """
        self.ours.send(_written(self.file, question))
        return _read(self.file, self.ours.recv())

    def close(self) -> None:
        """Tell the helper that no more will come."""
        self.ours.close()
        self.file.close()


def _written(file: RawIOBase, thing: object) -> int:
    """Write something over what is in a file, and how long it is."""
    packed = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
    file.seek(0)
    left = memoryview(packed)
    while left:
        left = left[_moved(file.write(left)) :]
    return len(packed)


def _read(file: RawIOBase, length: int) -> Any:  # whatever was written
    packed = bytearray(length)
    file.seek(0)
    left = memoryview(packed)
    while left:
        left = left[_moved(file.readinto(left)) :]
    return pickle.loads(packed)  # noqa: S301  # written by ourselves, and nobody else has the file


def available_processes() -> int:
    """How many processes may work at once on this machine."""
    return min(MOST_PROCESSES, len(os.sched_getaffinity(0)))


def count_all(batches: Iterable[Sequence[Text]], setting: Setting, processes: int) -> Iterator[Batch]:
    """The counts of batches of texts, in their order; batches are read in the calling thread."""
    with TermCounter(setting, processes) as counter:
        for texts in batches:
            counter.add(texts)
        yield from counter.results()


def _moved(number: int | None) -> int:
    if not number:
        raise EOFError("A file ended before what was written to it.")
    return number


def serve(descriptors: Sequence[int]) -> None:
    """What a helper does: count what comes until nothing more does.

    :param descriptors: of the file and of the pipe of each of its places.
    """
    files = {
        Connection(pipe): os.fdopen(file, "r+b", buffering=0)
        for file, pipe in zip(descriptors[::2], descriptors[1::2], strict=True)
    }
    with collector_at_rest():
        while files:
            ready = wait(files)
            for pipe in [one for one in files if one in ready]:
                try:
                    texts, setting = _read(files[pipe], pipe.recv())
                except EOFError:
                    del files[pipe]
                else:
                    pipe.send(_written(files[pipe], count_terms(texts, setting)))
