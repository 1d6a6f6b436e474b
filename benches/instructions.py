#!/usr/bin/env python3
"""Counts the instructions of three benchmarks and compares them with a committed baseline.

Usage: instructions.py BIN [--bless]
BIN is a release build with the feature full. Seconds differ from run to run on a busy machine; instructions do
not. The counter is `perf stat` where the processor allows it, else `valgrind --tool=callgrind`; each has a baseline
of its own in instructions.json, with the compiler and the processor that it is true for. Without a counter, without a
baseline for it, or with others, a message says so and nothing is compared. A count that is more than 5 % above the
baseline is an error, and one that is 5 % below is a reason to write the baseline again: --bless does that.
"""
import json, pathlib, random, re, shutil, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
BASELINE = HERE / "instructions.json"
TOLERANCE = 0.05
STORIES = 400


def perf(command):
    run = ["perf", "stat", "-x", ",", "-e", "instructions:u", *command]
    told = subprocess.run(run, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
    found = re.search(r"^(\d+),+instructions:u", told, re.M)
    return int(found[1]) if found else None


def callgrind(command):
    run = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]
    told = subprocess.run(run, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
    found = re.search(r"Collected : (\d+)", told)
    return int(found[1]) if found else None


def counter(known):
    """The name of a counter that works here, and the counter. One with a baseline comes first."""
    tools = (("perf", "perf", perf), ("callgrind", "valgrind", callgrind))
    for name, program, count in sorted(tools, key=lambda tool: tool[0] not in known):
        if shutil.which(program) and count(["true"]):
            return name, count
    return None, None


def compiler():
    """The compiler and the processor: libraries choose their code by what the processor has."""
    version = subprocess.run(["rustc", "--version"], capture_output=True, text=True, cwd=HERE).stdout.strip()
    info = pathlib.Path("/proc/cpuinfo")
    found = re.search(r"model name\s*:\s*(.+)", info.read_text()) if info.exists() else None
    return f"{version}, {found[1].strip() if found else 'unknown processor'}"


def stories():
    """Invented stories: the lines of the sample's texts, drawn in an order that is always the same."""
    paths = sorted((HERE.parent / "data/sample").glob("*/*.txt"))
    texts = [text for text in (path.read_bytes().decode("utf-8", "ignore") for path in paths) if text.strip()]
    prose = [line for text in texts for line in text.splitlines() if len(line) > 80]
    rest = [line for text in texts for line in text.splitlines() if 0 < len(line) <= 80]
    draw = random.Random(7)
    for number in range(STORIES):
        lines = [draw.choice(rest), *draw.choices(prose, k=18), *draw.choices(rest, k=5)]
        site = f"outlet-{number % 9}.example"
        yield {"id": str(number), "site": site, "title": f"{draw.choice(rest)} {number}", "text": "\n\n".join(lines)}


def main():
    binary, bless = pathlib.Path(sys.argv[1]).resolve(), "--bless" in sys.argv[2:]
    known = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    name, count = counter(known)
    if not name:
        print("   skipped: neither perf nor valgrind can count instructions here")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        corpus, out = pathlib.Path(folder) / "stories.jsonl", pathlib.Path(folder) / "out"
        corpus.write_text("".join(json.dumps(story, ensure_ascii=False) + "\n" for story in stories()), "utf-8")
        page = HERE.parent / "data/sample/merrow-post/2023-03-15-tidal-barrier.txt"
        counts = {
            "start": count([binary, "clean", page]),
            "cleaning": count([binary, "clean", corpus, "--threads", "1"]),
            "corpus": count([binary, "run", corpus, "-o", out, "--threads", "1", "--progress", "never", "-q"]),
        }
        ran = (out / "run.json").exists()
    if None in counts.values() or not ran:
        print(f"   a benchmark failed under {name}: {counts}", file=sys.stderr)
        return 1
    worse, baseline = False, known.get(name, {})
    if baseline and baseline.get("compiler") != compiler() and not bless:
        print(f"   not compared: the baseline is of {baseline.get('compiler')}, this is {compiler()}")
        baseline = {}
    for benchmark, found in counts.items():
        before = baseline.get(benchmark)
        change = f"{found / before - 1:+.1%} of the baseline" if before else "no baseline"
        print(f"   {benchmark}: {found / 1e6:.1f} million instructions ({name}), {change}")
        worse = worse or (before is not None and found > before * (1 + TOLERANCE))
    if bless:
        BASELINE.write_text(json.dumps(known | {name: counts | {"compiler": compiler()}}, indent=1, sort_keys=True) + "\n")
        return 0
    if worse:
        print("   more than 5 % above the baseline: find out why, or write it again with --bless", file=sys.stderr)
    return int(worse)


if __name__ == "__main__":
    sys.exit(main())
