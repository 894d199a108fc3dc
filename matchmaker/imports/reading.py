"""Opening files somebody hands over: zips of CSV, JSON, lines of JSON. Each fault gets a sentence."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from matchmaker.i18n import N_
from matchmaker.imports.errors import UnreadableFile

#: Longest field of a CSV in characters, and largest unpacked member in bytes: a safeguard against
#: files made to fill memory.
LONGEST_FIELD = 1_000_000
LARGEST_MEMBER = 4 * 1024**3
LARGEST_JSON = 512 * 1024**2

#: Told how many bytes were read since the last call.
Progress = Callable[[int], None]
Row = dict[str, str]


def no_progress(_bytes: int) -> None:
    """For callers that show none."""


class CsvArchive:
    """A zip of CSV files with semicolons, quotes and a first line of column names."""

    def __init__(self, file: Path, columns: dict[str, set[str]]) -> None:
        """Open the archive and check that every member has the columns it needs.

        :param columns: member to the columns that must be there.
        :raises UnreadableFile: no zip, a member or column is missing, or a member is damaged.
        """
        self._name = file.name
        try:
            self._archive = zipfile.ZipFile(file)
        except (OSError, zipfile.BadZipFile) as error:
            raise UnreadableFile(file=file.name, why=_reason(error)) from error
        csv.field_size_limit(LONGEST_FIELD)
        self._members = {
            member.filename.rsplit("/", 1)[-1]: member
            for member in self._archive.infolist()
            if not member.is_dir()
        }
        for member, needed in columns.items():
            self._check(member, needed)

    def _check(self, member: str, needed: set[str]) -> None:
        info = self._members.get(member)
        if info is None:
            raise UnreadableFile(file=self._name, why=N_("there is no %s in it") % member)
        if info.file_size > LARGEST_MEMBER:
            raise UnreadableFile(file=self._name, why=f"{member} is too large")
        header = next(iter(self._lines(member, no_progress)), [])
        missing = sorted(needed - set(header))
        if missing:
            raise UnreadableFile(file=self._name, why=f"{member} lacks the columns {', '.join(missing)}")

    def size(self, member: str) -> int:
        """Bytes of a member, unpacked."""
        return self._members[member].file_size

    def rows(self, member: str, progress: Progress = no_progress) -> Iterator[tuple[int, Row | None]]:
        """Number and fields of each row; None instead of the fields where they don't fit the columns.

        :raises UnreadableFile: the member is damaged.
        """
        lines = self._lines(member, progress)
        header = next(lines)
        for number, values in enumerate(lines, start=2):
            if values:
                yield number, dict(zip(header, values, strict=True)) if len(values) == len(header) else None

    def _lines(self, member: str, progress: Progress) -> Iterator[list[str]]:
        try:
            with self._archive.open(self._members[member]) as raw:
                text = io.TextIOWrapper(
                    io.BufferedReader(_Counted(raw, progress)), encoding="utf-8-sig", newline=""
                )
                yield from csv.reader(text, delimiter=";")
        except (zipfile.BadZipFile, UnicodeDecodeError, csv.Error, EOFError, RuntimeError, OSError) as error:
            raise UnreadableFile(file=f"{self._name}/{member}", why=_reason(error)) from error


class _Counted(io.RawIOBase):
    """A stream that tells how much was read."""

    def __init__(self, stream: IO[bytes], progress: Progress) -> None:
        self._stream = stream
        self._progress = progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._progress(len(data))
        return len(data)


def size_of(file: Path) -> int:
    """Bytes of a file.

    :raises UnreadableFile: there is none.
    """
    try:
        return file.stat().st_size
    except OSError as error:
        raise UnreadableFile(file=file.name, why=_reason(error)) from error


def read_json(file: Path) -> Any:
    """The value a JSON file holds.

    :raises UnreadableFile: it is missing, too large or no JSON.
    """
    if size_of(file) > LARGEST_JSON:
        raise UnreadableFile(file=file.name, why=f"it is larger than {LARGEST_JSON // 1024**2} MiB")
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UnreadableFile(file=file.name, why=_reason(error)) from error


def read_json_lines(file: Path, progress: Progress = no_progress) -> Iterator[tuple[int, Any]]:
    """Number and value of each line; None where a line is no JSON.

    :raises UnreadableFile: it is missing or no text.
    """
    try:
        with file.open(encoding="utf-8-sig") as handle:
            for number, line in enumerate(handle, start=1):
                progress(len(line.encode()))
                if line.strip():
                    yield number, _value(line)
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(file=file.name, why=_reason(error)) from error


def _value(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    return str(error).rstrip(".") or type(error).__name__
