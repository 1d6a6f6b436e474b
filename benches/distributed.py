"""Holds the files of a distributed run against those of the program, and measures both.

Usage: distributed.py ENGINE PROGRAM INPUT... [--master MASTER] [--partitions N] [--tables FOLDER] [--shuffle] [--stars]
    [--kill SECONDS] [--tasks] [--json FILE]

ENGINE is spark, sail or wheel; Python must have the wheel and the engine. --tables keeps the program's tables in a folder, or
takes those that are there. --shuffle puts the rows of each stage into random order. --stars connects documents on
DataFrames, however few they are. --kill ends an
executor of a local cluster with SIGKILL so many seconds after the start. --tasks reads Spark's log of events: for each of
its stages the tasks, the seconds of the median and of the largest one. Exits with 1 if a file differs; run_env.json may, as
between two runs on one machine.
"""

import argparse
import hashlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import copydesk.spark
from copydesk.spark import _components as components
from copydesk.spark import job as driver
from pyspark.sql import SparkSession
from pyspark.sql import functions as F


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=["spark", "sail", "wheel"])
    parser.add_argument("program")
    parser.add_argument("inputs", nargs="+", type=Path)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--tables", type=Path)
    parser.add_argument("--shuffle", action="store_true")
    parser.add_argument("--stars", action="store_true")
    parser.add_argument("--kill", type=float)
    parser.add_argument("--tasks", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    stages: dict[str, float] = {}
    watch_stages(stages, given.shuffle, given.tasks)
    if given.stars:
        components.FEW_EDGES = -1
    events = Path(tempfile.mkdtemp(prefix="copydesk-events-")) if given.tasks else None
    spark, stop = session(given.engine, given.master, events)
    figures, same = [], True
    try:
        for path in given.inputs:
            figures.append(one(path, given, spark, stages))
            same &= figures[-1]["same"]
            print(json.dumps(figures[-1]), flush=True)
    finally:
        stop()
    if events:
        figures.append({"tasks": tasks(events)})
        for name, found in figures[-1]["tasks"].items():
            print(name, *found)
        shutil.rmtree(events)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n")
    sys.exit(0 if same else 1)


def one(path: Path, given: argparse.Namespace, spark: SparkSession | None, stages: dict[str, float]) -> dict:
    """Runs one corpus both ways."""
    with tempfile.TemporaryDirectory() as folder:
        alone, many = (given.tables or Path(folder, "alone")) / path.name, Path(folder, "many")
        begun = time.monotonic()
        if not alone.exists():
            command = [given.program, "run", path, "-o", alone, "--no-config", "--threads", "2"]
            subprocess.run([*command, "--progress", "never", "-q"], check=False)
        seconds = time.monotonic() - begun
        stages.clear()
        killer, memory = Killer(given.kill), Memory()
        begun = time.monotonic()
        if spark is None:
            result = copydesk.run(path, many, threads=2)
        else:
            result = copydesk.spark.run(path, many, spark=spark, partitions=given.partitions)
        distributed = time.monotonic() - begun
        killed, most = killer.stop(), memory.stop()
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
            "memory_mb": most,
        }


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "run_env.json"]
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def session(engine: str, master: str, events: Path | None):
    """A session, and what ends it. The wheel alone needs none."""
    if engine == "wheel":
        return None, lambda: None
    if engine == "sail":
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer()
        server.start()
        _, port = server.listening_address
        spark = SparkSession.builder.remote(f"sc://localhost:{port}").getOrCreate()
        return spark, lambda: (spark.stop(), server.stop())
    builder = SparkSession.builder.master(master).config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "8")
    if events:
        builder = builder.config("spark.eventLog.enabled", "true").config("spark.eventLog.dir", events.as_uri())
        builder = builder.config("spark.eventLog.compress", "false")
    # The executors are to use this Python, with this wheel.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark, spark.stop


def watch_stages(stages: dict[str, float], shuffled: bool, named: bool) -> None:
    """Notes the time of each stage that is kept. Its rows may be put into random order first."""
    keep = driver.Job.keep

    def timed(self, frame, columns, name):
        begun = time.monotonic()
        if shuffled:
            frame = frame.orderBy(F.rand())
        if named:
            self.spark.sparkContext.setJobDescription(name)
        kept = keep(self, frame, columns, name)
        stages[name] = time.monotonic() - begun
        if named:
            self.spark.sparkContext.setJobDescription("driver")
        return kept

    driver.Job.keep = timed


def tasks(folder: Path) -> dict[str, list[float]]:
    """The tasks of each of Spark's stages: how many, the median and the largest one in seconds, the ratio of both."""
    names: dict[int, str] = {}
    seconds: dict[int, list[float]] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.startswith("."):
            continue
        for line in path.open(encoding="utf-8"):
            event = json.loads(line)
            if event["Event"] == "SparkListenerJobStart":
                name = event.get("Properties", {}).get("spark.job.description") or "other"
                names |= {stage: name for stage in event["Stage IDs"] if stage not in names}
            elif event["Event"] == "SparkListenerTaskEnd":
                run = event.get("Task Metrics", {}).get("Executor Run Time")
                if run is not None:
                    seconds.setdefault(event["Stage ID"], []).append(run / 1000)
    found = {}
    for stage, of in sorted(seconds.items()):
        middle = statistics.median(of)
        ratio = round(max(of) / middle, 1) if middle else None
        found[f"{stage} {names.get(stage, 'other')}"] = [len(of), round(middle, 2), round(max(of), 2), ratio]
    return found


class Memory:
    """The most memory that the processes below this one held, each on its own: of Java, and of Python."""

    def __init__(self) -> None:
        self.most: dict[str, int] = {}
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self) -> None:
        while not self.ended.wait(2.0):
            for pid in below(os.getpid()):
                try:
                    status = Path(f"/proc/{pid}/status").read_text()
                except OSError:
                    continue
                facts = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
                kind, held = facts["Name"].strip(), int(facts.get("VmHWM", "0 kB").split()[0]) // 1024
                self.most[kind] = max(self.most.get(kind, 0), held)

    def stop(self) -> dict[str, int]:
        self.ended.set()
        self.thread.join()
        return self.most


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
