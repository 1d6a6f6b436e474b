"""The Python of README.md runs, on the sample."""

import re
import shutil
from pathlib import Path

import pytest

from conftest import ROOT, SAMPLE


def code(section: str) -> str:
    """The Python of a section of the page."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    part = text.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    found = re.search(r"```python\n(.*?)```", part, re.DOTALL)
    assert found is not None
    return found.group(1)


@pytest.fixture
def stories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the corpus that the examples name."""
    shutil.copytree(SAMPLE, tmp_path / "stories")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_python_example_runs(stories: Path, capsys: pytest.CaptureFixture[str]):
    exec(compile(code("Python"), "README.md", "exec"), {})
    assert (stories / "tables" / "articles.csv").exists()
    assert "The ferry left at noon.\n\nIt came back at dusk.\n" in capsys.readouterr().out
