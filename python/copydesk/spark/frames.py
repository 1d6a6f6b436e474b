"""Cleaning of the texts of a DataFrame."""

from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.types import StringType, StructField, StructType

from .. import _records, texts
from .._native import LearnedState

# What is added to each row, with `clean_` before its name.
ADDED = ["text", "status", "headline", "byline", "dateline", "site", "published", "language"]


def clean(frame: DataFrame, *, state: LearnedState | None = None, **options: Any) -> DataFrame:
    """Add the clean text of each row to a DataFrame, and the fields that were found.

    The columns are read as those of a table: `text` or `html`, `title`, `url`, `date` and others. The new columns are
    `clean_text`, `clean_status`, `clean_headline` and so on, and `clean_problem`, the reason why a row could not be read.
    """
    names = [f"clean_{name}" for name in [*ADDED, "problem"]]
    known = [field for field in frame.schema.fields if field.name not in names]
    columns = StructType([*known, *(StructField(name, StringType()) for name in names)])
    kept = [field.name for field in known]

    def work(batches: Any) -> Any:
        for batch in batches:
            opened = texts.cleaner(options, state)
            records = [_records.to_json(row) for row in batch.select(kept).to_pylist()]
            found = opened.clean_records(records)
            added = [
                pa.array([getattr(one, name) if one else None for one, _ in found], pa.string())
                for name in ADDED
            ]
            added.append(pa.array([problem for _, problem in found], pa.string()))
            own = [batch.column(name) for name in kept]
            yield pa.RecordBatch.from_arrays([*own, *added], names=[*kept, *names])

    return frame.mapInArrow(work, columns)
