"""Killing the writer of `killing` at random moments, with a reader that goes on asking."""

from __future__ import annotations

import os
import random
import re
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

from matchmaker.matching import IndexReader, Text
from tests.matching.killing import alive, held, writers

MOST_STEPS = 4
LONGEST = 0.1
"""A writer is killed up to so many seconds after it told up to so many steps."""

PATIENCE = 60.0
LASER = Text("laser", language="en")


@dataclass
class Outcome:
    """What happened: kills, steps told, answers given meanwhile, and what went wrong."""

    kills: int = 0
    steps: int = 0
    answers: int = 0
    problems: list[str] = field(default_factory=list)


def survive(folder: Path, *, kills: int, seed: int) -> Outcome:
    """Kill so many writers, each at another moment, and look at what is left each time."""
    chance = random.Random(seed)
    outcome = Outcome()
    reader = IndexReader(folder)
    done = -1
    with writers(folder) as starter:
        assert starter.stdin is not None
        assert starter.stdout is not None
        lines: SimpleQueue[str] = SimpleQueue()
        Thread(target=_pass_on, args=(starter.stdout, lines), daemon=True).start()
        for _ in range(kills):
            starter.stdin.write(f"{done + 1}\n")
            starter.stdin.flush()
            told = _life(lines, chance, reader, outcome)
            done = max([done, *told])
            outcome.kills += 1
            outcome.steps += len(told)
            _look(folder, reader, done, outcome)
    return outcome


def _life(lines: SimpleQueue[str], chance: random.Random, reader: IndexReader, outcome: Outcome) -> list[int]:
    """Let one writer live for a while, asking all the time; the steps that it told."""
    told: list[int] = []
    process, steps, delay = 0, chance.randint(0, MOST_STEPS), chance.uniform(0, LONGEST)
    end = time.monotonic() + PATIENCE
    while True:
        line = _next(lines)
        if match := re.fullmatch(r"pid (\d+)", line):
            process = int(match[1])
        elif line.isdecimal():
            told.append(int(line))
        elif line == "gone":
            return told
        if line and process and len(told) == steps:
            end = time.monotonic() + delay
        reader.refresh()
        reader.search(LASER, 5)
        outcome.answers += 1
        if time.monotonic() > end:
            os.kill(process, signal.SIGKILL)
            end = time.monotonic() + PATIENCE


def _next(lines: SimpleQueue[str]) -> str:
    """What was told meanwhile; empty when that is nothing."""
    try:
        return lines.get(timeout=0.005).strip()
    except Empty:
        return ""


def _look(folder: Path, reader: IndexReader, done: int, outcome: Outcome) -> None:
    """Compare what two readers see, one that was there all along and one that is new."""
    expected = [alive(done), alive(done + 1)]
    reader.refresh()
    for name, index in (("present", reader), ("new", IndexReader(folder))):
        there = held(index, done + 3)
        if there not in expected:
            missing, extra = sorted(expected[0] - there), sorted(there - expected[0])
            outcome.problems.append(f"{name} reader after step {done}: without {missing}, with {extra}")


def _pass_on(source: IO[str], lines: SimpleQueue[str]) -> None:
    for line in source:
        lines.put(line)
