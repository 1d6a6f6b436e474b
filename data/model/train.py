#!/usr/bin/env python3
"""Trains the line classifier from labelled lines.

Usage: train.py LINES MODEL [--pages FILE] [--features BINARY] [--folds K DIR] [--stages 1|2] [--work DIR] [--jobs N]

LINES is a folder of `*.jsonl.gz`: one document a row, with `page`, `lines` and `labels` (1: of the story, 0: not,
null: undecided). MODEL is the file to write. FILE holds the pages' titles (JSON lines, zstd: `id`, `gold.title`), for
documents whose headline is known. BINARY is the example `line_features` of this package, which computes all features,
so that training and use cannot differ. With --folds, models 0 to K-1 are written to DIR, model k trained without the
pages whose sha256(page)[0] % K is k, and what they reach on those pages is printed. Needs numpy, scipy, scikit-learn
and lightgbm. The same input gives the same model: fixed seeds, one thread a job.
"""
import argparse
import gzip
import hashlib
import itertools
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

FOLDS = 4  # of the pages: the word weights and scores that a line is trained with come from models that never saw its page
SCALE = 1024  # of scores: log-odds in 1/1024
THRESHOLDS = 2.4, 1.4, 0.4  # careful, balanced, thorough
MARGIN = 1.0  # more for what looks like a paragraph
EARLY_TREES, EARLY_SCORE = 40, -3.0  # as in trees.rs: a line that is plainly of the story is not asked further
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|\w+")
TREES = dict(objective="binary", learning_rate=0.1, num_leaves=31, min_data_in_leaf=60, feature_fraction=0.25,
             bagging_fraction=0.5, bagging_freq=3, lambda_l2=5.0, max_bin=63, num_threads=1, verbose=-1, seed=7, deterministic=True,
             force_col_wise=True, feature_pre_filter=False)
ROUNDS = 120
# Figures of the whole page in the first stage let the trees tell the few pages apart; the second sees them as scores.
LEFT_OUT = {"page lines", "page words", "page good lines", "page words a good line"}
LABELS = ["See also", "Read more", "Read also", "Also read", "Related", "Related story", "More", "Don't miss", "Read next",
          "Lesen Sie auch", "Lire aussi", "Leia também", "Lea también", "Leggi anche", "Lees ook", "Baca juga"]


def fold(page, folds):
    return hashlib.sha256(page.encode()).digest()[0] % folds


class Data:
    """Documents, their labels, and the features that the Rust code computes of them."""

    def __init__(self, docs, binary, work):
        self.docs, self.binary, self.work = docs, binary, work
        work.mkdir(parents=True, exist_ok=True)
        self.layout = json.loads(subprocess.check_output([binary, "layout"]))
        self.first = [i for i, name in enumerate(self.layout["names"]) if name not in LEFT_OUT]
        with open(work / "docs.jsonl", "w") as f:
            for d in docs:
                f.write(json.dumps({k: d[k] for k in ("lines", "headline", "votes") if k in d}) + "\n")
        self.page = np.repeat(np.arange(len(docs)), [len(d["lines"]) for d in docs])
        self.y = np.concatenate([[-1 if l is None else 1 - l for l in d["labels"]] for d in docs]).astype(np.int8)
        self.words = np.concatenate([[len(WORD.findall(l)) for l in d["lines"]] for d in docs])
        self.kinds = np.array([d["kind"] for d in docs])[self.page]
        level = np.array([d["weight"] for d in docs])[self.page]
        self.weight = level * (0.5 + np.sqrt(np.minimum(self.words, 60)) / 2)
        self.names = [d["page"] for d in docs]

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
        """The rules' own examples, in all their languages: cells, labels."""
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

    def ask(self, command, extra):
        with tempfile.NamedTemporaryFile(dir=self.work) as f:
            f.write(extra.tobytes())
            f.flush()
            raw = subprocess.check_output([self.binary, command, self.work / "docs.jsonl", f.name])
        return np.frombuffer(raw, dtype=np.int16).reshape(len(self.y), -1)

    def rows(self, table):
        return self.ask("rows", table.astype(np.int8))

    def score_rows(self, scores):
        return self.ask("scores", scores.astype(np.int32))


