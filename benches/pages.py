#!/usr/bin/env python3
"""Runs Copydesk, trafilatura, resiliparse, rs-trafilatura and dom_smoothie on the same pages, and prints word F1 and
speed in one table.

Usage: pages.py COPYDESK FILE [--peers BINARY] [--skip NAME ...]

FILE contains JSON lines, plain or zstd: `id`, `html`, optionally `url`, and `gold` with `main_content` (the format of
WCXB). Each tool reads the pages itself and writes the extracted text, on one thread; Copydesk writes all its tables.
Time is the CPU time of the whole process, converted to pages of 92 kB so that figures of different files compare.
Word F1 is the mean over pages of the F1 of the bags of words. The built-in page model was trained on WCXB. To measure
without that, pass --model FILE --only K,N: the model must not have seen the pages with sha256(id)[0] % N equal to K,
and all tools run on those pages only. The peers:

    pip install trafilatura lxml_html_clean resiliparse rs-trafilatura
    cargo build --release --manifest-path benches/peers/Cargo.toml
"""
import argparse, hashlib, json, os, pathlib, re, resource, shutil, subprocess, sys, tempfile
from collections import Counter

HERE = pathlib.Path(__file__).resolve().parent
PAGE_BYTES = 92_000
LOOP = """
import json, sys
{setup}
failed = 0
with open(sys.argv[2], "w", encoding="utf-8") as out:
    for line in open(sys.argv[1], encoding="utf-8"):
        page = json.loads(line)
        try:
            text = extract(page["html"])
        except Exception:  # what a tool cannot read counts as nothing
            text, failed = "", failed + 1
        out.write(json.dumps({{"id": page["id"], "text": text or ""}}) + "\\n")
if failed > 20:
    sys.exit(f"{{failed}} pages could not be read")
"""
PYTHON = {
    "trafilatura": "import trafilatura\nextract = lambda html: trafilatura.extract(html, include_comments=False)",
    "resiliparse": "from resiliparse.extract.html2text import extract_plain_text\n"
                   "extract = lambda html: extract_plain_text(html, main_content=True, alt_texts=False)",
    "rs-trafilatura": "import rs_trafilatura\nextract = lambda html: rs_trafilatura.extract(html).main_content",
}


def seconds(command):
    """CPU time of a command and its child processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def copydesk(binary, model, file, work):
    out = work / "out"
    extra = ["--model", model] if model else []
    spent = seconds([binary, "run", "--threads", "1", "-q", *extra, str(file), "-o", str(out)])
    found = {}
    for line in open(out / "articles.jsonl", encoding="utf-8"):
        row = json.loads(line)
        found[row["source_id"]] = row["text"]
    shutil.rmtree(out)
    return spent, found


def other(command, file, work):
    out = work / "texts.jsonl"
    spent = seconds([*command, str(file), str(out)])
    rows = (json.loads(line) for line in open(out, encoding="utf-8"))
    return spent, {row["id"]: row["text"] for row in rows}


def word_f1(found, gold):
    """The mean over pages."""
    total = 0
    for page, want in gold.items():
        have, want = (Counter(re.findall(r"\w+", (text or "").lower())) for text in (found.get(page), want))
        both = 2 * sum((have & want).values())
        total += both / (sum(have.values()) + sum(want.values())) if have or want else 1.0
    return total / len(gold)


def pages(path, only):
    raw = path.read_bytes()
    if path.suffix == ".zst":
        raw = subprocess.run(["zstd", "-dcq", "--long=27", str(path)], capture_output=True, check=True).stdout
    for page in map(json.loads, raw.splitlines()):
        if not only or hashlib.sha256(page["id"].encode()).digest()[0] % only[1] == only[0]:
            yield page


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("copydesk"); ask.add_argument("file", type=pathlib.Path)
    ask.add_argument("--peers", default=str(HERE / "peers/target/release/pages"))
    ask.add_argument("--skip", nargs="*", default=[])
    ask.add_argument("--model")
    ask.add_argument("--only", type=lambda text: [int(n) for n in text.split(",")])
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        file, gold, size = work / "pages.jsonl", {}, 0
        with open(file, "w", encoding="utf-8") as out:
            for page in pages(asked.file, asked.only):
                gold[page["id"]] = page["gold"]["main_content"]
                size += len(page["html"].encode())
                out.write(json.dumps({key: page[key] for key in ("id", "url", "html") if key in page}) + "\n")
        tools = {"copydesk": lambda: copydesk(os.path.abspath(asked.copydesk), asked.model, file, work)}
        for name, setup in PYTHON.items():
            (work / f"run_{name}.py").write_text(LOOP.format(setup=setup))
            tools[name] = lambda name=name: other([sys.executable, work / f"run_{name}.py"], file, work)
        tools["dom_smoothie"] = lambda: other([asked.peers], file, work)
        print(f"{len(gold)} pages, {size / len(gold) / 1000:.0f} kB each\n"
              "| tool | word F1 | pages of 92 kB a core-second |\n|---|---|---|")
        for name, run in tools.items():
            if name not in asked.skip:
                spent, found = run()
                print(f"| {name} | {word_f1(found, gold):.3f} | {size / PAGE_BYTES / spent:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
