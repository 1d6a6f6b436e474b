"""Small frames, joins and buckets that several stages need."""

from typing import Any

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from . import _steps


def frame_of(spark: SparkSession, columns: str, values: list[Any]) -> DataFrame:
    """A frame of lists of the driver, one for each column. They may be empty."""
    table = pa.Table.from_batches([_steps.batch_of(columns, values)])
    return spark.createDataFrame(table, columns)


def beside(pairs: DataFrame, documents: DataFrame, *names: str) -> DataFrame:
    """Pairs of places `a` and `b` with columns of both documents, such as `card_a` and `card_b`."""
    parts = documents.select("place", *names)
    for side in ("a", "b"):
        renamed = {"place": side} | {name: f"{name}_{side}" for name in names}
        pairs = pairs.join(parts.withColumnsRenamed(renamed), side)
    return pairs


def bucket_of(place: str, buckets: int) -> Column:
    """A bucket for each place. The number of a file is in the upper half of a place, that of a document in the lower."""
    mixed = f"shiftright({place}, 32) * 7919 + ({place} & 4294967295)"
    return F.expr(f"cast(pmod({mixed}, {buckets}) as int)").alias("bucket")
