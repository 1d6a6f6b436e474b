"""Files that the driver and all executors see: the stages of a run and its learned state."""

import functools
import heapq
from collections.abc import Iterator

import pyarrow.fs
import pyarrow.parquet as pq

# Documents that are read together.
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
    """The place and the body of each document of a stage whose files are sorted, in the order of places."""
    system, path = _opened(path)
    selector = pyarrow.fs.FileSelector(path, recursive=True)
    names = [info.path for info in system.get_file_info(selector) if info.path.endswith(".parquet")]
    some: list[tuple[int, bytes]] = []
    for row in heapq.merge(*(_rows(system, name) for name in names), key=lambda row: row[0]):
        some.append(row)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some


def _rows(system: pyarrow.fs.FileSystem, name: str) -> Iterator[tuple[int, bytes]]:
    with system.open_input_file(name) as file:
        for batch in pq.ParquetFile(file).iter_batches(BATCH, columns=["place", "body"]):
            yield from zip(
                batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True
            )
