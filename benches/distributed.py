"""Holds the files of a distributed run against those of the program, and measures both.

Usage: distributed.py ENGINE PROGRAM INPUT... [--master MASTER] [--partitions N] [--shuffle] [--kill SECONDS] [--json FILE]

ENGINE is spark or sail; Python must have the wheel and the engine. --shuffle puts the rows of each stage into random order. --kill ends an
executor of a local cluster with SIGKILL so many seconds after the start. Exits with 1 if a file differs; run_env.json
may, as between two runs on one machine.
"""

import argparse
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import copydesk.spark
from copydesk.spark import job as driver
from pyspark.sql import SparkSession
from pyspark.sql import functions as F


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=["spark", "sail"])
    parser.add_argument("program")
    parser.add_argument("inputs", nargs="+", type=Path)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--shuffle", action="store_true")
    parser.add_argument("--kill", type=float)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    stages: dict[str, float] = {}
    watch_stages(stages, given.shuffle)
    spark, stop = session(given.engine, given.master)
    figures, same = [], True
    try:
        for path in given.inputs:
            figures.append(one(path, given, spark, stages))
            same &= figures[-1]["same"]
            print(json.dumps(figures[-1]), flush=True)
    finally:
        stop()
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n")
    sys.exit(0 if same else 1)


def one(path: Path, given: argparse.Namespace, spark: SparkSession, stages: dict[str, float]) -> dict:
    """Runs one corpus both ways."""
    with tempfile.TemporaryDirectory() as folder:
        alone, many = Path(folder, "alone"), Path(folder, "many")
        begun = time.monotonic()
        command = [given.program, "run", path, "-o", alone, "--no-config", "--threads", "2"]
        subprocess.run([*command, "--progress", "never", "-q"], check=False)
        seconds = time.monotonic() - begun
        stages.clear()
        killer = Killer(given.kill)
        begun = time.monotonic()
        result = copydesk.spark.run(path, many, spark=spark, partitions=given.partitions)
        distributed = time.monotonic() - begun
        killed = killer.stop()
        own, other = digests(alone), digests(many)
        unlike = sorted(name for name in own.keys() | other.keys() if own.get(name) != other.get(name))
        return {
            "input": path.name,
            "documents": result.counts["processed"],
            "same": not unlike and bool(own),
            "files": len(own),
            "unlike": unlike,
            "seconds": round(seconds, 1),
            "distributed_seconds": round(distributed, 1),
            "stages": {name: round(spent, 1) for name, spent in stages.items()},
            "killed": killed,
        }


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "run_env.json"]
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def session(engine: str, master: str):
    """A session, and what ends it."""
    if engine == "sail":
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer()
        server.start()
        _, port = server.listening_address
        spark = SparkSession.builder.remote(f"sc://localhost:{port}").getOrCreate()
        return spark, lambda: (spark.stop(), server.stop())
    builder = SparkSession.builder.master(master).config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "8")
    # The executors are to use this Python, with this wheel.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark, spark.stop


def watch_stages(stages: dict[str, float], shuffled: bool) -> None:
    """Notes the time of each stage that is kept. Its rows may be put into random order first."""
    keep = driver._Job.keep

    def timed(self, frame, columns, name):
        begun = time.monotonic()
        if shuffled:
            frame = frame.orderBy(F.rand())
        kept = keep(self, frame, columns, name)
        stages[name] = time.monotonic() - begun
        return kept

    driver._Job.keep = timed


class Killer:
    """Ends the first executor below this process, after so many seconds."""

    def __init__(self, seconds: float | None) -> None:
        self.killed: int | None = None
        self.timer = threading.Timer(seconds, self.kill) if seconds else None
        if self.timer:
            self.timer.start()

    def kill(self) -> None:
        for pid in below(os.getpid()):
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                continue
            if b"CoarseGrainedExecutorBackend" in words:
                os.kill(pid, signal.SIGKILL)
                self.killed = pid
                return

    def stop(self) -> bool | None:
        if not self.timer:
            return None
        self.timer.cancel()
        self.timer.join()
        return self.killed is not None


def below(pid: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        if parent == pid:
            child = int(entry.parent.name)
            found += [child, *below(child)]
    return found


if __name__ == "__main__":
    main()
