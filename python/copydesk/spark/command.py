"""The command `copydesk-spark`."""

import argparse
import os
import sys

from pyspark.sql import SparkSession

from .. import CopydeskError
from .job import run


def main() -> None:
    """Runs the command line and ends the process with the exit code of `copydesk`."""
    parser = argparse.ArgumentParser(
        prog="copydesk-spark",
        description="Clean a corpus and cluster its copies on a Spark or Sail cluster.",
        epilog="All other flags are those of `copydesk run`. The master is that of the Spark configuration.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    running = commands.add_parser("run", allow_abbrev=False, help="write the tables of a corpus")
    running.add_argument("input", nargs="+", help="files and folders that all executors see")
    running.add_argument("-o", "--output", required=True, help="the folder for the tables")
    running.add_argument("--remote", help="the address of a Spark Connect or Sail server, sc://HOST:PORT")
    running.add_argument("--master", help="the master, such as spark://HOST:7077 or local[2]")
    running.add_argument("--partitions", type=int, help="buckets of each shuffle [default: 32]")
    running.add_argument("--work", help="a folder for the stages, which all executors see")
    given, flags = parser.parse_known_args()
    builder = SparkSession.builder.appName("copydesk")
    if given.remote:
        builder = builder.remote(given.remote)
    elif given.master:
        if given.master.startswith("local"):
            # The executors of this machine are to use this Python, which has the wheel.
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.master(given.master)
    spark = builder.getOrCreate()
    try:
        result = run(
            given.input,
            given.output,
            spark=spark,
            partitions=given.partitions,
            work=given.work,
            flags=flags,
        )
    except CopydeskError as error:
        print(f"copydesk-spark: {error}", file=sys.stderr)
        sys.exit(error.code)
    finally:
        spark.stop()
    print(result.summary, end="")
    sys.exit(0 if result.succeeded else 1)
