"""Cleaning of texts, pages and tables of them."""

import functools
from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from . import _native, _options, _records
from ._native import CleanArticle, LearnedState

# Records that are cleaned together.
BATCH = 512

FIELDS = [
    ("text", pa.string()),
    ("status", pa.string()),
    ("headline", pa.string()),
    ("standfirst", pa.string()),
    ("byline", pa.string()),
    ("dateline", pa.string()),
    ("site", pa.string()),
    ("url", pa.string()),
    ("published", pa.string()),
    ("language", pa.string()),
    ("extraction_confidence", pa.float64()),
]


@functools.lru_cache(maxsize=8)
def _opened(arguments: tuple[str, ...], state: LearnedState | None) -> _native.Cleaner:
    return _native.Cleaner(list(arguments), state)


def cleaner(options: dict[str, Any], state: LearnedState | None) -> _native.Cleaner:
    """The cleaner of some options, opened once."""
    return _opened(tuple(_options.arguments(options)), state)


def clean(
    text: str,
    *,
    url: str | None = None,
    site: str | None = None,
    headline: str | None = None,
    published: str | date | None = None,
    language: str | None = None,
    state: LearnedState | None = None,
    **options: Any,
) -> CleanArticle:
    """Clean one text.

    Without fields the text is read as a file, and its first lines may hold them. With fields it is read as the text of a
    record. `state` is what a corpus taught (`learn`). The options are the flags of `copydesk run`, such as
    `cleaning="careful"` or `rules=["own.toml"]`.

    Raises `UsageError` if the text is empty or an option is wrong.
    """
    opened = cleaner(options, state)
    fields = {
        "url": url,
        "site": site,
        "title": headline,
        "date": published,
        "language": language,
    }
    if all(value is None for value in fields.values()):
        return opened.clean_text(text)
    return opened.clean_record(_records.to_json({"text": text, **fields}))


def clean_html(
    page: str | bytes,
    *,
    url: str | None = None,
    state: LearnedState | None = None,
    **options: Any,
) -> CleanArticle:
    """Extract and clean the story of a page. Of bytes the page says the encoding."""
    encoding = "utf-8" if isinstance(page, str) else None
    content = page.encode() if isinstance(page, str) else bytes(page)
    return cleaner(options, state).clean_html(content, url, encoding)


def clean_many(documents: Any, *, state: LearnedState | None = None, **options: Any) -> pa.Table:
    """Clean many texts or records, in their order.

    `documents` is a table (Arrow PyCapsule interface) with columns such as `text` or `html`, `title`, `url`, `date`, or
    an iterable of texts or mappings. The table that is returned has a row for each: the clean text and its fields, the
    number of edits, and `problem`, the reason why a document could not be read.
    """
    opened = cleaner(options, state)
    tables = [_cleaned(opened, some) for some in _chunks(_records.rows(documents))]
    return pa.concat_tables(tables) if tables else _cleaned(opened, [])


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some


def _cleaned(opened: _native.Cleaner, rows: list[dict[str, Any]]) -> pa.Table:
    found = opened.clean_records([_records.to_json(row) for row in rows])
    articles = [article for article, _ in found]
    columns = {
        name: pa.array([getattr(one, name) if one else None for one in articles], kind)
        for name, kind in FIELDS
    }
    columns["edits"] = pa.array([len(one.edits) if one else 0 for one in articles], pa.int64())
    columns["problem"] = pa.array([problem for _, problem in found], pa.string())
    return pa.table(columns)
