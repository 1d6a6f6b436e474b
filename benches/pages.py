#!/usr/bin/env python3
"""Runs Copydesk, trafilatura, resiliparse, rs-trafilatura and dom_smoothie on the same pages, and prints word F1 and
speed in one table.

Usage: pages.py COPYDESK FILE ... [--folds FOLDER] [--peers BINARY] [--skip NAME ...]

FILE contains JSON lines, plain or zstd: `id`, `html`, optionally `url`, and `gold` with `main_content` (the format of
WCXB), or with `text` and `neutral` (what counts neither way). Each tool reads the pages itself and writes the extracted
text, on one thread; Copydesk writes all its tables. Time is the CPU time of the whole process, converted to pages of
92 kB so that figures of different files compare. Word F1 is the mean over pages of the F1 of the bags of words; in
scripts without spaces each character is a word. The last columns have the languages with the most pages.

The built-in page model was trained on these pages. To measure without that, pass --folds FOLDER, which the training
script writes: model k of n has not seen the pages with sha256(publisher)[0] % n equal to k. The peers:

    pip install trafilatura lxml_html_clean resiliparse rs-trafilatura
    cargo build --release --manifest-path benches/peers/Cargo.toml
"""
import argparse, hashlib, json, os, pathlib, re, resource, shutil, subprocess, sys, tempfile, urllib.parse
from collections import Counter

HERE = pathlib.Path(__file__).resolve().parent
PAGE_BYTES = 92_000
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|[^\W\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]+")
LANGUAGES = 5  # of the table
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
    "trafilatura, precision": "import trafilatura\n"
        "extract = lambda html: trafilatura.extract(html, include_comments=False, favor_precision=True)",
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


def copydesk(binary, models, pages, work):
    """The time, the texts and the languages. Each model reads the pages that it has not seen."""
    out, spent, found, languages = work / "out", 0, {}, {}
    for number, model in enumerate(models):
        file = work / "part.jsonl"
        with open(file, "w", encoding="utf-8") as part:
            for page in pages:
                if len(models) == 1 or hashlib.sha256(publisher(page).encode()).digest()[0] % len(models) == number:
                    part.write(json.dumps({key: page[key] for key in ("id", "url", "html") if key in page}) + "\n")
        extra = ["--model", str(model)] if model else []
        spent += seconds([binary, "run", "--threads", "1", "-q", *extra, str(file), "-o", str(out)])
        for line in open(out / "articles.jsonl", encoding="utf-8"):
            row = json.loads(line)
            found[row["source_id"]], languages[row["source_id"]] = row["text"], row.get("language") or "-"
        shutil.rmtree(out)
    return spent, found, languages


def publisher(page):
    """The host of a page's address; without one, its id."""
    return urllib.parse.urlsplit(page.get("url") or "").netloc.removeprefix("www.") or page["id"]


def other(command, file, work):
    out = work / "texts.jsonl"
    spent = seconds([*command, str(file), str(out)])
    rows = (json.loads(line) for line in open(out, encoding="utf-8"))
    return spent, {row["id"]: row["text"] for row in rows}


def word_f1(found, gold):
    """The F1 of each page."""
    each = {}
    for page, (want, neutral) in gold.items():
        have, want, neutral = (Counter(WORD.findall((text or "").lower())) for text in (found.get(page), want, neutral))
        total = have.total() + want.total() - ((have - want) & neutral).total()
        each[page] = 2 * (have & want).total() / total if total else 1.0
    return each


def pages(path):
    raw = path.read_bytes()
    if path.suffix == ".zst":
        raw = subprocess.run(["zstd", "-dcq", "--long=27", str(path)], capture_output=True, check=True).stdout
    return list(map(json.loads, raw.splitlines()))


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("copydesk"); ask.add_argument("files", type=pathlib.Path, nargs="+")
    ask.add_argument("--peers", default=str(HERE / "peers/target/release/pages"))
    ask.add_argument("--skip", nargs="*", default=[])
    ask.add_argument("--folds", type=pathlib.Path)
    asked = ask.parse_args()
    models = sorted(asked.folds.iterdir()) if asked.folds else [None]
    for path in asked.files:
        with tempfile.TemporaryDirectory() as folder:
            compare(asked, models, path, pathlib.Path(folder))


def compare(asked, models, path, work):
    read = pages(path)
    gold = {p["id"]: (p["gold"].get("main_content", p["gold"].get("text")), p["gold"].get("neutral")) for p in read}
    size = sum(len(page["html"].encode()) for page in read)
    file = work / "pages.jsonl"
    file.write_text("".join(json.dumps({"id": p["id"], "html": p["html"]}) + "\n" for p in read), encoding="utf-8")
    spent, found, languages = copydesk(os.path.abspath(asked.copydesk), models, read, work)
    results = {"copydesk": lambda: (spent, found)}
    for number, (name, setup) in enumerate(PYTHON.items()):
        (work / f"run_{number}.py").write_text(LOOP.format(setup=setup))
        results[name] = lambda number=number: other([sys.executable, work / f"run_{number}.py"], file, work)
    results["dom_smoothie"] = lambda: other([asked.peers], file, work)
    columns = [language for language, _ in Counter(languages.values()).most_common(LANGUAGES)]
    mine = {language: [page for page in gold if languages.get(page) == language] for language in columns}
    print(f"\n{path.name}: {len(gold)} pages, {size / len(gold) / 1000:.0f} kB each\n"
          "| tool | pages of 92 kB a core-second | word F1 | empty |" + "".join(f" {l} ({len(mine[l])}) |" for l in columns)
          + "\n|---|---|---|---|" + "---|" * len(columns))
    for name, run in results.items():
        if name not in asked.skip:
            spent, found = run()
            each = word_f1(found, gold)
            empty = sum(not (found.get(page) or "").strip() for page in gold)
            parts = "".join(f" {sum(map(each.get, mine[l])) / len(mine[l]):.3f} |" for l in columns)
            print(f"| {name} | {size / PAGE_BYTES / spent:,.0f} | {sum(each.values()) / len(each):.3f} | {empty} |{parts}", flush=True)


if __name__ == "__main__":
    main()
