from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from matchmaker.cli.evaluate import evaluate as command
from matchmaker.matching.evaluation import Metrics, evaluate, ndcg, recall, reciprocal_rank, write_run

RANKED = ["a", "b", "c", "d"]


def test_ndcg_by_hand() -> None:
    # relevant at ranks 2 and 4 of three: (1/log2 3 + 1/log2 5) / (1 + 1/log2 3 + 1/2)
    expected = (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3) + 1 / 2)
    assert ndcg(RANKED, {"b", "d", "z"}, 10) == pytest.approx(expected)
    assert ndcg(RANKED, {"a", "b"}, 10) == 1
    assert ndcg(RANKED, {"d"}, 3) == 0


def test_ndcg_is_perfect_when_all_of_the_first_k_are_relevant() -> None:
    assert ndcg(RANKED, {*RANKED, "e", "f"}, 2) == pytest.approx(1)


def test_ndcg_gains_grades() -> None:
    grades = {"a": 3.0, "b": 1.0}
    worse = (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3))
    assert ndcg(["a", "b"], grades, 10) == 1
    assert ndcg(["b", "a"], grades, 10) == pytest.approx(worse)
    assert ndcg(["x", "b"], grades, 1) == 0


def test_recall_by_hand() -> None:
    assert recall(RANKED, {"b", "d", "z"}, 3) == pytest.approx(1 / 3)
    assert recall(RANKED, {"b", "d", "z"}, 100) == pytest.approx(2 / 3)


