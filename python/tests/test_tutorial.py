"""The tutorial notebook runs from the first cell to the last, and finds what it says."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

pytest.importorskip("pandas")
matplotlib = pytest.importorskip("matplotlib")

NOTEBOOK = ROOT / "python" / "tutorial.ipynb"


def cells() -> list[tuple[str, str]]:
    """The id and the source of each cell with code."""
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    return [(cell["id"], "".join(cell["source"])) for cell in book["cells"] if cell["cell_type"] == "code"]


def run(source: str, name: str, names: dict[str, Any]) -> Any:
    """Runs a cell. Returns what the notebook would show: the value of its last line, if that is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), names)
    return None if last is None else eval(compile(ast.Expression(last.value), name, "eval"), names)


@pytest.mark.parametrize("folder", [ROOT, ROOT / "python"], ids=["root", "python"])
def test_the_notebook_runs(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(folder)
    matplotlib.use("agg")
    from matplotlib import pyplot

    names: dict[str, Any] = {}
    try:
        shown = {name: run(source, name, names) for name, source in cells()}
        edits, copies = shown["edits"], shown["cluster"]
        assert {"remove", "field"} <= set(edits["kind"])
        assert copies["cluster_id"].nunique() >= 3 and "representative" in set(copies["role"])
        bars, points = (pyplot.figure(number).axes[0] for number in pyplot.get_fignums())
        assert len(bars.patches) == names["raw"]["site"].nunique()
        assert sum(len(one.get_offsets()) for one in points.collections) == len(names["dated"]) > 5
        assert (names["stories"]["clean"].dropna().str.len() > 0).all()
    finally:
        pyplot.close("all")


def test_the_notebook_is_saved_without_output():
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in book["cells"])
