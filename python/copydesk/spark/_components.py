"""Connected documents on DataFrames: large-star and small-star (Kiveris et al., Connected Components in MapReduce and
Beyond, 2014).

An edge leads from a place `a` to a smaller one `b`. Each round hangs neighbours on the smallest place that a document
knows, first the larger neighbours, then the others. The rounds end when no edge changes: then every place hangs on the
first one of its component.
"""

from typing import TYPE_CHECKING

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from .. import _native
from . import _steps
from ._frames import frame_of

if TYPE_CHECKING:
    from .job import Job

ROOT = "place long, root long"
# The driver connects so many edges or fewer: rounds of the engine cost more. The result is the same.
FEW_EDGES = 2_000_000


def connected(job: "Job", pairs: DataFrame, name: str) -> DataFrame:
    """For each place of a pair, the first of all places that pairs connect it with: `place` and `root`."""
    edges = pairs.select(F.greatest("a", "b").alias("a"), F.least("a", "b").alias("b"))
    edges = job.keep(edges.where("a > b").distinct(), _steps.EDGE, name)
    if edges.count() <= FEW_EDGES:
        return _on_driver(job, edges)
    stars = _stars(job, edges, name)
    roots = stars.select(F.col("b").alias("place"), F.col("b").alias("root")).distinct()
    placed = stars.select(F.col("a").alias("place"), F.col("b").alias("root")).unionAll(roots)
    return job.keep(placed, ROOT, f"{name}-roots")


def _stars(job: "Job", edges: DataFrame, name: str) -> DataFrame:
    """Edges from each place to the first place of its component."""
    number = 0
    while True:
        number += 1
        large = job.keep(_large_star(edges), _steps.EDGE, f"{name}-{number}-large")
        small = job.keep(_small_star(large), _steps.EDGE, f"{name}-{number}-small")
        if _are_same(edges, small):
            return small
        edges = small


def _large_star(edges: DataFrame) -> DataFrame:
    """Hangs the larger neighbours of each place on the smallest of its neighbours and itself."""
    both = edges.unionAll(edges.select(F.col("b").alias("a"), F.col("a").alias("b")))
    least = both.groupBy("a").agg(F.min("b").alias("least"))
    larger = both.where("b > a").join(least, "a")
    return larger.select(F.col("b").alias("a"), F.least("a", "least").alias("b")).distinct()


def _small_star(edges: DataFrame) -> DataFrame:
    """Hangs each place and its smaller neighbours on the smallest of them."""
    least = edges.groupBy("a").agg(F.min("b").alias("least"))
    others = edges.join(least, "a").where("b > least")
    others = others.select(F.col("b").alias("a"), F.col("least").alias("b"))
    return others.unionAll(least.select("a", F.col("least").alias("b"))).distinct()


def _are_same(before: DataFrame, after: DataFrame) -> bool:
    changed = after.join(before, ["a", "b"], "left_anti").count()
    return changed == 0 and after.count() == before.count()


def _on_driver(job: "Job", edges: DataFrame) -> DataFrame:
    table = edges.toArrow()
    rows = _native.connected(list(zip(*_steps.lists(table, "a", "b"), strict=True)))
    values = [[place for place, _ in rows], [root for _, root in rows]]
    return frame_of(job.spark, ROOT, values)