def test_reciprocal_rank_by_hand() -> None:
    assert reciprocal_rank(RANKED, {"c", "d"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKED, {"z"}) == 0


def test_means_are_over_queries_with_a_relevant_owner() -> None:
    run = {"1": [("a", 2.0), ("b", 1.0)], "3": [("a", 1.0)]}
    metrics = evaluate(run, {"1": {"b"}, "2": {"a"}, "3": set()})
    assert metrics == Metrics(2, 1 / math.log2(3) / 2, 0.5, 0.5, 0.5, 0.25)


def test_nothing_relevant_is_refused() -> None:
    with pytest.raises(ValueError, match="No query"):
        evaluate({}, {"1": set()})


ITEMS: list[dict[str, object]] = [
    {"id": "i1", "owners": ["7"], "title": "Laser welding", "body": "", "keywords": ""},
    {"id": "i2", "owners": ["8", "9"], "title": "Laser cutting", "body": "", "keywords": ""},
]
QUERIES: list[dict[str, object]] = [{"id": "q1", "owner": "7", "title": "laser welding", "body": None}]
OWNERS: list[dict[str, object]] = [
    {"id": "7", "sme": True},
    {"id": "8", "sme": False},
    {"id": "9", "sme": True},
]


def write_lines(path: Path, records: list[dict[str, object]]) -> Path:
    lines = "".join(json.dumps(record) + "\n" for record in records)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(lines.encode()))
    else:
        path.write_text(lines, encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    qrels = tmp_path / "qrels.tsv"
    qrels.write_text("q1\t9\t1\nq1\t8\t0\n", encoding="utf-8")
    return {
        "--items": write_lines(tmp_path / "items.jsonl.gz", ITEMS),
        "--queries": write_lines(tmp_path / "queries.jsonl", QUERIES),
        "--qrels": qrels,
    }


def run(files: dict[str, Path], *more: str) -> Result:
    arguments = [str(part) for pair in files.items() for part in pair]
    return CliRunner().invoke(command, [*arguments, *more])


def test_command_writes_a_run_and_prints_the_metrics(files: dict[str, Path], tmp_path: Path) -> None:
    result = run(files, "--run", str(tmp_path / "out.run"), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "queries": 1,
        "nDCG@10": pytest.approx(1 / math.log2(3)),
        "R@10": 1,
        "R@50": 1,
        "R@100": 1,
        "MRR": 0.5,
    }
    lines = (tmp_path / "out.run").read_text(encoding="utf-8").splitlines()
    assert [line.split()[:4] for line in lines] == [
        ["q1", "Q0", "8", "1"],
        ["q1", "Q0", "9", "2"],
    ]
    assert {line.split()[5] for line in lines} == {"matchmaker"}


def test_command_keeps_to_one_kind_of_owner(files: dict[str, Path], tmp_path: Path) -> None:
    files["--owners"] = write_lines(tmp_path / "owners.jsonl", OWNERS)
    result = run(files, "--only", "sme")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == [" queries  1", " nDCG@10  1.0000"]


@pytest.mark.parametrize(
    "judged",
    ["query-id\tcorpus-id\tscore\nc1\td2\t2\nc1\td1\t0\n", "c1 0 d2 2\nc1 0 d1 -1\n", "c1\td2\t2\n"],
)
def test_command_reads_sets_of_single_documents(tmp_path: Path, judged: str) -> None:
    documents: list[dict[str, object]] = [
        {"_id": "d1", "title": "", "text": "Zinc lowers fever."},
        {
            "_id": "d2",
            "title": "Vitamin D and bones",
            "text": "Fewer fractures with vitamin D.",
            "metadata": {},
        },
    ]
    qrels = tmp_path / "qrels"
    qrels.write_text(judged, encoding="utf-8")
    result = run(
        {
            "--items": write_lines(tmp_path / "corpus.jsonl", documents),
            "--queries": write_lines(
                tmp_path / "queries.jsonl", [{"_id": "c1", "text": "Vitamin D helps bones."}]
            ),
            "--qrels": qrels,
        }
    )
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[:2] == [" queries  1", " nDCG@10  1.0000"]


@pytest.mark.parametrize(
    ("option", "content", "message"),
    [
        ("--items", '{"id": "i1"\n', "line 1: not valid JSON"),
        ("--items", "[]\n", "line 1: expected an object"),
        ("--items", '{"title": "", "owners": []}\n', "line 1: the field 'id' is missing"),
        ("--items", '{"id": 1, "owners": [], "title": ""}\n', "'id' is of the wrong type"),
        ("--items", '{"id": "i1", "owners": "7", "title": ""}\n', "'owners' is of the wrong type"),
        ("--queries", '\n{"id": "1", "title": "", "body": 1}\n', "line 2: the field 'body' is"),
        ("--qrels", "q1 9\n", "line 1: expected query, owner and gain"),
        ("--qrels", "", "No query has a relevant owner"),
        ("--items", '{"id": "i", "owners": [], "title": ""}\n' * 2, "'i' comes twice"),
    ],
)
def test_bad_files_get_one_clear_line(
    files: dict[str, Path], tmp_path: Path, option: str, content: str, message: str
) -> None:
    files[option] = tmp_path / "bad"
    files[option].write_text(content, encoding="utf-8")
    result = run(files)
    assert result.exit_code == 1
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_missing_and_broken_files_get_one_clear_line(files: dict[str, Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.gz"
    broken.write_bytes(b"no zip")
    for path, message in ((tmp_path / "nowhere", "No such file"), (broken, "cannot be read")):
        result = run({**files, "--items": path})
        assert result.exit_code == 1
        assert message in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_a_run_that_cannot_be_written_and_a_missing_option(files: dict[str, Path]) -> None:
    unwritable = run(files, "--run", "/nowhere/at/all")
    assert (unwritable.exit_code, "cannot be written" in unwritable.stderr) == (1, True)
    without_owners = run(files, "--only", "sme")
    assert (without_owners.exit_code, "--only needs --owners" in without_owners.stderr) == (2, True)


def test_equal_scores_are_written_apart_for_tools_that_judge_by_score(tmp_path: Path) -> None:
    ranking = [("c", 0.25), ("a", 0.25), ("b", 0.25 - 1e-9), ("d", 0.1)]
    write_run(tmp_path / "run", {"q": ranking})
    rows = [line.split() for line in (tmp_path / "run").read_text().splitlines()]
    scores = {owner: np.float32(score) for _query, _q0, owner, _rank, score, _tag in rows}
    assert sorted(scores, key=lambda owner: -scores[owner]) == ["c", "a", "b", "d"]
    assert len(set(scores.values())) == len(ranking)
    assert all(abs(scores[owner] - score) < 1e-6 for owner, score in ranking)
