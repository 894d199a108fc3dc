"""kill -9 of a real worker, two hundred times, beside real web processes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import select

from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.listings.rules import ListingValues
from matchmaker.listings.service import draft_listing, publish_listing, withdraw_listing
from matchmaker.notifications.outbox import promise
from models import Direction, Listing, Membership, Person
from tests.bench.report import Line, Report
from tests.conftest import make_settings
from tests.processes import ROOT, environment, free_port, run_command, running, wait_until_ready

KILLS = 200
SEED = 20261
#: Seconds that a worker lives at the most, its start included.
LONGEST_LIFE = 4.0
MOST_CHANGES = 4
#: One life in so many is asked to build the index anew.
REFITS = 8
READERS = 2
ANSWER_WITHIN = 60
SETTLED_WITHIN = 120

#: Run as a process: forks a worker for each line read and tells its process id, so that it starts at once.
STARTER = """
import os, sys
import matchmaker.suggestions.indexing, matchmaker.worker.queue
from matchmaker.cli.worker import worker
for _line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.setsid()
        worker.main([], standalone_mode=False)
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
"""


@dataclass
class Network:
    """A demo instance whose listings this process changes, and what must be found in it."""

    instance: Path
    address: str
    there: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    changes: int = 0
    refits: int = 0

    def found(self, number: int) -> bool:
        """Does the search page show a listing for the word that only it has?

        :raises OSError: the page does not come.
        """
        with urllib.request.urlopen(f"{self.address}/search?q={word(number)}", timeout=ANSWER_WITHIN) as page:
            return title(number) in page.read().decode()


def measure(report: Report) -> None:
    """Web processes answer all along; in the end the index holds exactly what the database does."""
    with tempfile.TemporaryDirectory() as folder:
        instance, port = Path(folder), free_port()
        network = Network(instance, f"http://127.0.0.1:{port}")
        env = environment(instance, port)
        run_command("demo", env=env).check_returncode()
        with running("serve", "--no-worker", env=env, log=instance / "log") as server:
            wait_until_ready(server, port, instance / "log")
            answered, silent = _live_through(network, env)
            wrong = _unsettled(network, env)
    listings = len(network.there) + len(network.gone)
    measured = (
        f"{network.changes:,} changes and {network.refits} refits asked for, {answered:,} pages meanwhile, "
        f"{silent} not answered; afterwards {len(wrong)} of {listings} listings wrong"
    )
    what = f"worker killed {KILLS} times beside two web processes"
    report.line(
        Line(what, "pages answer, the next worker repairs, nothing lost", measured, not wrong and not silent)
    )


def _live_through(network: Network, env: dict[str, str]) -> tuple[int, int]:
    """Kill so many workers; how many pages came meanwhile, and how many did not."""
    chance = random.Random(SEED)
    settings = make_settings(network.instance, f"sqlite:///{network.instance / 'matchmaker.db'}")
    # The queue of the workers, so that those that live long enough are woken.
    app = create_app(replace(settings, queue_url=f"sqlite:///{network.instance / 'queue.db'}"))
    with app.app_context(), _readers(network) as counts, _starter(env) as starter:
        for life in range(KILLS):
            worker = starter()
            end = time.monotonic() + chance.uniform(0, LONGEST_LIFE)
            for _ in range(chance.randint(0, MOST_CHANGES)):
                _change(network, chance)
            if life % REFITS == 0:
                promise(db.session, "index.rebuild", {})
                db.session.commit()
                network.refits += 1
            time.sleep(max(0, end - time.monotonic()))
            os.kill(worker, signal.SIGKILL)
        db.engine.dispose()
    return counts[True], counts[False]


def _change(network: Network, chance: random.Random) -> None:
    """Publish an offer with a word of its own, or withdraw one of those published."""
    person = db.session.scalars(select(Person).filter_by(email="sme@demo.example")).one()
    network.changes += 1
    if network.there and chance.random() < 0.3:
        number = network.there.pop(chance.randrange(len(network.there)))
        listing = db.session.scalars(select(Listing).filter_by(title=title(number))).one()
        withdraw_listing(db.session, listing, actor=person)
        network.gone.append(number)
    else:
        number = network.changes
        organisation = db.session.scalars(select(Membership).filter_by(person_id=person.id)).first()
        assert organisation is not None
        text = f"We make {word(number)}."
        values = ListingValues(direction=Direction.OFFER, title=title(number), summary=text, description=text)
        listing = draft_listing(db.session, organisation.organisation, values, actor=person)
        publish_listing(db.session, listing, actor=person)
        network.there.append(number)
    db.session.commit()


def word(number: int) -> str:
    """A word that no other text has."""
    return "zq" + "".join("bcdfghjklm"[int(digit)] + "o" for digit in str(number)) + "x"


def title(number: int) -> str:
    """The title of the listing that has the word; the word does not stand in it."""
    return f"Lot no. {number:05d} of the series"


@contextmanager
def _starter(env: dict[str, str]) -> Iterator[Callable[[], int]]:
    """A function that starts a worker at once and tells its process id."""
    with subprocess.Popen(
        [sys.executable, "-c", STARTER],
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        lines_in, lines_out = process.stdin, process.stdout

        def start() -> int:
            lines_in.write("\n")
            lines_in.flush()
            return int(lines_out.readline())

        try:
            yield start
        finally:
            process.kill()


@contextmanager
def _readers(network: Network) -> Iterator[Counter[bool]]:
    """Threads that go on asking for pages; how many came and how many did not."""
    counts: Counter[bool] = Counter()
    ended = Event()

    def ask() -> None:
        while not ended.is_set():
            try:
                network.found(0)
            except OSError:
                counts[False] += 1
            else:
                counts[True] += 1

    threads = [Thread(target=ask) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield counts
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _unsettled(network: Network, env: dict[str, str]) -> list[int]:
    """Let one worker live, then wait until the pages show what the database holds; what they never did."""
    run_command("worker", "--once", env=env).check_returncode()
    until = time.monotonic() + SETTLED_WITHIN
    wrong = [*network.there, *network.gone]
    while wrong and time.monotonic() < until:
        wrong = [number for number in wrong if network.found(number) != (number in network.there)]
        time.sleep(0.5)
    return wrong
