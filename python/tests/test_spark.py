"""Spark and Sail write the tables of one machine.

Which engine is tested depends on what is installed: `pysail` with `pyspark-client`, or PySpark with Java.
"""

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import copydesk
from conftest import digests, digests_of_command
from test_readme import code, stories  # noqa: F401

pytest.importorskip("pyspark")

import copydesk.spark  # noqa: E402
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


def test_copies_without_cleaning_have_the_same_files(spark, sample, tmp_path: Path):
    wanted = digests_of_command([sample], tmp_path / "program", "--no-clean")
    copydesk.spark.run(sample, tmp_path / "out", spark=spark, partitions=5, no_clean=True)
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
