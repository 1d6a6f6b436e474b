#!/usr/bin/env python3
"""Trains the line classifier from labelled lines.

Usage: train.py LINES MODEL [--pages FILE] [--features BINARY] [--folds K DIR] [--work DIR] [--jobs N]

`bash data/model/train.sh lines GOLD` calls this script with everything that it needs.

LINES is a folder of `*_LEVEL.jsonl.gz` (LEVEL i or ii): one document per row, with `page`, `src`, `lines` and `labels`
(1: story, 0: chrome, null: undecided). MODEL is the file to write. FILE has the pages' titles (JSON lines, zstd: `id`,
`gold.title`); without it no document has a known headline. BINARY is the example `line_features` of this package. It
computes all features, so that training and use cannot differ. With --folds, also writes models 0 to K-1 to DIR and
prints their figures: model k is trained without the pages whose sha256(page)[0] % K is k. Needs the packages in
requirements.txt. The same input gives the same model: seeds are fixed, and each job uses one thread.

Labels that models of the other pages clearly contradict are not used for training (see `doubtful`), but for evaluation.
"""
import argparse
import gzip
import hashlib
import json
import pathlib
import random
import re
import struct
import subprocess
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import lightgbm as lgb
import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

FOLDS = 4  # of the pages: the word weights and scores of a training line come from models that never saw its page
SCALE = 1024  # scores are log-odds in 1/1024
THRESHOLDS = 2.4, 0.45, -0.4  # careful, balanced, thorough
PROSE_MARGINS = 1.5, 0.5, 0  # for lines that look like paragraphs
CLEAN_MARGIN = 2.0  # in texts in which no rule and no learned chrome removes a line
SPARSE_MARGIN, FULL_SHARE = 3.0, 5  # where fewer than one line in five looks like chrome: `doubt` in classifier.rs
EARLY_TREES, EARLY_SCORE = 40, -3.0  # as in classifier.rs: a line that is clearly part of the story skips the other trees
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|\w+")
TREES = dict(objective="binary", learning_rate=0.1, num_leaves=31, min_data_in_leaf=60, feature_fraction=0.25,
             bagging_fraction=0.5, bagging_freq=3, lambda_l2=5.0, max_bin=63, num_threads=1, verbose=-1, seed=7, deterministic=True,
             force_col_wise=True, feature_pre_filter=False)
ROUNDS = 120
HEADER_VOTES = 22, 23, 24, 25  # codes of kinds of rules that match lines of clean stories as well (features.rs)
DOUBT_SCORE, DOUBT_WORDS, DOUBT_SHARE, DOUBT_RUN = -1.5, 20, 0.3, 60  # see `doubtful`
# With the size of the page, the trees would recognise the few pages.
LEFT_OUT = {"page lines", "page words", "page good lines", "page words a good line"}
LABELS = ["See also", "Read more", "Read also", "Also read", "Related", "Related story", "More", "Don't miss", "Read next",
          "Lesen Sie auch", "Lire aussi", "Leia também", "Lea también", "Leggi anche", "Lees ook", "Baca juga"]


def fold(page, folds):
    return hashlib.sha256(page.encode()).digest()[0] % folds


