from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from matchmaker.matching import (
    IndexBusy,
    IndexReader,
    IndexWriter,
    Item,
    Setting,
    Text,
    Where,
)
from matchmaker.matching import generation as generations
from matchmaker.matching.generation import KEPT_GENERATIONS, current_generation
from matchmaker.matching.store import MAX_PIECES

LASER = Text("laser", language="en")


def item(number: int, title: str = "laser", *owners: str) -> Item:
    return Item(f"i{number}", owners, "offer", title, language="en")


def found(index: IndexReader | IndexWriter, text: Text = LASER) -> list[str]:
    return [hit.id for hit in index.search(text, 100)]


def test_reader_of_an_empty_folder_is_empty(tmp_path: Path) -> None:
    reader = IndexReader(tmp_path / "nowhere")
    assert (reader.count, reader.refresh(), found(reader)) == (0, False, [])


def test_reader_sees_changes_at_its_next_refresh(tmp_path: Path) -> None:
    reader = IndexReader(tmp_path)
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(1)], {})
        assert reader.refresh()
        writer.upsert([item(2, "laser", "7")])
        writer.upsert_owners({"7": {"country": ("EE",)}})
        assert found(reader) == ["i1"]
        assert reader.refresh()
        assert found(reader) == ["i1", "i2"]
        assert not reader.refresh()
        writer.delete(["i1"])
        reader.refresh()
    assert [hit.id for hit in reader.search(LASER, 5, Where(owners={"country": ["EE"]}))] == ["i2"]


def test_changes_survive_the_writer_and_publishing(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(1)], {})
        writer.upsert([item(2), item(3)])
        assert writer.unpublished == 2
    with IndexWriter(tmp_path) as writer:
        assert (found(writer), writer.unpublished, writer.changed_share) == (["i1", "i2", "i3"], 2, 2)
        writer.publish()
        assert (found(writer), writer.unpublished, writer.changed_share) == (["i1", "i2", "i3"], 0, 2)
        writer.delete(["i2"])
    assert found(IndexReader(tmp_path)) == ["i1", "i3"]


def test_publishing_links_what_did_not_change(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(number) for number in range(20)], {})
        before = current_generation(tmp_path)
        writer.upsert([item(20)])
        writer.publish()
        after = current_generation(tmp_path)
    assert before is not None
    assert after is not None
    name = "segments/0/posting_weights.npy"
    assert (before / name).stat().st_ino == (after / name).stat().st_ino


def test_many_or_dead_pieces_are_merged_when_publishing(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        for number in range(MAX_PIECES + 2):
            writer.upsert([item(number)])
            writer.publish()
        assert len(writer.snapshot.pieces) <= MAX_PIECES
        writer.delete([f"i{number}" for number in range(5)])
        writer.publish()
        assert [len(piece.segment) for piece in writer.snapshot.pieces] == [writer.count]
        assert writer.count == MAX_PIECES - 3


def test_old_generations_are_swept(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        for number in range(5):
            writer.rebuild([item(number)], {})
    assert len(list(tmp_path.glob("g*"))) == KEPT_GENERATIONS


def test_a_reader_goes_on_while_its_generation_is_swept(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(1)], {})
        reader = IndexReader(tmp_path)
        for number in range(2, 6):
            writer.rebuild([item(number)], {})
        assert found(reader) == ["i1"]
        reader.refresh()
        assert found(reader) == ["i5"]


def test_changes_made_while_refitting_show_at_once_and_stay(tmp_path: Path) -> None:
    reader = IndexReader(tmp_path)
    seen: list[list[str]] = []

    def slowly(writer: IndexWriter) -> Iterator[Item]:
        yield from map(item, (1, 2, 3))
        writer.upsert([item(3, "seaweed"), item(4, "laser", "7")])
        writer.delete(["i1", "i5"])
        writer.upsert_owners({"7": {"country": ("EE",)}})
        reader.refresh()
        seen.append(found(reader))
        yield item(5)

    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(1)], {})
        writer.rebuild(slowly(writer), {})
        assert seen == [["i4"]]
        assert found(writer) == ["i2", "i4"]
        assert found(writer, Text("seaweed", language="en")) == ["i3"]
        assert writer.changed_share == 1
    reader.refresh()
    assert [hit.id for hit in reader.search(LASER, 5, Where(owners={"country": ["EE"]}))] == ["i2", "i4"]
    assert IndexReader(tmp_path).count == 3


def test_setting_holds_from_the_next_rebuild(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(1)], {})
    with IndexWriter(tmp_path, setting=Setting(pair_weight=0.25)) as writer:
        assert writer.setting == Setting()
        writer.rebuild([item(1)], {})
    assert IndexReader(tmp_path).setting == Setting(pair_weight=0.25)


