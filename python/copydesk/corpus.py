"""Whole corpora: learning, clustering, and runs that write tables."""

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv

from . import _native, _options, _records
from ._native import LearnedState


@dataclass(frozen=True)
class RunResult:
    """A finished run."""

    output: Path
    """The folder with the tables."""
    summary: str
    """What the command prints."""
    counts: dict[str, Any]
    """The counts of `run.json`."""
    succeeded: bool
    """Whether no document failed."""

    def table(self, name: str) -> pa.Table:
        """A table of the output, such as `articles` or `pairs`. All values are strings, as in the file."""
        return read_table(self.output / f"{name}.csv")


def read_table(path: Path) -> pa.Table:
    """A table of the output as strings."""
    with path.open(encoding="utf-8") as file:
        names = file.readline().rstrip("\r\n").split(",")
    return pa.csv.read_csv(
        path,
        parse_options=pa.csv.ParseOptions(newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types={name: pa.string() for name in names}, strings_can_be_null=False
        ),
    )


def paths(inputs: Any) -> list[str]:
    """One path or several as strings."""
    several = [inputs] if isinstance(inputs, (str, os.PathLike)) else list(inputs)
    return [os.fspath(path) for path in several]


def run(
    inputs: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    threads: int = 1,
    **options: Any,
) -> RunResult:
    """Clean a corpus, cluster its copies and write the tables, as `copydesk run` does.

    The options are its flags: `no_clean=True`, `learned="state"`, `field={"text": "content.body"}`. No `copydesk.toml` is
    read unless `config` names it.
    """
    given = [*paths(inputs), "-o", os.fspath(out), *_options.arguments(options)]
    if "config" not in options:
        given.append("--no-config")
    summary, counts, succeeded = _native.run(given, threads)
    return RunResult(Path(out), summary, json.loads(counts), succeeded)


def learn(documents: Any, *, threads: int = 1, **options: Any) -> LearnedState:
    """Learn what a corpus teaches: its site chrome, headlines, words and common shingles.

    `documents` is a `Path` or several, or as in `copydesk.clean_many`. Give the state to `clean`, or save it for
    `copydesk run --learned`.
    """
    with tempfile.TemporaryDirectory(prefix="copydesk-") as folder:
        inputs = [os.fspath(path) for path in _named(documents)] or [_written(documents, folder)]
        given = [*inputs, "-o", "out", "--no-config", *_options.arguments(options)]
        return _native.learn(given, folder, threads)


def cluster(documents: Any, *, threads: int = 1, **options: Any) -> pa.Table:
    """Find the documents that are the same story.

    `documents` is as in `copydesk.clean_many`. The table that is returned has a row for each document, in their order: its
    number from 0, its cluster and its role in it; the cluster of a unique story is empty. The texts are cleaned first, unless
    `no_clean=True`.
    """
    with tempfile.TemporaryDirectory(prefix="copydesk-") as folder:
        out = Path(folder, "out")
        run([_written(documents, folder)], out, threads=threads, texts="none", **options)
        articles = read_table(out / "articles.csv").to_pylist()
        total = sum(1 for _ in Path(folder, "documents.jsonl").open("rb"))
    known = {int(row["record"]) - 1: row for row in articles}
    names = ["article_id", "cluster_id", "role", "relation", "similarity"]
    columns: dict[str, Any] = {"document": pa.array(range(total), pa.int64())}
    for name in names:
        values = [known[number][name] if number in known else None for number in range(total)]
        columns[name] = pa.array([value or None for value in values], pa.string())
    return pa.table(columns)


def _named(documents: Any) -> list[Path]:
    """The paths among the documents, if they are paths."""
    if isinstance(documents, Path):
        return [documents]
    if isinstance(documents, (list, tuple)) and documents:
        if all(isinstance(one, Path) for one in documents):
            return list(documents)
    return []


def _written(documents: Any, folder: str) -> str:
    """A file of JSON lines with the documents."""
    path = os.path.join(folder, "documents.jsonl")
    with open(path, "w", encoding="utf-8") as file:
        for row in _records.rows(documents):
            file.write(_records.to_json(row) + "\n")
    return path