class Data:
    """Documents, their labels, and the features that the Rust code computes."""

    def __init__(self, docs, binary, work):
        self.docs, self.binary, self.work = docs, binary, work
        work.mkdir(parents=True, exist_ok=True)
        self.layout = json.loads(subprocess.check_output([binary, "layout"]))
        self.used = [i for i, name in enumerate(self.layout["names"]) if name not in LEFT_OUT]
        self.write("docs.jsonl", docs)
        self.page = np.repeat(np.arange(len(docs)), [len(d["lines"]) for d in docs])
        self.y = np.concatenate([[-1 if l is None else 1 - l for l in d["labels"]] for d in docs]).astype(np.int8)
        self.words = np.concatenate([[len(WORD.findall(l)) for l in d["lines"]] for d in docs])
        self.kinds = np.array([d["kind"] for d in docs])[self.page]
        level = np.array([d["weight"] for d in docs])[self.page]
        self.weight = level * (0.5 + np.sqrt(np.minimum(self.words, 60)) / 2)
        self.names = [d["page"] for d in docs]

    def write(self, name, docs):
        with open(self.work / name, "w") as f:
            for d in docs:
                f.write(json.dumps({k: d[k] for k in ("lines", "headline", "votes") if k in d}) + "\n")

    def split(self, folds):
        """Writes the documents of each fold to a file; returns the fold of each line."""
        folds_of = [fold(page, folds) for page in self.names]
        for k in range(folds):
            self.write(f"docs-{k}.jsonl", [d for d, own in zip(self.docs, folds_of) if own == k])
        return np.array(folds_of)[self.page]

    def cells(self, docs="docs.jsonl"):
        raw = np.frombuffer(subprocess.check_output([self.binary, "cells", self.work / docs]), dtype=np.uint16)
        at, columns, starts = 0, [], [0]
        while at < len(raw):
            n = int(raw[at])
            columns.append(raw[at + 1:at + 1 + n])
            at += n + 1
            starts.append(starts[-1] + n)
        columns = np.concatenate(columns).astype(np.int32)
        m = sp.csr_matrix((np.ones(len(columns), np.float32), columns, np.array(starts)),
                          shape=(len(starts) - 1, self.layout["cells"]))
        m.sum_duplicates()
        return m

    def examples(self):
        """The examples of the rules, in all languages: cells and labels."""
        lines, labels = [], []
        for rule in subprocess.check_output([self.binary, "examples"], text=True).splitlines():
            for key, label in ("removes", 1), ("keeps", 0):
                for example in json.loads(rule)[key]:
                    for line in example.replace("[[", "").replace("]]", "").split("\n"):
                        if line.strip() and len(line.split()) < 30:
                            lines.append(line)
                            labels.append(label)
        (self.work / "examples.jsonl").write_text("".join(json.dumps({"lines": [l]}) + "\n" for l in lines))
        return self.cells("examples.jsonl"), np.array(labels, np.int8)

    def rows(self, table, fold):
        """Rows of features of the lines of one fold, with these word weights."""
        with tempfile.NamedTemporaryFile(dir=self.work) as f:
            f.write(table.tobytes())
            f.flush()
            raw = subprocess.check_output([self.binary, "rows", self.work / f"docs-{fold}.jsonl", f.name])
        return np.frombuffer(raw, dtype=np.int16).reshape(-1, len(self.layout["names"]))


class Tables:
    """Word weights by the folds that they never saw: a logistic regression in steps of 1/16."""

    def __init__(self, data, mine):
        self.data, self.mine, self.known, self.cells = data, mine, {}, data.cells()
        self.examples = data.examples()
        self.own = np.isin(data.kinds, [k for k in set(data.kinds) if " " in k] + ["pointers"])  # not the derived documents

    def without(self, *folds):
        key = tuple(sorted(folds))
        if key not in self.known:
            d, rows = self.data, np.flatnonzero((self.data.y >= 0) & ~np.isin(self.mine, key) & self.own)
            model = LogisticRegression(C=0.05, solver="lbfgs", tol=1e-3, max_iter=80)
            weight = np.concatenate([np.minimum(d.weight[rows], 3), np.full(len(self.examples[1]), 2.0)])
            model.fit(sp.vstack([self.cells[rows], self.examples[0]]), np.concatenate([d.y[rows], self.examples[1]]),
                      sample_weight=weight)
            self.known[key] = np.clip(np.round(model.coef_[0] * 16), -127, 127).astype(np.int8)
        return self.known[key]

    def matrix(self, *without):
        """Rows of all lines, each with word weights that saw neither its page nor the folds `without`."""
        out = np.zeros((len(self.mine), len(self.data.layout["names"])), np.int16)
        for k in sorted(set(self.mine)):
            out[self.mine == k] = self.data.rows(self.without(*{*without, k}), k)
        return out