def test_only_one_writes(tmp_path: Path) -> None:
    with IndexWriter(tmp_path), pytest.raises(IndexBusy), IndexWriter(tmp_path, wait=0.1):
        pass
    with IndexWriter(tmp_path):
        pass


def test_the_next_writer_waits_its_turn(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        release = threading.Timer(0.2, writer.__exit__, (None, None, None))
        release.start()
        with IndexWriter(tmp_path, wait=5) as other:
            other.upsert([item(1)])
    release.join()
    assert found(IndexReader(tmp_path)) == ["i1"]


def test_nothing_is_written_outside_of_a_with_statement(tmp_path: Path) -> None:
    writer = IndexWriter(tmp_path)
    with pytest.raises(RuntimeError):
        writer.upsert([item(1)])
    assert writer.count == 0


def test_a_half_written_record_is_ignored_and_cut_off(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(1)], {})
        writer.upsert([item(2)])
    generation = current_generation(tmp_path)
    assert generation is not None
    log = generation / "delta.log"
    whole = log.read_bytes()
    log.write_bytes(whole + whole[:-3])
    reader = IndexReader(tmp_path)
    assert found(reader) == ["i1", "i2"]
    with IndexWriter(tmp_path) as writer:
        assert log.read_bytes() == whole
        writer.upsert([item(3)])
    reader.refresh()
    assert found(reader) == ["i1", "i2", "i3"]


def test_a_full_disk_leaves_neither_half_a_record_nor_the_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(1)], {})
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", refuse)
            with pytest.raises(OSError, match="No space"):
                writer.upsert([item(2)])
        writer.upsert([item(3)])
        assert found(writer) == found(IndexReader(tmp_path)) == ["i1", "i3"]


def test_a_damaged_record_ends_the_log(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.upsert([item(1)])
        writer.upsert([item(2)])
    generation = current_generation(tmp_path)
    assert generation is not None
    log = generation / "delta.log"
    damaged = bytearray(log.read_bytes())
    damaged[-1] ^= 0xFF
    log.write_bytes(damaged)
    assert found(IndexReader(tmp_path)) == ["i1"]


@pytest.mark.parametrize("step", ["_save_all", "_sync_tree", "_point_to"])
def test_a_crash_while_publishing_leaves_the_last_good_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(1)], {})
        writer.upsert([item(2)])
        with monkeypatch.context() as patched:
            patched.setattr(generations, step, crash)
            with pytest.raises(KeyboardInterrupt):
                writer.publish()
    assert found(IndexReader(tmp_path)) == ["i1", "i2"]
    with IndexWriter(tmp_path) as writer:
        writer.upsert([item(3)])
        writer.publish()
    assert found(IndexReader(tmp_path)) == ["i1", "i2", "i3"]
    assert not list(tmp_path.glob("*.new"))


def test_a_generation_of_another_form_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(1)], {})
    monkeypatch.setattr(generations, "FORM", generations.FORM + 1)
    assert IndexReader(tmp_path).count == 0
    with IndexWriter(tmp_path) as writer:
        assert writer.changed_share == 1
        writer.rebuild([item(2)], {})
    assert found(IndexReader(tmp_path)) == ["i2"]


def test_publishing_works_where_links_do_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(1)], {})
        writer.upsert([item(2)])
        writer.publish()
    assert found(IndexReader(tmp_path)) == ["i1", "i2"]


def test_a_reader_opening_while_all_is_removed_stays_as_it_was(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(1)], {})
    reader = IndexReader(tmp_path)
    generation = current_generation(tmp_path)
    assert generation is not None
    shutil.rmtree(generation)
    assert not reader.refresh()
    assert found(reader) == ["i1"]


WRITING = """
import sys
from pathlib import Path
from matchmaker.matching import IndexWriter, Item

with IndexWriter(Path(sys.argv[1])) as writer:
    writer.upsert([Item("i2", (), "offer", "laser", language="en")])
"""


def test_another_process_writes_and_this_one_sees_it(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(1)], {})
    reader = IndexReader(tmp_path)
    subprocess.run([sys.executable, "-c", WRITING, str(tmp_path)], check=True)
    reader.refresh()
    assert found(reader) == ["i1", "i2"]


def test_threads_search_undisturbed_while_the_reader_refreshes(tmp_path: Path) -> None:
    with IndexWriter(tmp_path) as writer:
        writer.rebuild([item(number) for number in range(50)], {})
        reader = IndexReader(tmp_path)
        failures: list[BaseException] = []

        def ask() -> None:
            try:
                for _ in range(50):
                    reader.refresh()
                    assert len(reader.search(LASER, 1000)) >= 50
            except BaseException as error:  # handed to the test below
                failures.append(error)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(50, 70):
            writer.upsert([item(number)])
        for thread in threads:
            thread.join()
    assert failures == []
    reader.refresh()
    assert reader.count == 70
