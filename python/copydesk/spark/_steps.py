"""What executors do: each function makes one for `mapInArrow` or `applyInArrow`.

Rows go in and out as Arrow batches. The columns of bytes are the library's own.
"""

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from .. import _native, _records
from . import _storage

Batches = Iterator[pa.RecordBatch]
MapInArrow = Callable[[Batches], Batches]
ApplyInArrow = Callable[[pa.Table], pa.Table]

# Documents in a batch that is handed on.
BATCH = 256
# Counts that are merged together.
MERGED = 16
# Buckets of what executors counted.
COUNT_BUCKETS = 8

DOCUMENT = (
    "place long, card binary, sample binary, tokens binary, text_hash long, body binary, "
    "problem binary"
)
COPY = "place long, first long"
POSTING = (
    "bucket int, key long, place long, first long, second long, tokens long, sampled long"
)
EVENT = (
    "a long, b long, times long, capped int, sampled_a long, tokens_a long, sampled_b long, "
    "tokens_b long"
)
PAIR = "a long, b long, shared long, capped int"
FACT = "place long, tokens int, sha256 binary, site string, language string"
LINK = "a long, b long, share int"
EDGE = "a long, b long"
VOTER = "place long"
VOTE = "place long, has_vote int, class int, in_sample int"
COUNT = "kind int, part int, counts binary"
PLACED = "place long, bucket int"
COMPARED = "a long, b long, compared binary"
DECIDED = "decided binary"

_TYPES = {"long": pa.int64(), "int": pa.int32(), "binary": pa.binary(), "string": pa.string()}


def schema(columns: str) -> pa.Schema:
    """The Arrow schema of columns as Spark writes them."""
    pairs = (column.split() for column in columns.split(", "))
    return pa.schema([(name, _TYPES[kind]) for name, kind in pairs])


