"""Files that the driver and all executors see: the stages of a run and its learned state."""

import functools
import re
from collections.abc import Iterator

import pyarrow.fs
import pyarrow.parquet as pq

# Documents that are handed on together.
BATCH = 512


def _opened(path: str) -> tuple[pyarrow.fs.FileSystem, str]:
    if "://" in path:
        return pyarrow.fs.FileSystem.from_uri(path)
    return pyarrow.fs.LocalFileSystem(), path


def write(path: str, content: bytes) -> None:
    """Writes a file. Its folder is made."""
    system, path = _opened(path)
    system.create_dir(path.rsplit("/", 1)[0], recursive=True)
    with system.open_output_stream(path) as file:
        file.write(content)


@functools.lru_cache(maxsize=2)
def read(path: str) -> bytes:
    """A file, which is read once in each process."""
    system, path = _opened(path)
    with system.open_input_stream(path) as file:
        return file.read()


def remove(path: str) -> None:
    """Removes a folder, if it is there."""
    system, path = _opened(path)
    if system.get_file_info(path).type == pyarrow.fs.FileType.Directory:
        system.delete_dir(path)


def documents(path: str) -> Iterator[list[tuple[int, bytes]]]:
    """The place and the body of each document of a stage that is partitioned by ranges of places, in their order.

    Engines may drop a sort before they write, so the documents of a range are sorted here.
    """
    system, path = _opened(path)
    ranges: dict[int, list[str]] = {}
    for info in system.get_file_info(pyarrow.fs.FileSelector(path, recursive=True)):
        found = re.search(r"/range=(\d+)/[^/]*\.parquet$", info.path)
        if found is not None:
            ranges.setdefault(int(found.group(1)), []).append(info.path)
    for number in sorted(ranges):
        rows = [row for name in ranges[number] for row in _rows(system, name)]
        rows.sort(key=lambda row: row[0])
        for start in range(0, len(rows), BATCH):
            yield rows[start : start + BATCH]


def _rows(system: pyarrow.fs.FileSystem, name: str) -> Iterator[tuple[int, bytes]]:
    with system.open_input_file(name) as file:
        table = pq.ParquetFile(file).read(columns=["place", "body"])
    yield from zip(
        table.column("place").to_pylist(), table.column("body").to_pylist(), strict=True
    )