class Tables:
    """Weights of words by the folds that they never saw: a logistic regression, 16 to the unit."""

    def __init__(self, data, mine):
        self.data, self.mine, self.known, self.cells = data, mine, {}, data.cells()
        self.examples = data.examples()
        self.own = np.isin(data.kinds, [k for k in set(data.kinds) if " " in k] + ["pointers"])  # not the made ones

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
        """Rows of all lines, each with the weights that saw neither its page nor the folds `without`."""
        out = np.array(self.data.rows(self.without(*without))) if without else None
        for k in sorted(set(self.mine) - set(without)):
            found = self.data.rows(self.without(*without, k))
            out = np.zeros_like(found) if out is None else out
            out[self.mine == k] = found[self.mine == k]
        return out


class Forest:
    """A LightGBM model in integers, as the Rust code evaluates it."""

    def __init__(self, booster):
        self.base, self.roots, self.nodes, self.leaves = 0, [], [], []
        for tree in booster.dump_model()["tree_info"]:
            if "leaf_value" in tree["tree_structure"]:  # no split: part of the base
                self.base += round(tree["tree_structure"]["leaf_value"] * SCALE)
                continue
            self.roots.append(len(self.nodes))
            inner, outer = [], []
            queue = [tree["tree_structure"]]  # breadth first: children lie behind their parents
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


def grow(data, rows, matrix):
    """A forest of the given rows."""
    train = lgb.Dataset(np.ascontiguousarray(matrix), data.y[rows], weight=data.weight[rows], params=TREES)
    return lgb.train(TREES, train, ROUNDS)


def scores_of(booster, matrix):
    """Scores as the Rust code finds them, its early end included; leaves are not rounded here."""
    early = booster.predict(matrix, raw_score=True, num_iteration=EARLY_TREES)
    score = booster.predict(matrix, raw_score=True)
    return np.round(np.where(early < EARLY_SCORE, early, score) * SCALE).astype(np.int32)


SHARED = {}  # what the jobs look at; they are forks of this process


def first_stage(k):
    """A forest that never saw fold `k`, the rows of that fold, and its scores of them."""
    data, tables = SHARED["data"], SHARED["tables"]
    matrix = tables.matrix(k)
    rows, out = np.flatnonzero((data.y >= 0) & (tables.mine != k)), np.flatnonzero(tables.mine == k)
    booster = grow(data, rows, matrix[rows][:, data.first])
    return booster.model_to_string(), matrix[out], scores_of(booster, matrix[out][:, data.first])


def later_stage(task):
    """A forest of all rows for either stage but those of fold `k`, and its scores of that fold."""
    stage, k = task
    data, both, first = SHARED["data"], SHARED["both"], SHARED["scores"]
    open_ = first >= EARLY_SCORE * SCALE if stage == 2 else np.ones(len(first), bool)
    columns = range(both.shape[1]) if stage == 2 else data.first
    rows = np.flatnonzero((data.y >= 0) & (SHARED["mine"] != k) & open_)
    booster = grow(data, rows, both[rows][:, columns])
    out = np.flatnonzero((SHARED["mine"] == k) & open_)
    scores = scores_of(booster, both[out][:, columns]) if len(out) else None
    return booster.model_to_string(), out, scores


def jobs(count):
    return ProcessPoolExecutor(count, mp_context=get_context("fork"))


def save(path, data, table, *stages):
    kinds = [data.layout["names"][i] for i in data.first], data.layout["names"] + data.layout["scores"]
    out = b"CDLINES2" + struct.pack("<3i", *(round(t * SCALE) for t in THRESHOLDS)) + table.tobytes() + struct.pack("<I", len(stages))
    for names, text in zip(kinds, stages):
        forest = Forest(lgb.Booster(model_str=text))
        used = sorted({node[0] for node in forest.nodes})
        out += struct.pack("<I", len(used))
        for column in used:
            name = names[column].encode()
            out += bytes([len(name)]) + name
        place = {column: at for at, column in enumerate(used)}
        forest.nodes = [(place[f], *rest) for f, *rest in forest.nodes]
        out += forest.bytes()
    path.write_bytes(out)


