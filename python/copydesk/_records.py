"""Documents as records, one JSON object each."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa


def rows(documents: Any) -> Iterator[dict[str, Any]]:
    """The documents of a table or of an iterable as mappings.

    A table is anything with the Arrow PyCapsule interface (pandas, polars, PyArrow, DuckDB). An iterable has strings,
    which are texts, or mappings.
    """
    if hasattr(documents, "__arrow_c_stream__") or hasattr(documents, "__arrow_c_array__"):
        for batch in batches(documents):
            yield from batch.to_pylist()
    elif isinstance(documents, (str, bytes, Mapping)) or not isinstance(documents, Iterable):
        raise TypeError("give a table, or an iterable of texts or mappings")
    else:
        for document in documents:
            yield {"text": document} if isinstance(document, str) else dict(document)


def batches(table: Any) -> Iterator[pa.RecordBatch]:
    """The batches of a table."""
    if hasattr(table, "__arrow_c_stream__"):
        yield from pa.RecordBatchReader.from_stream(table)
    else:
        yield pa.record_batch(table)


def to_json(row: Mapping[str, Any]) -> str:
    """A record as one line. Values that JSON does not know, such as dates, are strings."""
    known = {name: value for name, value in row.items() if value is not None}
    return json.dumps(known, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
