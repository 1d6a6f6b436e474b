#!/usr/bin/env python3
"""Trains the line classifier from labelled lines.

Usage: train.py LINES MODEL [--features BINARY] [--folds K DIR] [--work DIR]

LINES is a folder of `*.jsonl.gz`: one document a row, with `page`, `lines` and `labels` (1: of the story, 0: not,
null: undecided). MODEL is the file to write. BINARY is the example `line_features` of this package, which computes all
features, so that training and use cannot differ. With --folds, models 0 to K-1 are written to DIR, model k trained
without the pages whose sha256(page)[0] % K is k, and what they reach on those pages is printed. Needs numpy, scipy,
scikit-learn and lightgbm. The same input gives the same model: one thread, fixed seeds.
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

import lightgbm as lgb
import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

FOLDS = 4  # of the pages: the word weights that a line is trained with never saw its page
SCALE = 1024  # of scores: log-odds in 1/1024
THRESHOLDS = 2.2, 0.9, 0.0  # careful, balanced, thorough
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|\w+")
TREES = dict(objective="binary", learning_rate=0.08, num_leaves=31, min_data_in_leaf=100, feature_fraction=0.25,
             bagging_fraction=0.7, bagging_freq=1, lambda_l2=5.0, max_bin=63, num_threads=1, verbose=-1, seed=7,
             deterministic=True, force_col_wise=True, feature_pre_filter=False)
ROUNDS = 160
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
        with open(work / "docs.jsonl", "w") as f:
            for d in docs:
                f.write(json.dumps({"lines": d["lines"]}) + "\n")
        self.page = np.repeat(np.arange(len(docs)), [len(d["lines"]) for d in docs])
        self.y = np.concatenate([[-1 if l is None else 1 - l for l in d["labels"]] for d in docs]).astype(np.int8)
        self.words = np.concatenate([[len(WORD.findall(l)) for l in d["lines"]] for d in docs])
        level = np.array([d["weight"] for d in docs])[self.page]
        self.weight = level * (0.5 + np.sqrt(np.minimum(self.words, 60)) / 2)
        self.names = [d["page"] for d in docs]

    def cells(self):
        raw = np.frombuffer(subprocess.check_output([self.binary, "cells", self.work / "docs.jsonl"]), dtype=np.uint16)
        at, columns, starts = 0, [], [0]
        for _ in range(len(self.y)):
            n = int(raw[at])
            columns.append(raw[at + 1:at + 1 + n])
            at += n + 1
            starts.append(starts[-1] + n)
        columns = np.concatenate(columns).astype(np.int32)
        m = sp.csr_matrix((np.ones(len(columns), np.float32), columns, np.array(starts)), shape=(len(self.y), self.layout["cells"]))
        m.sum_duplicates()
        return m

    def rows(self, table):
        (self.work / "table").write_bytes(table.astype(np.int8).tobytes())
        raw = subprocess.check_output([self.binary, "rows", self.work / "docs.jsonl", self.work / "table"])
        return np.frombuffer(raw, dtype=np.int16).reshape(len(self.y), -1)


def word_table(data, cells, rows):
    """Weights of words: a logistic regression, 16 to the unit."""
    model = LogisticRegression(C=0.05, solver="liblinear", tol=1e-3, random_state=7)
    model.fit(cells[rows], data.y[rows], sample_weight=np.minimum(data.weight[rows], 3))
    return np.clip(np.round(model.coef_[0] * 16), -127, 127).astype(np.int8)


class Forest:
    """A LightGBM model in integers, as the Rust code evaluates it."""

    def __init__(self, booster, base):
        self.base, self.roots, self.nodes, self.leaves = base, [], [], []
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

    def score(self, rows):
        total = np.full(len(rows), self.base, np.int32)
        ends = self.roots[1:] + [len(self.nodes)]
        for number, (root, end) in enumerate(zip(self.roots, ends)):
            nodes = np.array(self.nodes[root:end])
            leaves = np.array(self.leaves[root + number:end + number + 1])
            at = np.zeros(len(rows), np.int32)
            index = np.arange(len(rows))
            while True:
                go = np.flatnonzero(at >= 0)
                if not len(go):
                    break
                node = nodes[at[go]]
                left = rows[index[go], node[:, 0]] <= node[:, 1]
                at[go] = np.where(left, node[:, 2], node[:, 3])
            total += leaves[~at]
        return total

    def bytes(self):
        out = struct.pack("<iII", self.base, len(self.roots), len(self.nodes)) + struct.pack(f"<{len(self.roots)}I", *self.roots)
        for feature, *rest in self.nodes:
            out += struct.pack("<Hhhh", feature, *rest)
        return out + struct.pack(f"<{len(self.leaves)}h", *self.leaves)


def forest(data, rows, matrix):
    names = [f"f{i}" for i in range(matrix.shape[1])]
    train = lgb.Dataset(matrix, data.y[rows], weight=data.weight[rows], feature_name=names, params=TREES)
    return Forest(lgb.train(TREES, train, ROUNDS), 0)


class Tables:
    """Word tables by the folds that they never saw."""

    def __init__(self, data, cells, mine):
        self.data, self.cells, self.mine, self.known = data, cells, mine, {}

    def without(self, *folds):
        key = tuple(sorted(folds))
        if key not in self.known:
            rows = np.flatnonzero((self.data.y >= 0) & ~np.isin(self.mine, key))
            self.known[key] = word_table(self.data, self.cells, rows)
        return self.known[key]


def train(data, tables, folds, without):
    """A model that never saw the pages of the folds `without`, and its scores of all lines."""
    table = tables.without(*without)
    everywhere = data.rows(table)
    matrix = np.zeros_like(everywhere)
    for k in set(range(folds)) - set(without):
        part = tables.mine == k
        matrix[part] = data.rows(tables.without(*without, k))[part]
    rows = np.flatnonzero((data.y >= 0) & ~np.isin(tables.mine, without))
    trees = forest(data, rows, matrix[rows])
    return table, trees, trees.score(everywhere)


def save(path, data, table, trees):
    names = hashlib.sha256("\n".join(data.layout["names"]).encode()).digest()[:8]
    head = b"CDLINES1" + names + struct.pack("<3i", *(round(t * SCALE) for t in THRESHOLDS))
    path.write_bytes(head + table.tobytes() + trees.bytes())


def figures(data, rows, goes):
    """Line F1, token F1 (of what is to be kept), share of kept tokens lost, share of chrome tokens removed."""
    y, w = data.y[rows], data.words[rows]
    kept = ~goes[rows]
    f1 = lambda unit: 2 * unit[kept & (y == 0)].sum() / max(1, unit[kept].sum() + unit[y == 0].sum())
    lost = w[~kept & (y == 0)].sum() / max(1, w[y == 0].sum())
    gone = w[~kept & (y == 1)].sum() / max(1, w[y == 1].sum())
    return f"line F1 {f1(np.ones(len(y))):.4f}  token F1 {f1(w.astype(float)):.4f}  lost {lost:.4f}  removed {gone:.4f}"


def read(folder):
    docs = []
    for path in sorted(pathlib.Path(folder).glob("*.jsonl.gz")):
        level = path.name.removesuffix(".jsonl.gz").rsplit("_", 1)[-1]
        for line in gzip.open(path, "rt"):
            d = json.loads(line)
            if level == "i" and fold(d["page"] + d["src"], 2):  # half of the whole pages weigh enough beside the rest
                continue
            lines = [" ".join(l.split("\n")) for l in d["lines"]]
            keep = [i for i, l in enumerate(lines) if l.strip()]
            docs.append({"page": d["page"], "kind": f"{level} {d['src']}", "weight": 1.0 if level == "ii" else 0.5,
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


def augment(docs, rng):
    """Documents made of documents: cleaned ones (a story alone must stay whole), partly cleaned ones, ones with lines
    that point to other stories, and ones in an unknown language. They are never judged."""
    titles = {}
    for d in docs:
        for line in d["lines"][:3]:
            if 4 <= len(line.split()) <= 16 and not line.rstrip().endswith("."):
                titles.setdefault(d["page"], line.strip())
    titles = sorted(titles.values())
    out = []
    for d in docs:
        sloppy = d["kind"].startswith("ii")
        pairs = list(zip(d["lines"], d["labels"]))
        story = [p for p in pairs if p[1] == 1]
        if rng.random() < (0.3 if sloppy else 0.1) and story:
            out.append({**d, "kind": "clean", "pairs": story})
        if rng.random() < (0.3 if sloppy else 0.1):
            share = rng.random()
            out.append({**d, "kind": "partly", "pairs": [p for p in pairs if p[1] == 1 or rng.random() < share]})
        if rng.random() < (0.3 if sloppy else 0.1) and len(story) > 3:
            base = list(rng.choice([story, pairs]))
            label, mark = rng.choice(LABELS), rng.choice([": ", "  ", " ", " | ", " - ", ":  "])
            for _ in range(rng.randint(1, 5)):
                at = rng.randint(1, len(base))
                base.insert(at, (label + mark + rng.choice(titles), 0))
            out.append({**d, "kind": "pointers", "pairs": base})
        if rng.random() < (0.3 if sloppy else 0.1):
            base = rng.choice([pairs, pairs, story])
            if base:
                lines = cipher([p[0] for p in base], rng)
                out.append({**d, "kind": "cipher", "pairs": list(zip(lines, [p[1] for p in base]))})
    for d in out:
        pairs = d.pop("pairs")
        d["lines"], d["labels"], d["weight"] = [p[0] for p in pairs], [p[1] for p in pairs], 0.5
    return docs + out


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("lines", type=pathlib.Path)
    p.add_argument("model", type=pathlib.Path)
    p.add_argument("--features", default="target/release/examples/line_features")
    p.add_argument("--folds", nargs=2, metavar=("K", "DIR"))
    p.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/train"))
    a = p.parse_args()
    docs = augment(read(a.lines), random.Random(20261124))
    data = Data(docs, a.features, a.work)
    cells = data.cells()
    kinds = np.array([d["kind"] for d in docs])[data.page]
    folds = int(a.folds[0]) if a.folds else FOLDS
    mine = np.array([fold(page, folds) for page in data.names])[data.page]
    tables = Tables(data, cells, mine)
    if a.folds:
        folder = pathlib.Path(a.folds[1])
        folder.mkdir(parents=True, exist_ok=True)
        scores = np.zeros(len(data.y), np.int32)
        for k in range(folds):
            table, trees, found = train(data, tables, folds, (k,))
            scores[mine == k] = found[mine == k]
            save(folder / str(k), data, table, trees)
        for name in sorted(set(kinds)) + ["i ", "ii "]:
            rows = np.flatnonzero(np.char.startswith(kinds.astype(str), name) & (data.y >= 0))
            for threshold in THRESHOLDS:
                print(f"{name:16} at {threshold:4.1f}: {figures(data, rows, scores >= threshold * SCALE)}", flush=True)
    table, trees, _ = train(data, tables, folds, ())
    save(a.model, data, table, trees)


if __name__ == "__main__":
    main()
