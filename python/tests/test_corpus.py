"""Whole corpora: the tables of the wheel are those of the command."""

import subprocess
import sys
from pathlib import Path

import pytest

import copydesk
from conftest import digests

STORY = (
    "The ferry to Sandholm left at noon with forty carts of barley. The harbour master said that it "
    "would be the last one before the ice leaves the sound in April, and that the next would take the "
    "school children of the island to the town for the fair."
)


def test_a_run_writes_the_files_of_the_command(sample, sample_digests, tmp_path: Path):
    result = copydesk.run(sample, tmp_path / "out", threads=2)
    assert digests(tmp_path / "out") == sample_digests
    assert result.counts["processed"] == result.table("articles").num_rows
    assert "documents" in result.summary


def test_a_learned_state_is_that_of_the_command(sample, state, tmp_path: Path):
    path = tmp_path / "state"
    command = [sys.executable, "-m", "copydesk", "learn", str(sample), "-o", str(path), "-q"]
    subprocess.run([*command, "--progress", "never"], check=True)
    assert copydesk.LearnedState.load(path).name == state.name


def test_documents_are_clustered():
    others = [f"The {n} bakers of Old Ford bake rye in {n} ovens, and say it is enough." for n in range(4)]
    table = copydesk.cluster([STORY, others[0], STORY.replace("forty", "fifty"), ""])
    clusters = table.column("cluster_id").to_pylist()
    assert clusters[0] == clusters[2] is not None
    assert clusters[1] is None
    assert table.column("role").to_pylist() == ["representative", "unique", "member", None]


def test_an_output_that_is_not_ours_is_refused(sample, tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(copydesk.OutputError) as refused:
        copydesk.run(sample, tmp_path)
    assert (refused.value.code, refused.value.file) == (3, str(tmp_path))
    (tmp_path / "empty").mkdir()
    with pytest.raises(copydesk.NoDocumentsError):
        copydesk.run(tmp_path / "empty", tmp_path / "out")
