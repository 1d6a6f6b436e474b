"""The driver of a distributed run: the stages in order, with the engine between them."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from .. import _native, _options, corpus
from .._native import LearnedState
from ..corpus import RunResult
from . import _components, _steps, _storage
from ._frames import beside, bucket_of, frame_of
from ._votes import Votes

# Partitions of the tasks of reading at most; each then has several tasks.
MOST_TASKS = 10_000
# Documents that the driver reads together when it writes the tables.
RANGE = 4096
# Components of which the driver chooses the bucket, for each bucket.
LARGEST = 4

Inputs = str | os.PathLike[str] | Iterable[str | os.PathLike[str]] | DataFrame


def run(
    inputs: Inputs,
    out: str | os.PathLike[str],
    *,
    spark: SparkSession | None = None,
    state: LearnedState | None = None,
    partitions: int | None = None,
    work: str | None = None,
    flags: Iterable[str] = (),
    **options: Any,
) -> RunResult:
    """Clean a corpus, cluster its copies and write the tables, on all executors of a session.

    `inputs` are files and folders that every executor sees under the same path, or a DataFrame with a column `id` and
    columns such as `text` or `html`, `title`, `url`, `date`. `out` is a folder of the driver; it gets the files that
    `copydesk run` writes. `work` is a folder for the stages that driver and executors see; by default it is beside `out`,
    and it is removed in the end. `partitions` is the number of buckets of each shuffle. The options are the flags of
    `copydesk run`, and `flags` has more of them as typed. `--index`, `--against`, `--labels`, `--metadata` and `--passages`
    work on one machine only.
    """
    with Job(inputs, out, spark, partitions, work, [*_options.arguments(options), *flags]) as job:
        output = job.native.output()
        try:
            read = job.read()
            learned = job.given(state) or job.learn(read)
            path = f"{job.work}/state"
            _storage.write(path, learned.to_bytes())
            return job.write(output, read, path)
        finally:
            output.close()


def learn(
    inputs: Inputs,
    *,
    spark: SparkSession | None = None,
    partitions: int | None = None,
    work: str | None = None,
    **options: Any,
) -> LearnedState:
    """Learn what a corpus teaches, on all executors of a session. The state is that of `copydesk learn`."""
    out = work or os.path.join(os.getcwd(), "copydesk-learn")
    with Job(inputs, out, spark, partitions, work, _options.arguments(options)) as job:
        return job.learn(job.read())


class Job:
    """A job, its session and the folder of its stages."""

    def __init__(
        self,
        inputs: Inputs,
        out: str | os.PathLike[str],
        spark: SparkSession | None,
        partitions: int | None,
        work: str | None,
        options: list[str],
    ) -> None:
        self.out = os.path.abspath(out)
        self.work = work or f"{self.out}.stages"
        self.spark = spark or SparkSession.getActiveSession() or SparkSession.builder.getOrCreate()
        self.frame = inputs if isinstance(inputs, DataFrame) else None
        places = [] if self.frame is not None else corpus.paths(inputs)  # type: ignore[arg-type]
        flags = ["-o", self.out, *options]
        if "--config" not in options:
            flags.append("--no-config")
        self.native = _native.Job([*places, *flags] if places else ["-", *flags], not places)
        self.job = self.native.to_bytes()
        self.tasks = self.native.tasks()
        self.buckets = partitions or 32

    def __enter__(self) -> "Job":
        _storage.remove(self.work)
        return self

    def __exit__(self, *_: object) -> None:
        _storage.remove(self.work)

    def keep(self, frame: DataFrame, columns: str, name: str) -> DataFrame:
        """Writes a stage, so that it is computed once, whatever is lost later, and reads it back."""
        path = f"{self.work}/{name}"
        frame.write.mode("overwrite").parquet(path)
        # A stage without rows may have no file that says its columns.
        return self.spark.read.schema(columns).parquet(path)

    def mapped(self, frame: DataFrame, work: _steps.MapInArrow, columns: str, name: str) -> DataFrame:
        """A stage that executors make of batches."""
        return self.keep(frame.mapInArrow(work, columns), columns, name)

    def grouped(self, frame: DataFrame, work: _steps.ApplyInArrow, columns: str, name: str) -> DataFrame:
        """A stage that executors make of whole buckets."""
        return self.keep(frame.groupBy("bucket").applyInArrow(work, columns), columns, name)

    def read(self) -> DataFrame:
        """All documents before cleaning, and the problems of reading."""
        if self.frame is not None:
            order = Window.orderBy(F.col("id"))
            placed = self.frame.withColumn("_place", F.row_number().over(order).cast("long"))
            placed = placed.repartition(self.buckets)
            return self.mapped(placed, _steps.read_records(self.job), _steps.DOCUMENT, "read")
        values = [[task[at] for task in self.tasks] for at in range(4)]
        tasks = frame_of(self.spark, "first long, files long, part long, parts long", values)
        tasks = tasks.repartition(min(len(self.tasks) or 1, MOST_TASKS))
        return self.mapped(tasks, _steps.read(self.job), _steps.DOCUMENT, "read")

    def given(self, state: LearnedState | None) -> LearnedState | None:
        """The state that the caller has."""
        _, path = self.native.cleaning()
        return state or (LearnedState.load(path) if path else None)

    def candidates(self, documents: DataFrame, name: str) -> "Candidates":
        """The first copies and the candidate pairs of documents."""
        hashed = documents.select("place", "text_hash", "card")
        repeated = hashed.groupBy("text_hash").count().where("count > 1").select("text_hash")
        bucket = F.expr(f"cast(pmod(text_hash, {self.buckets}) as int)").alias("bucket")
        groups = hashed.join(repeated, "text_hash").select(bucket, "card")
        copies = self.grouped(groups, _steps.first_copies(self.job), _steps.COPY, f"{name}-copies")
        later = copies.where("place <> first").select("place")
        unique = documents.join(later, "place", "left_anti").select("card", "sample")
        postings = unique.mapInArrow(_steps.postings(self.job, self.buckets), _steps.POSTING)
        lists = _steps.pair_lists(self.job)
        events = self.grouped(postings, lists, _steps.EVENT, f"{name}-events")
        return Candidates(copies, self._pairs(events, documents, name), events)

    def _pairs(self, events: DataFrame, documents: DataFrame, name: str) -> DataFrame:
        sizes = ["sampled_a", "tokens_a", "sampled_b", "tokens_b"]
        pairs = (
            events.where("a >= 0")
            .groupBy("a", "b")
            .agg(
                F.sum("times").alias("times"),
                F.max("capped").alias("capped"),
                *(F.max(size).alias(size) for size in sizes),
            )
        )
        nothing = F.lit(None).cast("binary")
        columns = ["a", "b", "times", "capped", *sizes, "sample_a", "sample_b"]
        plain = pairs.where("capped = 0").withColumns({"sample_a": nothing, "sample_b": nothing})
        capped = beside(pairs.where("capped = 1"), documents, "sample")
        both = plain.select(*columns).unionAll(capped.select(*columns))
        return self.mapped(both, _steps.choose(self.job), _steps.PAIR, f"{name}-pairs")

    def learn(self, read: DataFrame) -> LearnedState:
        """The state that all documents teach."""
        documents = read.where("problem is null")
        found = self.candidates(documents, "read")
        votes = Votes(self, documents, found)
        voting = documents.select("place", "body", "tokens").join(votes.frame, "place")
        counting = _steps.count(self.job, votes.languages, votes.cells_log2)
        counted = self.mapped(voting, counting, _steps.COUNT, "counts")
        merged = counted.where("kind < 2").groupBy("kind", "part")
        merged = merged.applyInArrow(_steps.merge, _steps.COUNT).toArrow()
        kinds, counts = merged.column("kind").to_pylist(), merged.column("counts").to_pylist()
        of = [[c for k, c in zip(kinds, counts, strict=True) if k == kind] for kind in (0, 1)]
        words = _column(counted.where("kind = 2"), "counts")
        cleans, _ = self.native.cleaning()
        return LearnedState(_native.finish(of[0], of[1], words, votes.cells_log2, cleans))

    def write(self, output: _native.Output, read: DataFrame, state: str) -> RunResult:
        """Cleans, matches and clusters all documents, and writes the tables."""
        articles = read.where("problem is null").select("place", "body")
        clean = self.mapped(articles, _steps.clean(self.job, state), _steps.DOCUMENT, "clean")
        documents = clean.where("problem is null")
        found = self.candidates(documents, "clean")
        decided = self.decide(documents, found, state)
        self.order(documents)
        problems = [*_column(_failed(read), "problem"), *_column(_failed(clean), "problem")]
        summary, counts, succeeded = output.write(
            _storage.read(state),
            _storage.documents(f"{self.work}/ordered"),
            problems,
            read.count(),
            decided,
            found.pairs.count(),
            found.left_out(),
            os.cpu_count() or 1,
        )
        return RunResult(Path(self.out), summary, json.loads(counts), succeeded)

    def order(self, documents: DataFrame) -> None:
        """Writes the clean documents by ranges of their places, which the driver reads one after the other."""
        places = sorted(documents.select("place").toArrow().column("place").to_pylist())
        ranges = [number // RANGE for number in range(len(places))]
        numbered = frame_of(self.spark, "place long, range int", [places, ranges])
        ranged = documents.select("place", "body").join(numbered, "place")
        ranged = ranged.repartition(self.buckets, "range")
        ranged.write.mode("overwrite").partitionBy("range").parquet(f"{self.work}/ordered")

    def placed(self, documents: DataFrame, found: "Candidates", compared: DataFrame) -> DataFrame:
        """A bucket for each document that has a copy or a compared pair, the same for all that these connect."""
        copied = found.copies.select(F.col("place").alias("a"), F.col("first").alias("b"))
        linked = compared.select("a", "b").unionAll(copied)
        roots = _components.connected(self, linked, "connected")
        sized = roots.join(documents.select("place", F.length("tokens").alias("size")), "place")
        sized = sized.groupBy("root").agg(F.sum("size").alias("size"))
        # The driver places the largest, so that no bucket is much larger than its largest component.
        largest = sized.orderBy(F.desc("size"), "root").limit(self.buckets * LARGEST).toArrow()
        sizes = list(zip(*_steps.lists(largest, "root", "size"), strict=True))
        rows = _native.buckets(sizes, self.buckets)
        values = [[root for root, _ in rows], [bucket for _, bucket in rows]]
        chosen = frame_of(self.spark, "root long, chosen int", values)
        bucket = F.coalesce(F.col("chosen"), bucket_of("root", self.buckets)).alias("bucket")
        placed = roots.join(chosen, "root", "left").select("place", bucket)
        return self.keep(placed, _steps.PLACED, "placed")

    def decide(self, documents: DataFrame, found: "Candidates", state: str) -> list[bytes]:
        """The matches and clusters of all documents, by bucket."""
        parts = documents.select("place", "card", "sample", "tokens")
        pairs = beside(found.pairs.select("a", "b"), parts, "card", "sample", "tokens")
        verifying = _steps.verify(self.job, state)
        compared = self.mapped(pairs, verifying, _steps.COMPARED, "compared")
        placed = self.placed(documents, found, compared)
        first = F.coalesce(F.col("first"), F.col("place"))
        is_first = first == F.col("place")
        nothing = F.lit(None).cast("binary")
        members = parts.join(placed, "place").join(found.copies, "place", "left")
        members = members.select(
            "bucket",
            F.col("place").alias("a"),
            first.alias("b"),
            "card",
            F.when(is_first, F.col("sample")).alias("sample"),
            F.when(is_first, F.col("tokens")).alias("tokens"),
            nothing.alias("compared"),
        )
        links = compared.join(placed.withColumnRenamed("place", "a"), "a").select(
            "bucket",
            "a",
            "b",
            nothing.alias("card"),
            nothing.alias("sample"),
            nothing.alias("tokens"),
            "compared",
        )
        deciding = _steps.decide(self.job, state)
        decided = self.grouped(members.unionAll(links), deciding, _steps.DECIDED, "decided")
        return _column(decided, "decided")


class Candidates:
    """The first copies of documents that have the text of another, and the candidate pairs of the others."""

    def __init__(self, copies: DataFrame, pairs: DataFrame, events: DataFrame) -> None:
        self.copies = copies
        self.pairs = pairs
        self.events = events

    def left_out(self) -> tuple[int, int]:
        """The shingles and pairs that long lists left out."""
        sums = self.events.where("a < 0").groupBy("b").agg(F.sum("times").alias("times"))
        known = {row["b"]: row["times"] for row in sums.collect()}
        return known.get(-1, 0), known.get(-2, 0)


def _column(frame: DataFrame, name: str) -> list[bytes]:
    return frame.select(name).toArrow().column(name).to_pylist()


def _failed(frame: DataFrame) -> DataFrame:
    return frame.where("problem is not null")
