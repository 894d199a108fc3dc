"""Generations on disk: a folder of arrays each, complete and never changed once in place.

    CURRENT                     name of the generation that holds
    g00000012/manifest.json     form, setting, numbers of documents, changes, segments
    g00000012/weighting/*.npy   terms, idf, joined words, parts of compounds
    g00000012/owners/*.npy      ids, clause names, columns
    g00000012/segments/0/*.npy  the arrays of a segment, and which rows are alive
    g00000012/delta.log         what has changed since

A generation is written beside the others under another name, brought to the disk, renamed,
and only then named in CURRENT, itself replaced in one step: whenever the machine stops,
the last whole generation holds. Segments that did not change are linked, not copied.
"""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matchmaker.matching.compounds import NONE
from matchmaker.matching.owners import OwnerTable
from matchmaker.matching.segment import Mask, Segment
from matchmaker.matching.setting import Setting
from matchmaker.matching.snapshot import Snapshot, laid_out
from matchmaker.matching.weighting import TermWeighting

FORM = 4
POINTER = "CURRENT"
DELTA = "delta.log"
MANIFEST = "manifest.json"
KEPT_GENERATIONS = 2
"""The present one, and the one before for readers that are just opening it."""

WRITERS = 4
"""So many arrays are brought to the disk at once."""

Array = npt.NDArray[np.generic]
Arrays = dict[Path, Array]


def current_generation(folder: Path) -> Path | None:
    """The folder of the generation that holds; None before the first, or for another form."""
    try:
        name = (folder / POINTER).read_text(encoding="ascii").strip()
        manifest = json.loads((folder / name / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return folder / name if manifest["form"] == FORM else None


def load_generation(generation: Path) -> Snapshot:
    """The snapshot a generation holds, memory-mapped, without its delta."""
    manifest = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
    stored = manifest["setting"]
    setting = Setting(**{**stored, "owner_ranks": tuple(stored["owner_ranks"])})
    weighting = generation / "weighting"
    learned = TermWeighting.learned(
        setting,
        _load(weighting / "terms.npy"),
        _load(weighting / "idf.npy"),
        manifest["documents"],
        NONE._replace(joins=_load(weighting / "joins.npy"), parts=_load(weighting / "parts.npy")),
    )
    pieces = laid_out(
        _load_segment(generation / "segments" / str(number)) for number in range(manifest["segments"])
    )
    return Snapshot(learned, _load_owners(generation / "owners"), pieces, len(pieces))


def changes_since_fit(generation: Path) -> int:
    """How many items had changed since the weighting was fitted when this was written."""
    manifest = json.loads((generation / MANIFEST).read_text(encoding="utf-8"))
    return int(manifest["changes"])


def write_generation(folder: Path, snapshot: Snapshot, changes: int) -> Path:
    """Bring a snapshot to the disk and let it hold from now on, with an empty delta.

    `changes`: how many items have changed since its weighting was fitted.
    """
    before = current_generation(folder)
    generation = folder / f"g{_last_number(folder) + 1:08d}"
    aside = generation.with_suffix(".new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    arrays = {
        **_of_weighting(aside / "weighting", snapshot.weighting),
        **_of_owners(aside / "owners", snapshot.owners),
    }
    for number, piece in enumerate(snapshot.pieces):
        segment = aside / "segments" / str(number)
        if piece.alive is not None:
            arrays[segment / "alive.npy"] = piece.alive
        if before and number < snapshot.published:
            _link_segment(before / "segments" / str(number), segment)
        else:
            arrays |= _of_segment(segment, piece.segment)
    _save_all(arrays)
    (aside / DELTA).touch()
    _write_text(
        aside / MANIFEST,
        json.dumps(
            {
                "form": FORM,
                "setting": asdict(snapshot.weighting.setting),
                "documents": snapshot.weighting.document_count_,
                "changes": changes,
                "segments": len(snapshot.pieces),
            },
            indent=1,
        ),
    )
    _sync_tree(aside)
    aside.rename(generation)
    _sync_folder(folder)
    _point_to(folder, generation)
    _sweep(folder)
    return generation


def _point_to(folder: Path, generation: Path) -> None:
    aside = folder / f"{POINTER}.new"
    _write_text(aside, generation.name)
    aside.replace(folder / POINTER)
    _sync_folder(folder)


def _sweep(folder: Path) -> None:
    """Remove what no reader needs: older generations and what was left half-written."""
    whole = sorted(path for path in folder.glob("g????????") if path.is_dir())
    for path in (*whole[:-KEPT_GENERATIONS], *folder.glob("g????????.new")):
        shutil.rmtree(path, ignore_errors=True)


def _last_number(folder: Path) -> int:
    return max((int(path.name[1:9]) for path in folder.glob("g????????")), default=0)


def _of_weighting(folder: Path, weighting: TermWeighting) -> Arrays:
    return {
        folder / "terms.npy": weighting.terms_,
        folder / "idf.npy": weighting.idf_,
        folder / "joins.npy": weighting.joins_,
        folder / "parts.npy": weighting.parts_,
    }


def _of_owners(folder: Path, owners: OwnerTable) -> Arrays:
    names = sorted(owners.clauses)
    columns = [owners.clauses[name] for name in names]
    return {
        folder / "ids.npy": owners.ids,
        folder / "added.npy": np.array(owners.added_ids, dtype=np.bytes_ if owners.added_ids else "S1"),
        folder / "clauses.npy": np.array(names, dtype=np.str_ if names else "U1"),
        folder / "columns.npy": np.array(columns, bool).reshape(len(names), len(owners)),
    }


def _load_owners(folder: Path) -> OwnerTable:
    ids = _load(folder / "ids.npy")
    added = tuple(map(bytes, _load(folder / "added.npy")))
    columns = _load(folder / "columns.npy")
    names = _load(folder / "clauses.npy").tolist()
    return OwnerTable(
        ids,
        {owner: len(ids) + place for place, owner in enumerate(added)},
        added,
        dict(zip(names, columns, strict=True)),
    )


def _of_segment(folder: Path, segment: Segment) -> Arrays:
    return {folder / f"{field.name}.npy": getattr(segment, field.name) for field in fields(Segment)}


def _link_segment(source: Path, target: Path) -> None:
    """Have the arrays of a segment that was written before under another name as well."""
    target.mkdir(parents=True)
    for field in fields(Segment):
        _link(source / f"{field.name}.npy", target / f"{field.name}.npy")


def _load_segment(folder: Path) -> tuple[Segment, Mask | None]:
    arrays = {field.name: _load(folder / f"{field.name}.npy") for field in fields(Segment)}
    alive = folder / "alive.npy"
    return Segment(**arrays), _load(alive) if alive.exists() else None


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # a file system without links
        shutil.copyfile(source, target)


def _save_all(arrays: Arrays) -> None:
    """Bring arrays to the disk, several at once: most of the time goes into getting memory and waiting."""
    with ThreadPoolExecutor(WRITERS) as writers:
        for _ in writers.map(_save, arrays, arrays.values()):
            pass


def _save(path: Path, array: Array) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())


def _load(path: Path) -> npt.NDArray:  # type: ignore[type-arg]  # the file says of what
    try:
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except ValueError:  # nothing in it to map
        return np.asarray(np.load(path, allow_pickle=False))


def _write_text(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_tree(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