class Forest:
    """A LightGBM model in integers, for the Rust code."""

    def __init__(self, booster):
        self.base, self.roots, self.nodes, self.leaves = 0, [], [], []
        for tree in booster.dump_model()["tree_info"]:
            if "leaf_value" in tree["tree_structure"]:  # a tree without a split is added to the base
                self.base += round(tree["tree_structure"]["leaf_value"] * SCALE)
                continue
            self.roots.append(len(self.nodes))
            inner, outer = [], []
            queue = [tree["tree_structure"]]  # breadth first: children come after their parents
            while queue:
                node = queue.pop(0)
                node["at"] = len(inner)
                inner.append(node)
                queue += [c for c in (node["left_child"], node["right_child"]) if "split_feature" in c]
            for node in inner:
                ends = []
                for child in (node["left_child"], node["right_child"]):
                    if "split_feature" in child:
                        ends.append(child["at"])
                    else:
                        ends.append(~len(outer))
                        outer.append(int(np.clip(round(child["leaf_value"] * SCALE), -32768, 32767)))
                self.nodes.append((node["split_feature"], int(np.clip(np.floor(node["threshold"]), -32768, 32767)), *ends))
            self.leaves += outer

    def bytes(self):
        out = struct.pack("<iII", self.base, len(self.roots), len(self.nodes)) + struct.pack(f"<{len(self.roots)}I", *self.roots)
        for feature, *rest in self.nodes:
            out += struct.pack("<Hhhh", feature, *rest)
        return out + struct.pack(f"<{len(self.leaves)}h", *self.leaves)


def grow(data, learned, matrix):
    """A forest trained on the chosen rows."""
    rows = np.flatnonzero(learned)
    train = lgb.Dataset(matrix[rows][:, data.used], data.y[rows], weight=data.weight[rows], params=TREES)
    return lgb.train(TREES, train, ROUNDS).model_to_string()


def scores_of(data, text, matrix):
    """Scores as the Rust code computes them, with its early stop. Leaves are not rounded here."""
    booster = lgb.Booster(model_str=text)
    early = booster.predict(matrix[:, data.used], raw_score=True, num_iteration=EARLY_TREES)
    score = booster.predict(matrix[:, data.used], raw_score=True)
    return np.round(np.where(early < EARLY_SCORE, early, score) * SCALE).astype(np.int32)


SHARED = {}  # read by the jobs, which are forks of this process


def held_out(task):
    """A forest that never saw fold `k`, and its scores of that fold. With `strict`, the word weights in its rows never
    saw that fold either."""
    k, strict = task
    data, mine = SHARED["data"], SHARED["mine"]
    matrix = SHARED["tables"].matrix(k) if strict else SHARED["matrix"]
    text = grow(data, SHARED["learned"] & (mine != k), matrix)
    return text, scores_of(data, text, matrix[mine == k])


def all_held_out(folds, jobs, strict):
    """For each fold, a forest that never saw it; and the scores of all lines by these forests."""
    scores, forests = np.zeros(len(SHARED["mine"]), np.int32), []
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        for k, (text, found) in enumerate(pool.map(held_out, [(k, strict) for k in range(folds)])):
            scores[SHARED["mine"] == k] = found
            forests.append(text)
            print("without fold", k, flush=True)
    return forests, scores


def doubtful(data, scores, good):
    """Lines that are labelled chrome but probably are story: the benchmark's main content of some pages ends in the
    middle of the story. These are long paragraphs that a model of the other pages takes for the story, and the lines
    around them that are left out too, if the paragraphs are a large part of these."""
    out = (data.y == 1) & good & (data.words >= DOUBT_WORDS) & (scores < DOUBT_SCORE * SCALE)
    chrome = data.y == 1
    starts = np.flatnonzero(np.r_[True, (np.diff(data.page) != 0) | (np.diff(chrome) != 0)])
    for start, end in zip(starts, np.r_[starts[1:], len(out)]):
        if chrome[start]:
            words, doubted = data.words[start:end].sum(), (data.words * out)[start:end].sum()
            if doubted >= DOUBT_RUN and doubted >= DOUBT_SHARE * words:
                out[start:end] = True
    return out


