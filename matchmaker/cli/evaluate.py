"""`matchmaker evaluate`: judge the engine on files, without a database."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from pathlib import Path

import click

from matchmaker.matching import evaluation
from matchmaker.matching.evaluation import BadEvaluationFile, Metrics, Run

FILE = click.Path(path_type=Path)
ONLY: Mapping[str, Mapping[str, Collection[str]]] = {"sme": {"sme": ("yes",)}}
LABELS = {
    "ndcg_10": "nDCG@10",
    "recall_10": "R@10",
    "recall_50": "R@50",
    "recall_100": "R@100",
    "mrr": "MRR",
}


@click.command("evaluate")
@click.option("--items", type=FILE, required=True, help="What can be found, JSON Lines (.gz).")
@click.option("--queries", type=FILE, required=True, help="What is asked, JSON Lines (.gz).")
@click.option("--qrels", type=FILE, required=True, help="Lines of query, owner, gain.")
@click.option("--owners", type=FILE, help="Who owns the items, JSON Lines (.gz).")
@click.option("--only", type=click.Choice(sorted(ONLY)), help="Rank these owners only.")
@click.option("--run", "run_file", type=FILE, help="Write the ranking here, in the TREC form.")
@click.option("--json", "as_json", is_flag=True, help="Print the metrics as JSON.")
def evaluate(
    items: Path,
    queries: Path,
    qrels: Path,
    owners: Path | None,
    only: str | None,
    *,
    run_file: Path | None,
    as_json: bool,
) -> None:
    """Rank the owners of items for queries and compare with those known to be relevant."""
    if only and owners is None:
        raise click.UsageError("--only needs --owners: the file that says who they are.")
    try:
        relevant = evaluation.read_qrels(qrels)
        run = _answer(items, queries, owners, only)
        metrics = evaluation.evaluate(run, relevant)
        if run_file is not None:
            evaluation.write_run(run_file, run)
    except (BadEvaluationFile, ValueError) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{run_file} cannot be written: {error.strerror}.") from error
    click.echo(json.dumps(_named(metrics)) if as_json else _table(metrics))


def _answer(items: Path, queries: Path, owners: Path | None, only: str | None) -> Run:
    facets = evaluation.read_owners(owners) if owners is not None else {}
    asked = list(evaluation.read_queries(queries))
    index = evaluation.built_index(evaluation.read_items(items), facets)
    return evaluation.answered(index, asked, ONLY[only] if only else {})


def _named(metrics: Metrics) -> dict[str, float]:
    values = asdict(metrics)
    return {"queries": values["queries"], **{LABELS[name]: values[name] for name in LABELS}}


def _table(metrics: Metrics) -> str:
    named = _named(metrics)
    lines = [f"{label:>8}  {named[label]:.4f}" for label in LABELS.values()]
    return "\n".join((f"{'queries':>8}  {metrics.queries}", *lines))


if __name__ == "__main__":
    evaluate()
