"""Spark and Sail write the tables of one machine.

Which engine is tested depends on what is installed: `pysail` with `pyspark-client`, or PySpark with Java.
"""

import importlib.util
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import copydesk
from conftest import digests, digests_of_command
from test_readme import code, stories  # noqa: F401

pytest.importorskip("pyspark")

import copydesk.spark  # noqa: E402
from copydesk.spark import _components, job  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

IS_SAIL = importlib.util.find_spec("pysail") is not None
MASTER = os.environ.get("COPYDESK_SPARK_MASTER", "local[2]")


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    if IS_SAIL:
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer()
        server.start()
        _, port = server.listening_address
        session = SparkSession.builder.remote(f"sc://localhost:{port}").getOrCreate()
        yield session
        session.stop()
        server.stop()
    else:
        # The executors are to use this Python, with this wheel.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.master(MASTER).appName("copydesk tests")
        builder = builder.config("spark.ui.enabled", "false")
        session = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()
        yield session
        session.stop()


def test_the_sample_has_the_same_files(spark, sample, sample_digests, tmp_path: Path):
    result = copydesk.spark.run(sample, tmp_path / "out", spark=spark, partitions=4)
    assert digests(tmp_path / "out") == sample_digests
    assert result.counts["processed"] > 0
    assert not (tmp_path / "out.stages").exists()


def test_the_state_is_that_of_one_machine(spark, sample, state, tmp_path: Path):
    work = str(tmp_path / "work")
    assert copydesk.spark.learn(sample, spark=spark, partitions=3, work=work) == state


@pytest.fixture
def no_pair_is_few(monkeypatch: pytest.MonkeyPatch):
    """Documents are connected on DataFrames, however few they are."""
    monkeypatch.setattr(_components, "FEW_EDGES", -1)


def test_documents_connected_on_frames_have_the_same_files(
    spark, sample, sample_digests, tmp_path: Path, no_pair_is_few
):
    copydesk.spark.run(sample, tmp_path / "out", spark=spark, partitions=4)
    assert digests(tmp_path / "out") == sample_digests


def graphs() -> dict[str, list[tuple[int, int]]]:
    """Pairs of places: of files of one document each, and of one file."""
    chance = random.Random(4)
    chain = list(range(1, 201))
    chance.shuffle(chain)
    far = [number << 32 for number in range(1, 40)]
    return {
        "chain": [(number, number + 1) for number in range(200)],
        "shuffled chain": list(zip(chain, chain[1:], strict=False)),
        "star": [(number, 77) for number in range(150) if number != 77],
        "some of many": [(chance.randrange(300), chance.randrange(300)) for _ in range(170)],
        "far": [(chance.choice(far), chance.choice(far) + chance.randrange(2)) for _ in range(30)],
        "twice, and with itself": [(5, 3), (3, 5), (5, 3), (8, 8)],
        "none": [],
    }


def test_documents_are_connected_alike_on_the_driver_and_on_frames(
    spark, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    apart = 1 << 50
    pairs = [
        (a + apart * at, b + apart * at)
        for at, graph in enumerate(graphs().values())
        for a, b in graph
    ]
    frame = spark.createDataFrame(pairs, "a long, b long")
    found = []
    with job.Job(frame, tmp_path / "out", spark, 3, str(tmp_path / "work"), []) as opened:
        for few in (1_000_000, -1):
            monkeypatch.setattr(_components, "FEW_EDGES", few)
            rows = _components.connected(opened, frame, f"at-most-{few}").collect()
            found.append(sorted((row["place"], row["root"]) for row in rows))
        nothing = _components.connected(opened, frame.where("a < 0"), "nothing")
        assert nothing.count() == 0
    assert found[0] == found[1]
    assert len(found[0]) == len({place for pair in pairs if pair[0] != pair[1] for place in pair})
    assert {root for place, root in found[0] if place < apart} == {0}, "a chain is one component"


def test_copies_without_cleaning_have_the_same_files_in_all_formats(spark, sample, tmp_path: Path):
    flags = ["--no-clean", "--formats", "parquet,jsonl"]
    wanted = digests_of_command([sample], tmp_path / "program", *flags)
    assert {"parquet/articles.parquet", "parquet/clusters.parquet", "jsonl/pairs.jsonl"} <= wanted.keys()
    copydesk.spark.run(sample, tmp_path / "out", spark=spark, partitions=5, flags=flags)
    assert digests(tmp_path / "out") == wanted


def told(result: copydesk.RunResult) -> list[tuple[str, ...]]:
    """What the tables say of each document, under its name: an id depends on where the document is."""
    articles = result.table("articles").to_pylist()
    names = {row["article_id"]: row["source_path"] for row in articles}
    first = {row["cluster_id"]: names[row["representative_id"]] for row in result.table("clusters").to_pylist()}
    columns = ["source_id", "headline", "published", "status", "role", "relation", "similarity"]
    return [
        (row["source_path"], first.get(row["cluster_id"], ""), names.get(row["joined_via"], ""))
        + tuple(row[name] for name in columns)
        for row in articles
    ]


def test_a_frame_has_the_tables_of_its_documents(spark, tmp_path: Path):
    story = "The ferry to Sandholm left at noon with {} carts of barley. " + " ".join(
        f"The harbour master of pier {n} said that it would be the last one." for n in range(9)
    )
    rows = [(f"{n:03}.json", story.format(n // 2), "2022-10-01") for n in range(40)]
    frame = spark.createDataFrame(rows, "id string, text string, date string")
    folder = tmp_path / "stories"
    folder.mkdir()
    for name, text, date in rows:
        record = copydesk._records.to_json({"id": name, "text": text, "date": date})
        (folder / name).write_text(record)
    alone = copydesk.run(folder, tmp_path / "program", site="none")
    many = copydesk.spark.run(frame, tmp_path / "out", spark=spark, partitions=3, site="none")
    assert many.counts == alone.counts
    assert told(many) == told(alone)
    assert len(told(many)) == 40
    clean = copydesk.spark.clean(frame).orderBy("id").toArrow()
    assert clean.column("clean_text").to_pylist() == [
        copydesk.clean(text, published=date).text for _, text, date in rows
    ]


@pytest.mark.parametrize("flag", ["index", "against", "labels", "metadata", "passages"])
def test_what_works_on_one_machine_only_is_refused(spark, sample, tmp_path: Path, flag: str):
    given = {flag: True if flag == "passages" else tmp_path / "table.csv"}
    if flag == "metadata":
        given["key"] = "id"
    with pytest.raises(copydesk.UsageError) as refused:
        copydesk.spark.run(sample, tmp_path / "out", spark=spark, **given)
    assert f"--{flag} works on one machine only" in str(refused.value)
    assert refused.value.code == 2
    assert not (tmp_path / "out").exists()


def test_the_example_of_the_readme_runs(spark, stories, capsys: pytest.CaptureFixture[str]):
    exec(compile(code("Spark"), "README.md", "exec"), {})
    assert (stories / "spark-tables" / "clusters.csv").exists()
    assert capsys.readouterr().out.endswith(" clusters\n")