def save(path, data, table, text):
    forest = Forest(lgb.Booster(model_str=text))
    used = sorted({node[0] for node in forest.nodes})
    place = {column: at for at, column in enumerate(used)}
    forest.nodes = [(place[f], *rest) for f, *rest in forest.nodes]
    out = b"CDLINES3" + struct.pack("<3i", *(round(t * SCALE) for t in THRESHOLDS)) + table.tobytes()
    out += struct.pack("<I", len(used))
    for column in used:
        name = data.layout["names"][data.used[column]].encode()
        out += bytes([len(name)]) + name
    path.write_bytes(out + forest.bytes())


def figures(data, rows, goes):
    """Line F1 and token F1 of what to keep, the share of kept tokens lost, the share of chrome tokens removed."""
    y, w = data.y[rows], data.words[rows]
    kept = ~goes[rows]
    f1 = lambda unit: 2 * unit[kept & (y == 0)].sum() / max(1, unit[kept].sum() + unit[y == 0].sum())
    lost = w[~kept & (y == 0)].sum() / max(1, w[y == 0].sum())
    gone = w[~kept & (y == 1)].sum() / max(1, w[y == 1].sum())
    return f"line F1 {f1(np.ones(len(y))):.4f}  token F1 {f1(w.astype(float)):.4f}  lost {lost:.4f}  removed {gone:.4f}"


def read(folder, titles):
    docs = []
    for path in sorted(pathlib.Path(folder).glob("*.jsonl.gz")):
        level = path.name.removesuffix(".jsonl.gz").rsplit("_", 1)[-1]
        for line in gzip.open(path, "rt"):
            d = json.loads(line)
            if level == "i" and fold(d["page"] + d["src"], 4):  # a quarter of the whole pages is enough
                continue
            lines = [" ".join(l.split("\n")) for l in d["lines"]]
            keep = [i for i, l in enumerate(lines) if l.strip()]
            docs.append({"page": d["page"], "kind": f"{level} {d['src']}", "weight": 1.0 if level == "ii" else 0.7,
                         "lines": [lines[i] for i in keep], "labels": [d["labels"][i] for i in keep]})
    return docs


def cipher(lines, rng):
    """The same shapes in an unknown language: letters are exchanged; case, digits and marks stay."""
    vowels, others = list("aeiou"), list("bcdfghjklmnpqrstvwxyz")
    a, b = vowels[:], others[:]
    rng.shuffle(a), rng.shuffle(b)
    swap = dict(zip(vowels + others, a + b))
    swap.update({k.upper(): v.upper() for k, v in swap.items()})
    return ["".join(swap.get(c, c) for c in line) for line in lines]


