#!/usr/bin/env python3
"""Makes every figure of benches/README.md, each as a ratio within this run.

Usage: figures.py [--corpus FILE] [--stories FILE] [--pages FILE] [--runs N]
It builds the program, then measures: the start, a whole corpus with all defaults, the parts of cleaning, the
instructions, and, where the files and tools are at hand, deduplication (compare.py, --stories) and pages (pages.py,
--pages) beside other tools. What is missing is named and skipped. The best of N runs counts (5). It says how busy
the machine was: on a busy one only the ratios and the instructions mean something.
"""
import argparse, json, os, pathlib, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHARED = pathlib.Path(os.environ.get("COPYDESK_SHARED", ROOT.parent / "shared"))


def measure(command):
    """Wall seconds, CPU seconds and peak memory in MB of a command."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    told = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command[0]}: exit code {process.returncode}: {told[-400:]!r}")
    wall = time.monotonic() - start
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(runs, *command):
    """The least of each figure over some runs."""
    return tuple(map(min, zip(*(measure(command) for _ in range(runs)))))


def title(name):
    print(f"\n## {name}\n", flush=True)


def start(binary, work, runs):
    title("Start")
    sample = ROOT / "data/sample"
    cases = {
        "`copydesk --version`": (binary, "--version"),
        "`copydesk clean` of a text": (binary, "clean", sample / "merrow-post/2023-03-15-tidal-barrier.txt"),
        "`copydesk run data/sample`": (binary, "run", sample, "-o", work / "sample", "--progress", "never", "-q"),
    }
    for name, command in cases.items():
        wall, cpu, peak = best(max(20, runs), *command)
        print(f"{name}: {1000 * wall:.0f} ms, {1000 * cpu:.0f} ms of processor, {peak:.0f} MB")


def corpus(binary, work, runs, path):
    title("A whole corpus")
    if not path.exists():
        return print(f"skipped: {path.name} is missing")
    plain = work / "corpus.jsonl"
    with open(plain, "wb") as out:
        subprocess.run(["zstd", "-dcq", "--long=27", path], stdout=out, check=True)
    _, hashing, _ = best(runs, "openssl", "dgst", "-sha256", plain)
    print(f"{plain.stat().st_size / 1e6:.0f} MB; openssl dgst -sha256: {hashing:.2f} s of one core")
    walls = {}
    for threads in (1, 2):
        out = work / "out"
        run = (binary, "run", plain, "-o", out, "--threads", str(threads), "--progress", "never", "-q")
        wall, cpu, peak = best(runs, *run)
        walls[threads] = wall
        print(f"{threads} threads: {wall:.1f} s, {wall / hashing:.0f} x hashing; processor {cpu:.1f} s, "
              f"{cpu / hashing:.0f} x hashing; {peak:.0f} MB")
    print(f"two threads over one: {walls[1] / walls[2]:.2f} x")
    clocks = json.loads((out / "run_env.json").read_text())
    print("stages of the last run: " + json.dumps(clocks.get("stages", clocks)))


def command(name, *arguments):
    title(name)
    sys.stdout.flush()
    if subprocess.run(arguments, cwd=ROOT).returncode:
        print(f"FAILED: {name}")
        return 1
    return 0


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--corpus", type=pathlib.Path, default=SHARED / "corpora/allsides.jsonl.zst")
    options.add_argument("--stories", type=pathlib.Path, help="labelled stories for compare.py")
    options.add_argument("--pages", type=pathlib.Path, help="labelled pages for pages.py")
    options.add_argument("--runs", type=int, default=5)
    asked = options.parse_args()
    failed = command("Build", "cargo", "build", "--release", "--features", "full")
    if failed:
        return failed
    binary = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve() / "release/copydesk"
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        start(binary, pathlib.Path(folder), asked.runs)
        corpus(binary, pathlib.Path(folder), asked.runs, asked.corpus)
    failed += command("Parts of cleaning", "cargo", "bench", "--bench", "cleaning")
    failed += command("Instructions", sys.executable, "benches/instructions.py", binary)
    for name, path in (("compare", asked.stories), ("pages", asked.pages)):
        if path and path.exists():
            failed += command(name, sys.executable, f"benches/{name}.py", binary, path)
        else:
            title(name)
            print(f"skipped: --{'stories' if name == 'compare' else name} FILE is not given")
    print(f"\nload after: {os.getloadavg()[0]:.1f}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