def batch_of(columns: str, values: list[Any]) -> pa.RecordBatch:
    """A batch of lists, one for each column."""
    fields = schema(columns)
    arrays = [pa.array(list(v), field.type) for v, field in zip(values, fields, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=fields)


def lists(batch: Any, *names: str) -> list[list[Any]]:
    """Columns as lists."""
    return [batch.column(name).to_pylist() for name in names]


@functools.lru_cache(maxsize=2)
def executor(job: bytes, state: str | None) -> _native.Executor:
    """The executor of a job in this process, opened once."""
    return _native.Executor(job, None if state is None else _storage.read(state))


def _handed_on(columns: tuple[list[Any], ...]) -> Batches:
    for start in range(0, len(columns[0]), BATCH):
        yield batch_of(DOCUMENT, [column[start : start + BATCH] for column in columns])


def read(job: bytes) -> MapInArrow:
    """Tasks to documents."""

    def work(batches: Batches) -> Batches:
        for batch in batches:
            for task in zip(*lists(batch, "first", "files", "part", "parts"), strict=True):
                yield from _handed_on(executor(job, None).read(task))

    return work


def read_records(job: bytes) -> MapInArrow:
    """Rows of a DataFrame, with their places and names, to documents."""

    def work(batches: Batches) -> Batches:
        for batch in batches:
            records = []
            for row in batch.to_pylist():
                place = row.pop("_place") - 1
                records.append((place, str(row["id"]), _records.to_json(row)))
            yield from _handed_on(executor(job, None).read_records(records))

    return work


def first_copies(job: bytes) -> ApplyInArrow:
    """Documents, all with the same texts together, to their first copies."""

    def work(table: pa.Table) -> pa.Table:
        rows = _native.first_copies(job, *lists(table, "card"))
        return _table(COPY, rows)

    return work


def postings(job: bytes, buckets: int) -> MapInArrow:
    """Documents to postings."""

    def work(batches: Batches) -> Batches:
        for batch in batches:
            columns = _native.postings(job, *lists(batch, "card", "sample"))
            bucket = [key % buckets for key in columns[0]]
            yield batch_of(POSTING, [bucket, *columns])

    return work


def pair_lists(job: bytes) -> ApplyInArrow:
    """Postings, all of a shingle together, to events. Two rows more have what long lists leave out."""

    def work(table: pa.Table) -> pa.Table:
        names = ["key", "place", "first", "second", "tokens", "sampled"]
        columns, (shingles, pairs) = _native.pair_lists(job, *lists(table, *names))
        left_out = [[-1, -1], [-1, -2], [shingles, pairs], [0, 0], *([[0, 0]] * 4)]
        whole = [
            [*(int(value) for value in column), *more]
            for column, more in zip(columns, left_out, strict=True)
        ]
        return pa.Table.from_batches([batch_of(EVENT, whole)])

    return work


def choose(job: bytes) -> MapInArrow:
    """Pairs with the sums of their events to candidates."""

    def work(batches: Batches) -> Batches:
        for batch in batches:
            a, b, times, capped = lists(batch, "a", "b", "times", "capped")
            one = zip(*lists(batch, "sampled_a", "tokens_a"), strict=True)
            two = zip(*lists(batch, "sampled_b", "tokens_b"), strict=True)
            samples = lists(batch, "sample_a", "sample_b")
            rows = zip(a, b, times, (c > 0 for c in capped), one, two, *samples, strict=True)
            chosen = _native.choose(job, list(rows))
            yield from _batches(PAIR, [(a, b, n, int(capped)) for a, b, n, capped in chosen])

    return work


def facts(batches: Batches) -> Batches:
    """Cards to facts."""
    for batch in batches:
        yield batch_of(FACT, list(_native.facts(*lists(batch, "card"))))


def links(batches: Batches) -> Batches:
    """Pairs with their cards to links. Exact copies have no number of shared shingles."""
    for batch in batches:
        shared, capped, *cards = lists(batch, "shared", "capped", "card_a", "card_b")
        rows = zip(shared, (c > 0 for c in capped), *cards, strict=True)
        yield batch_of(LINK, list(_native.links(list(rows))))


def containers(table: pa.Table) -> pa.Table:
    """Links of excerpts, all of an excerpt together, to one link each."""
    return _table(EDGE, _native.containers(*lists(table, "a", "b", "share")))


def voters(table: pa.Table) -> pa.Table:
    """Documents, all of a story together, to those that vote."""
    places = _native.voters(*lists(table, "place", "story", "tokens"))
    return _table(VOTER, [(place,) for place in places])


def votes(batches: Batches) -> Batches:
    """Documents with what is known of their votes, to votes. Only voters have a hash, and a class."""
    for batch in batches:
        names = ["place", "has_vote", "number", "sha256", "in_sample"]
        places, has_vote, numbers, hashes, in_sample = lists(batch, *names)
        classes = _native.classes_of_sites(numbers, [h or b"" for h in hashes])
        classes = [-1 if h is None else c for h, c in zip(hashes, classes, strict=True)]
        yield batch_of(VOTE, [places, has_vote, classes, [n or 0 for n in in_sample]])


def count(job: bytes, languages: list[tuple[str, int]], cells_log2: int) -> MapInArrow:
    """Articles with their votes to counts: kind 0 of lines, headlines and words, kind 1 of shingles by part of the
    table, kind 2 the words of one document."""

    def work(batches: Batches) -> Batches:
        some: list[bytes] = []
        place = 0
        for batch in batches:
            place, bodies, tokens, has_vote, classes, in_sample = lists(
                batch, "place", "body", "tokens", "has_vote", "class", "in_sample"
            )
            place = place[0] if place else 0
            some.append(executor(job, None).count(bodies, [v > 0 for v in has_vote], languages))
            if len(some) == MERGED:
                some = [_native.merge_counts(some)]
            voters = [(t, c) for t, c in zip(tokens, classes, strict=True) if c >= 0]
            parts = _native.weigh([t for t, _ in voters], [c for _, c in voters], cells_log2)
            rows = [(1, part, counts) for part, counts in parts]
            sample = zip(tokens, in_sample, strict=True)
            rows += [(2, 0, _native.words_of(t)) for t, wanted in sample if wanted > 0]
            yield from _batches(COUNT, rows)
        if some:
            part = place % COUNT_BUCKETS
            yield from _batches(COUNT, [(0, part, _native.merge_counts(some))])

    return work


def merge(table: pa.Table) -> pa.Table:
    """Counts of one kind and part to one row."""
    kinds, parts, counts = lists(table, "kind", "part", "counts")
    if kinds[0] == 1:
        merged = _native.merge_cells(counts, True)
    else:
        merged = _native.merge_counts(counts)
    return _table(COUNT, [(kinds[0], parts[0], merged)])


def clean(job: bytes, state: str) -> MapInArrow:
    """Articles to clean documents."""

    def work(batches: Batches) -> Batches:
        for batch in batches:
            yield from _handed_on(executor(job, state).clean(*lists(batch, "place", "body")))

    return work


def verify(job: bytes, state: str) -> MapInArrow:
    """Candidates with both documents to compared pairs."""

    def work(batches: Batches) -> Batches:
        for batch in batches:
            pairs = list(zip(*lists(batch, "a", "b"), strict=True))
            one = list(zip(*lists(batch, "card_a", "sample_a", "tokens_a"), strict=True))
            two = list(zip(*lists(batch, "card_b", "sample_b", "tokens_b"), strict=True))
            yield from _batches(COMPARED, executor(job, state).verify(pairs, one, two))

    return work


def decide(job: bytes, state: str) -> ApplyInArrow:
    """Documents and compared pairs of a bucket to matches and clusters."""

    def work(table: pa.Table) -> pa.Table:
        columns = lists(table, "a", "b", "card", "sample", "tokens", "compared")
        documents, pairs = [], []
        for a, b, card, sample, tokens, compared in zip(*columns, strict=True):
            if compared is None:
                documents.append((b, card, sample, tokens))
            else:
                pairs.append((a, b, compared))
        return _table(DECIDED, [(executor(job, state).decide(documents, pairs),)])

    return work


def _batches(columns: str, rows: list[tuple[Any, ...]]) -> Batches:
    if rows:
        yield batch_of(columns, [list(column) for column in zip(*rows, strict=True)])


def _table(columns: str, rows: list[tuple[Any, ...]]) -> pa.Table:
    batches = list(_batches(columns, rows))
    return pa.Table.from_batches(batches, schema=schema(columns))