def augment(docs, titles, rng):
    """Derived documents: clean ones (a story alone must stay whole), partly cleaned ones, ones with lines that point to
    other stories, ones of a known site, and ones in an unknown language. They are not used for evaluation."""
    teasers = sorted(t for t in titles.values() if 4 <= len(t.split()) <= 16)
    out = []

    def add(d, kind, pairs, **more):
        if rng.random() < 0.5 and titles.get(d["page"]):
            more["headline"] = titles[d["page"]]
        if pairs:
            out.append({"page": d["page"], "kind": kind, "weight": 0.5, "lines": [p[0] for p in pairs],
                        "labels": [p[1] for p in pairs], **more})

    for d in docs:
        pairs = list(zip(d["lines"], d["labels"]))
        story = [p for p in pairs if p[1] == 1]
        if not d["kind"].startswith("ii") or not story:
            continue
        if rng.random() < 0.25:
            add(d, "clean", story)
        if rng.random() < 0.25:
            share = rng.random() ** 2
            add(d, "partly", [p for p in pairs if p[1] == 1 or rng.random() < share])
        if rng.random() < 0.15 and len(story) > 3 and teasers:
            base = list(rng.choice([story, pairs]))
            label, mark = rng.choice(LABELS), rng.choice([": ", "  ", " ", " | ", " - ", ":  "])
            for _ in range(rng.randint(1, 5)):
                base.insert(rng.randint(1, len(base)), (label + mark + rng.choice(teasers), 0))
            add(d, "pointers", base)
        if rng.random() < 0.2:  # most of the chrome is known from the site, and almost no line of the story
            known = rng.choice([0.5, 0.9])
            add(d, "memory", pairs, votes=[int(rng.random() < (known if l == 0 else 0.002)) for _, l in pairs])
        if rng.random() < 0.15:
            base = rng.choice([pairs, pairs, story])
            add(d, "cipher", list(zip(cipher([p[0] for p in base], rng), [p[1] for p in base])))
    return docs + out


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("lines", type=pathlib.Path)
    p.add_argument("model", type=pathlib.Path)
    p.add_argument("--pages", type=pathlib.Path)
    p.add_argument("--features", default="target/release/examples/line_features")
    p.add_argument("--folds", nargs=2, metavar=("K", "DIR"))
    p.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/train"))
    p.add_argument("--jobs", type=int, default=1)
    a = p.parse_args()
    titles = {}
    if a.pages:
        raw = subprocess.check_output(["zstd", "-dcq", "--long=27", a.pages])
        titles = {d["id"]: d["gold"]["title"] for d in map(json.loads, raw.splitlines()) if d["gold"].get("title")}
    docs = augment(read(a.lines, titles), titles, random.Random(20261124))
    data = Data(docs, a.features, a.work)
    folds = int(a.folds[0]) if a.folds else FOLDS
    mine = data.split(folds)
    tables = Tables(data, mine)
    SHARED.update(data=data, mine=mine, tables=tables, matrix=tables.matrix(), learned=data.y >= 0)
    voted, good = (SHARED["matrix"][:, data.layout["names"].index(name)] for name in ("vote kind", "good"))
    _, scores = all_held_out(folds, a.jobs, strict=False)
    doubt = doubtful(data, scores, good > 0)
    SHARED["learned"] &= ~doubt
    print(f"doubtful labels, not used for training: {doubt.sum()} lines, {data.words[doubt].sum()} words", flush=True)
    save(a.model, data, tables.without(), grow(data, SHARED["learned"], SHARED["matrix"]))
    if not a.folds:
        return
    for k in range(folds):
        for other in range(folds):
            tables.without(*{k, other})
    forests, scores = all_held_out(folds, a.jobs, strict=True)
    folder = pathlib.Path(a.folds[1])
    folder.mkdir(parents=True, exist_ok=True)
    for k, text in enumerate(forests):
        save(folder / str(k), data, tables.without(k), text)
    chrome = (voted > 0) & ~np.isin(voted, HEADER_VOTES)
    of_lines = lambda marked: np.bincount(data.page, marked)[data.page]
    sparse = np.maximum(0, 1 - FULL_SHARE * of_lines(chrome | (scores > 0)) / of_lines(np.ones(len(data.y))))
    margin = CLEAN_MARGIN * (of_lines(chrome) == 0) + SPARSE_MARGIN * sparse
    np.savez(a.work / "scores.npz", scores=scores, margin=margin, doubt=doubt, good=good > 0, y=data.y, words=data.words,
             kinds=data.kinds, page=data.page)
    for name in sorted(set(data.kinds)) + ["i ", "ii "]:
        rows = np.flatnonzero(np.char.startswith(data.kinds.astype(str), name) & (data.y >= 0))
        for threshold, prose in zip(THRESHOLDS, PROSE_MARGINS):
            goes = (voted > 0) | (scores >= (threshold + margin + prose * (good > 0)) * SCALE)
            print(f"{name:16} {threshold:4.1f}: {figures(data, rows, goes)}")


if __name__ == "__main__":
    main()
