#!/usr/bin/env python3
"""Runs Copydesk, gaoya (Rust), rensa and datasketch (Python) on one file, and prints speed and quality.

Usage: compare.py COPYDESK FILE [--peers BINARY] [--skip NAME ...]

FILE contains JSON lines with `text`, `title` and the label `cluster`. Each tool reads the file itself, finds
clusters on one thread and writes them; Copydesk writes all its tables. Time is the CPU time of the whole process,
parsing included. Build the peers first:

    cargo build --release --manifest-path benches/peers/Cargo.toml
    pip install rensa datasketch
"""
import argparse, csv, json, os, pathlib, resource, shutil, subprocess, sys, tempfile
from collections import Counter

HERE = pathlib.Path(__file__).resolve().parent
RENSA = """
import json, sys
from rensa import RMinHash, RMinHashLSH
sketches, lsh = [], RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
for n, line in enumerate(open(sys.argv[1], encoding="utf-8")):
    record = json.loads(line)
    words = (record.get("title", "") + " " + record["text"]).lower().split()
    m = RMinHash(num_perm=128, seed=42)
    m.update([" ".join(words[i:i + 3]) for i in range(max(1, len(words) - 2))])
    lsh.insert(n, m); sketches.append(m)
near = lambda n: (k for k in lsh.query(sketches[n]) if k != n and sketches[n].jaccard(sketches[k]) >= 0.5)
"""
DATASKETCH = """
import json, sys
from datasketch import MinHash, MinHashLSH
sketches, lsh = [], MinHashLSH(threshold=0.5, num_perm=128)
for n, line in enumerate(open(sys.argv[1], encoding="utf-8")):
    record = json.loads(line)
    words = (record.get("title", "") + " " + record["text"]).lower().split()
    m = MinHash(num_perm=128)
    m.update_batch([" ".join(words[i:i + 3]).encode() for i in range(max(1, len(words) - 2))])
    lsh.insert(n, m); sketches.append(m)
near = lambda n: (k for k in lsh.query(sketches[n]) if k != n and sketches[n].jaccard(sketches[k]) >= 0.5)
"""
UNION = """
parents = list(range(len(sketches)))
def root(n):
    while parents[n] != n:
        parents[n] = parents[parents[n]]; n = parents[n]
    return n
for n in range(len(sketches)):
    for k in near(n):
        a, b = root(n), root(k)
        parents[max(a, b)] = min(a, b)
with open(sys.argv[2], "w") as out:
    for n in range(len(sketches)):
        print(n, root(n), sep="\\t", file=out)
"""


def seconds(command):
    """CPU time of a command and its child processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def copydesk(binary, file, work):
    out = work / "out"
    spent = seconds([binary, "run", "--no-clean", "--threads", "1", "-q", str(file), "-o", str(out)])
    csv.field_size_limit(1 << 30)
    with open(out / "articles.csv", newline="", encoding="utf-8") as table:
        rows = {int(r["record"]) - 1: r["cluster_id"] or f"u{r['article_id']}" for r in csv.DictReader(table)}
    shutil.rmtree(out)
    return spent, rows


def other(command, file, work):
    out = work / "pairs.tsv"
    spent = seconds([*command, str(file), str(out)])
    return spent, {int(n): c for n, c in (line.split() for line in open(out))}


def f1(found, labels):
    """Pairwise F1 over all pairs of records."""
    pairs = lambda counts: sum(n * (n - 1) // 2 for n in counts.values())
    named = [(found.get(n, f"alone{n}"), label) for n, label in enumerate(labels)]
    both, mine, gold = pairs(Counter(named)), pairs(Counter(a for a, _ in named)), pairs(Counter(b for _, b in named))
    return 2 * both / (mine + gold) if mine + gold else 1.0


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("copydesk"); ask.add_argument("file", type=pathlib.Path)
    ask.add_argument("--peers", default=str(HERE / "peers/target/release/peers"))
    ask.add_argument("--skip", nargs="*", default=[])
    asked = ask.parse_args()
    labels = [json.loads(line)["cluster"] for line in open(asked.file, encoding="utf-8")]
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        for name, code in (("rensa", RENSA), ("datasketch", DATASKETCH)):
            (work / f"run_{name}.py").write_text(code + UNION)
        tools = {"copydesk": lambda: copydesk(os.path.abspath(asked.copydesk), asked.file, work),
                 "gaoya": lambda: other([asked.peers], asked.file, work),
                 "rensa": lambda: other([sys.executable, work / "run_rensa.py"], asked.file, work),
                 "datasketch": lambda: other([sys.executable, work / "run_datasketch.py"], asked.file, work)}
        rates = {}
        print(f"{len(labels)} documents\n| tool | documents a core-second | Copydesk is | F1 |\n|---|---|---|---|")
        for name, run in tools.items():
            if name in asked.skip:
                continue
            spent, found = run()
            rates[name] = len(labels) / spent
            ratio = rates.get("copydesk", rates[name]) / rates[name]
            print(f"| {name} | {rates[name]:,.0f} | {ratio:.1f} x | {f1(found, labels):.3f} |", flush=True)


if __name__ == "__main__":
    main()