def figures(data, rows, goes):
    """Line F1, token F1 (of what is to be kept), share of kept tokens lost, share of chrome tokens removed."""
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
            if level == "i" and fold(d["page"] + d["src"], 4):  # a quarter of the whole pages weighs enough beside the rest
                continue
            lines = [" ".join(l.split("\n")) for l in d["lines"]]
            keep = [i for i, l in enumerate(lines) if l.strip()]
            docs.append({"page": d["page"], "kind": f"{level} {d['src']}", "weight": 1.0 if level == "ii" else 0.7,
                         "lines": [lines[i] for i in keep], "labels": [d["labels"][i] for i in keep]})
    return docs


def cipher(lines, rng):
    """The same shapes in a language that nobody speaks: letters are exchanged, case, figures and marks stay."""
    vowels, others = list("aeiou"), list("bcdfghjklmnpqrstvwxyz")
    a, b = vowels[:], others[:]
    rng.shuffle(a), rng.shuffle(b)
    swap = dict(zip(vowels + others, a + b))
    swap.update({k.upper(): v.upper() for k, v in swap.items()})
    return ["".join(swap.get(c, c) for c in line) for line in lines]


def augment(docs, titles, rng):
    """Documents made of documents: cleaned ones (a story alone must stay whole), partly cleaned ones, ones with lines
    that point to other stories, ones whose site is known, and ones in an unknown language. They are never judged."""
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
        if rng.random() < 0.2:  # memory of the site knows most of the chrome, and hardly ever a line of the story
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
    p.add_argument("--stages", type=int, choices=(1, 2), default=1)
    p.add_argument("--jobs", type=int, default=1)
    a = p.parse_args()
    titles = {}
    if a.pages:
        raw = subprocess.check_output(["zstd", "-dcq", "--long=27", a.pages])
        titles = {d["id"]: d["gold"]["title"] for d in map(json.loads, raw.splitlines()) if d["gold"].get("title")}
    docs = augment(read(a.lines, titles), titles, random.Random(20261124))
    data = Data(docs, a.features, a.work)
    folds = int(a.folds[0]) if a.folds else FOLDS
    mine = np.array([fold(page, folds) for page in data.names])[data.page]
    tables = Tables(data, mine)
    for pair in itertools.combinations_with_replacement(range(folds), 2):
        tables.without(*set(pair))
    SHARED.update(data=data, tables=tables, mine=mine)
    scores, matrix = np.zeros(len(data.y), np.int32), np.zeros((len(data.y), len(data.layout["names"])), np.int16)
    with jobs(a.jobs) as pool:
        stages = []
        for k, (booster, part, found) in enumerate(pool.map(first_stage, range(folds))):
            matrix[mine == k], scores[mine == k] = part, found
            stages.append(booster)
            print("first stage without fold", k, flush=True)
    SHARED.update(both=np.hstack([matrix, data.score_rows(scores)]), scores=scores)
    tasks = [(1, -1)] + [(2, k) for k in [-1, *(range(folds) if a.folds else ())] if a.stages == 2]
    with jobs(a.jobs) as pool:
        grown = list(pool.map(later_stage, tasks))
    save(a.model, data, tables.without(), *(booster for booster, *_ in grown[:a.stages]))
    if not a.folds:
        return
    folder, final = pathlib.Path(a.folds[1]), scores.copy()
    folder.mkdir(parents=True, exist_ok=True)
    for k in range(folds):
        own = [stages[k]]
        if a.stages == 2:
            second, out, found = grown[2 + k]
            final[out] = found
            own.append(second)
        save(folder / str(k), data, tables.without(k), *own)
    good = matrix[:, data.layout["names"].index("good")] > 0
    np.savez(a.work / "scores.npz", first=scores, final=final, good=good, y=data.y, words=data.words, kinds=data.kinds)
    for name in sorted(set(data.kinds)) + ["i ", "ii "]:
        rows = np.flatnonzero(np.char.startswith(data.kinds.astype(str), name) & (data.y >= 0))
        for threshold in THRESHOLDS:
            print(f"{name:16} {threshold:4.1f}: {figures(data, rows, final >= (threshold + MARGIN * good) * SCALE)}")


if __name__ == "__main__":
    main()
