#!/usr/bin/env python3
"""Trains the page model from pages with their main content.

Usage: train_pages.py PAGES... MODEL [--features BINARY] [--folds K DIR] [--by publisher|language] [--work DIR]

`bash data/model/train.sh pages GOLD` calls this script with everything that it needs.

PAGES are files of JSON lines, zstd: `id`, `url`, `html`, and `gold` with `main_content` (WCXB), or with `text` and
`neutral` (what counts neither way, here the standfirst; it is trained as part of the story). MODEL is the file to write.
BINARY is the example `page_features` of this package. It renders the pages and computes all features, so that training
and use cannot differ. With --folds, also writes models 0 to K-1 to DIR and prints their word F1: model k is trained
without the pages whose sha256(publisher)[0] % K is k; the publisher is the host of the page's address. With --by language,
K is ignored: model k is trained without a group of languages. Needs the packages in requirements.txt. The same input
gives the same model: seeds are fixed, and each forest uses one thread.
"""
import argparse
import bisect
import collections
import hashlib
import json
import multiprocessing
import pathlib
import re
import struct
import subprocess
import urllib.parse

import lightgbm as lgb
import numpy as np
import scipy.sparse as sp
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from train import SCALE, Forest, fold

FOLDS = 3  # of the pages: the weights and scores of a training line come from models that never saw its page
THRESHOLDS = 2.0, 1.0, 0.2  # careful, balanced, thorough
# What is subtracted from all scores before the best set of lines is chosen. Models take lines of pages unlike those that
# they learned from for the story too easily: -0.4 is best for WCXB, -1.2 for news.
LENIENCE = 1.0, -0.6, -1.2
# In scripts without spaces each character is a word.
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|[^\W\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]+")
LANGUAGES = {"en"}, {"de", "nl", "da", "no", "nb", "nn", "sv", "is"}, {"fr", "es", "it", "pt", "ca"}, {"zh", "ja", "ko"}
NEWS = 2.0  # the weight of a page of news: there are few
# A third of the pages each is trained a second time, without weights of names, and without weights of words and names: as
# pages look whose makers nobody knows.
COPIES = ("names",), ("words", "names")
TREES = dict(objective="binary", learning_rate=0.06, num_leaves=24, min_data_in_leaf=40, feature_fraction=0.2,
             bagging_fraction=0.7, bagging_freq=1, lambda_l2=8.0, max_bin=63, num_threads=1, verbose=-1, seed=7,
             deterministic=True, force_col_wise=True, feature_pre_filter=False)
PART = 0.4  # the share of chrome lines that are used for training
ROUNDS = 130, 130  # of the first and the second stage
EARLY, SETTLED = 40, 2560  # a score this far from zero after EARLY trees, or after the first stage, is final
SEEDS = 7, 8, 9  # the second stage is the mean of forests with these seeds
OPEN = 4000  # the second stage is trained on lines whose first scores are nearer to zero
KEPT = 110  # features of a line that both stages use: those that gain most, and ALWAYS
ALWAYS = "m said",  # rare in these pages, but almost certain


def words(text):
    return [w.lower() for w in WORD.findall(text)]


def label(lines, gold):
    """1 for each rendered line that is in the main content: long lines by their runs of three words, short ones if they
    are in the right place between long ones."""
    g = words(gold)
    labels, first = [0] * len(lines), [0] * len(lines)
    if not g:
        return labels
    text = " " + " ".join(g) + " "
    starts = np.cumsum([1] + [len(w) + 1 for w in g[:-1]]).tolist()
    number = {at: i for i, at in enumerate(starts)}
    runs, bounds, at = {}, set(), 0
    for i in range(len(g) - 3, -1, -1):
        runs[tuple(g[i:i + 3])] = i
    for line in re.split(r"\n+", gold):
        if n := len(words(line)):
            bounds.add(at)
            at += n
    own = [words(line) for line in lines]
    for k, w in enumerate(own):
        if len(w) >= 6:
            found = [runs[r] for r in zip(w, w[1:], w[2:]) if r in runs]
            if 2 * len(found) >= len(w) - 2:
                labels[k], first[k] = 1, found[0]
    anchors = [k for k in range(len(own)) if labels[k]]
    for k, w in enumerate(own):
        if labels[k] or not 0 < len(w) <= 12 or not anchors:
            continue
        j = bisect.bisect(anchors, k)
        if j == 0 and anchors[0] - k > 8 or j == len(anchors) and k - anchors[-1] > 8:
            continue
        low = first[anchors[j - 1]] if j else 0
        high = first[anchors[j]] if j < len(anchors) else len(g)
        low, high = min(low, high), max(low, high)
        key = " " + " ".join(w) + " "
        end = starts[high] + 5 + len(key) if high < len(g) else len(text)
        at = text.find(key, starts[low] - 1, end)
        while at >= 0:
            if len(w) >= 4 or number.get(at + 1) in bounds:
                labels[k] = 1
                break
            at = text.find(key, at + 1, end)
    used = collections.Counter()  # a line that occurs more often than in the main content
    for k, w in enumerate(own):
        key = " ".join(w)
        if labels[k]:
            used[key] += 1
            labels[k] = int(used[key] <= max(1, text.count(f" {key} ")))
    return labels


class Data:
    """Pages, their labels, and the features that the Rust code computes."""

    def __init__(self, pages, binary, work, by):
        self.binary, self.work, self.file = binary, work, work / "pages.jsonl"
        work.mkdir(parents=True, exist_ok=True)
        self.gold, self.neutral, self.publisher, self.news = {}, {}, {}, set()
        rows = {}
        for path in pages:
            raw = subprocess.run(["zstd", "-dcq", "--long=27", str(path)], capture_output=True, check=True).stdout
            for d in map(json.loads, raw.splitlines()):
                gold = d["gold"]
                self.gold[d["id"]] = gold.get("main_content", gold.get("text")) or ""
                self.neutral[d["id"]] = gold.get("neutral") or ""
                self.publisher[d["id"]] = publisher(d)
                if "neutral" in gold:
                    self.news.add(d["id"])
                rows[d["id"]] = json.dumps({k: d[k] for k in ("id", "url", "html") if k in d})
        self.file.write_text("\n".join(rows.values()) + "\n")
        self.layout = json.loads(subprocess.check_output([binary, "layout"]))
        rendered = [json.loads(line) for line in self.call("lines").splitlines()]
        self.lines = [d["lines"] for d in rendered]
        self.ids = [d["id"] for d in rendered]
        self.languages = [d["language"] or "" for d in rendered]
        self.by = by
        self.page = np.repeat(np.arange(len(rendered)), [len(l) for l in self.lines])
        self.y = np.concatenate([1 - np.array(self.labels(i, l)) for i, l in zip(self.ids, self.lines)]).astype(np.int8)
        self.bags = [collections.Counter(words(line)) for lines in self.lines for line in lines]
        self.words = np.array([b.total() for b in self.bags])
        # The cost of a mistake in word F1: the line's words relative to those of the page's story.
        story = np.bincount(self.page, self.words * (self.y == 0), len(self.ids))
        self.weight = 0.15 + np.minimum(20 * self.words / np.maximum(story, 80)[self.page], 6)
        self.weight *= np.where(np.array([i in self.news for i in self.ids])[self.page], NEWS, 1)

        # All lines of stories, and a part of the others.
        lot = np.random.default_rng(7).random(len(self.y)) < PART
        self.sampled = (self.y == 0) | lot
        self.train_weight = self.weight * np.where(self.y == 0, 1, 1 / PART)

        # The pages that are trained a second time, and the numbers of their lines.
        self.second = []
        for number, _ in enumerate(COPIES):
            mine = np.array([hashlib.sha256(i.encode()).digest()[1] % 3 == number for i in self.ids])
            file = work / f"copy{number}.jsonl"
            file.write_text("".join(rows[i] + "\n" for i, m in zip(self.ids, mine) if m))
            self.second.append((file, np.flatnonzero(mine[self.page])))

    def labels(self, page, lines):
        story = label(lines, self.gold[page])
        if neutral := self.neutral[page]:
            story = [a or b for a, b in zip(story, label(lines, neutral))]
        return story

    def fold(self, page, folds):
        """The fold of a page, by its number."""
        if self.by == "language":
            return next((k for k, group in enumerate(LANGUAGES) if self.languages[page] in group), len(LANGUAGES))
        return fold(self.publisher[self.ids[page]], folds)

    def call(self, command, extra=None, name="extra", file=None):
        args = [self.binary, command, file or self.file]
        if extra is not None:
            (self.work / name).write_bytes(extra)
            args.append(self.work / name)
        return subprocess.check_output(args)

    def cells(self):
        raw = np.frombuffer(self.call("cells"), dtype=np.uint16)
        at, columns, starts = 0, [], [0]
        for _ in range(len(self.y)):
            n = int(raw[at])
            columns.append(raw[at + 1:at + 1 + n])
            at += n + 1
            starts.append(starts[-1] + n)
        columns = np.concatenate(columns).astype(np.int32)
        shape = len(self.y), self.layout["words"] + self.layout["names"]
        m = sp.csr_matrix((np.ones(len(columns), np.float32), columns, np.array(starts)), shape=shape)
        m.sum_duplicates()
        m.data[:] = 1
        return m

    def rows(self, table, name):
        """Rows of all lines, then of the copies."""
        def rows(table, file, lines):
            raw = self.call("rows", table.astype(np.int8).tobytes(), name, file)
            return np.frombuffer(raw, dtype=np.int16).reshape(lines, -1)
        all = [rows(table, self.file, len(self.y))]
        for parts, (file, mine) in zip(COPIES, self.second):
            copy = table.copy()
            if "words" in parts:
                copy[:self.layout["words"]] = 0
            if "names" in parts:
                copy[self.layout["words"]:] = 0
            all.append(rows(copy, file, len(mine)))
        return np.vstack(all)

    def copies(self):
        """The line of each row."""
        return np.concatenate([np.arange(len(self.y)), *(mine for _, mine in self.second)])

    def score_rows(self, scores, name):
        """Rows for scores in the order of `rows`."""
        all, at = [], 0
        for file, count in (self.file, len(self.y)), *((file, len(mine)) for file, mine in self.second):
            if at == len(scores):
                break
            part = scores[at:at + count].astype("<i4")
            raw = self.call("scores", part.tobytes(), name, file)
            all.append(np.frombuffer(raw, dtype=np.int16).reshape(count, -1))
            at += count
        return np.vstack(all)

    def f1(self, goes, pages):
        out = []
        for p in pages:
            have = collections.Counter()
            for k in np.flatnonzero(self.page == p):
                if not goes[k]:
                    have.update(self.bags[k])
            want = collections.Counter(words(self.gold[self.ids[p]]))
            surplus = (have - want) & collections.Counter(words(self.neutral[self.ids[p]]))
            total = have.total() - surplus.total() + want.total()
            out.append(2 * (have & want).total() / total if total else 1.0)
        return np.array(out)


def publisher(page):
    """The host of a page's address; without one, its id."""
    return urllib.parse.urlsplit(page.get("url") or "").netloc.removeprefix("www.") or page["id"]


def choose(data, scores, most, lenience):
    """As choice.rs does: for each line whether it goes, and for each page the expected word F1."""
    goes, expected = np.ones(len(scores), bool), []
    story = 1 / (1 + np.exp(scores / SCALE - lenience))
    counts = np.maximum(data.words, 0)
    for p in range(len(data.ids)):
        mine = np.flatnonzero(data.page == p)
        order = mine[np.argsort(scores[mine], kind="stable")]
        shared, kept = np.cumsum(story[order] * counts[order]), np.cumsum(counts[order])
        value = np.where(scores[order] < most, 2 * shared / np.maximum(kept + shared[-1], 1e-9), 0)
        best = int(np.argmax(value)) if len(value) else 0
        if len(value) and value[best] > 0:
            goes[order[:best + 1]] = False
        expected.append(value[best] if len(value) else 0)
    return goes, np.array(expected)


def calibrate(expected, right):
    """The probability that a page is right, at expected word F1 of .5, .55, ... 1, from pages that the models did not
    see: isotonic regression, smoothed by neighbours."""
    model = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(expected, right)
    points = np.linspace(0.5, 1, 11)
    fine = np.linspace(0, 1, 2001)
    values = model.predict(fine)
    kernel = [np.average(values, weights=np.exp(-((fine - p) / 0.02) ** 2)) for p in points]
    return np.round(1000 * np.maximum.accumulate(kernel)).astype(int)


def table_of(data, cells, rows):
    """Weights of words and of names: two logistic regressions in steps of 1/16."""
    parts = []
    for low, high, c in (0, data.layout["words"], 0.05), (data.layout["words"], cells.shape[1], 0.02):
        model = LogisticRegression(C=c, solver="liblinear", tol=1e-2, random_state=7)
        model.fit(cells[rows][:, low:high], data.y[rows], sample_weight=np.minimum(data.train_weight[rows], 2))
        parts.append(np.clip(np.round(model.coef_[0] * 16), -127, 127))
    return np.concatenate(parts).astype(np.int8)


def forest(data, rows, matrix, rounds, seed=7):
    names = [f"f{i}" for i in range(matrix.shape[1])]
    params = {**TREES, "seed": seed}
    rows = data.copies()[rows]
    train = lgb.Dataset(matrix, data.y[rows], weight=data.train_weight[rows], feature_name=names, params=params)
    return lgb.train(params, train, rounds)


def mean_of(boosters):
    """One forest whose score is the mean of several. Their trees take turns, so that a part of them is a mean too."""
    forests = list(map(Forest, boosters))
    mean = Forest.__new__(Forest)
    mean.base = round(sum(forest.base for forest in forests) / len(forests))
    turns = [tree for trees in zip(*map(trees_of, forests)) for tree in trees]
    mean.roots, mean.nodes, mean.leaves = [], [], []
    for nodes, leaves in turns:
        mean.roots.append(len(mean.nodes))
        mean.nodes += nodes
        mean.leaves += [round(leaf / len(forests)) for leaf in leaves]
    return mean


def trees_of(forest):
    """The nodes and leaves of each tree. It has one more leaf than nodes."""
    ends = [*forest.roots[1:], len(forest.nodes)]
    return [(forest.nodes[a:b], forest.leaves[a + n:b + n + 1]) for n, (a, b) in enumerate(zip(forest.roots, ends))]


def score(booster, matrix):
    """Scores almost as the program computes them: a row that the first trees settle skips the others. The program checks
    once more, after 88 trees."""
    early, all = (np.round(booster.predict(matrix, raw_score=True, num_threads=1, num_iteration=n) * SCALE).astype(np.int32)
                  for n in (EARLY, None))
    return np.where(np.abs(early) >= SETTLED, early, all)


class Trainer:
    """Models by the folds that they never saw. Tables and rows are made once for each set of folds."""

    def __init__(self, data, folds, processes):
        self.data, self.folds, self.processes, self.cells = data, folds, processes, data.cells()
        pages = np.array([data.fold(p, folds) for p in range(len(data.ids))])
        self.mine, self.copies = pages[data.page], pages[data.page][data.copies()]
        self.sampled = data.sampled[data.copies()]
        self.known = {}

    def rows_without(self, key):
        """The table trained without these folds, and the rows of all lines with it."""
        keep = np.flatnonzero(~np.isin(self.mine, key) & self.data.sampled)
        table = table_of(self.data, self.cells, keep)
        return table, self.data.rows(table, "table" + "-".join(map(str, key)))

    def prepare(self, wanted):
        """Tables and rows for models that never saw each of the wanted sets of folds."""
        keys = {tuple(sorted({*w, k})) for w in wanted for k in range(self.folds) if k not in w} | set(wanted)
        keys = sorted(keys - self.known.keys())
        self.known.update(zip(keys, parallel(self, "rows_without", keys, self.processes)))

    def train(self, without):
        """A model that never saw the pages of these folds, and both stages' scores of all lines."""
        rest = [k for k in range(self.folds) if k not in without]
        table, everywhere = self.known[without]
        unseen = np.zeros_like(everywhere)  # rows with tables that never saw their page
        for k in rest:
            unseen[self.copies == k] = self.known[tuple(sorted({*without, k}))][1][self.copies == k]
        every = self.stages(without, unseen, everywhere, SEEDS[:1])
        kept = self.kept(every[0], every[1])
        # Trees do not use features that never change.
        unseen, everywhere = np.where(kept, unseen, 0), np.where(kept, everywhere, 0)
        first, second, one, two = self.stages(without, unseen, everywhere, SEEDS)
        return (table, Forest(first), mean_of(second)), one, two

    def kept(self, first, second):
        """The features of a line that gain most."""
        names = self.data.layout["first"]
        one, two = (np.asarray(booster.feature_importance("gain")) for booster in (first, *second))
        gain = one / one.sum() + 2 * two[:len(names)] / two.sum()
        kept = np.isin(names, ALWAYS)
        kept[np.argsort(-gain, kind="stable")[:KEPT]] = True
        return kept

    def stages(self, without, unseen, everywhere, seeds):
        """Both stages, and their scores."""
        d, rest = self.data, [k for k in range(self.folds) if k not in without]
        used = np.flatnonzero(np.isin(self.copies, rest) & self.sampled)
        first = forest(d, used, unseen[used], ROUNDS[0])
        own = everywhere[:len(d.y)]
        one = score(first, own)  # for pages that training did not see
        scores = score(first, everywhere)
        for k in rest:  # for the other pages: by forests without them
            part, others = self.copies == k, used[self.copies[used] != k]
            scores[part] = score(forest(d, others, unseen[others], ROUNDS[0]), unseen[part])
        name = "scores" + "-".join(map(str, without))
        both = np.hstack([unseen, d.score_rows(scores, name)])
        used = used[np.abs(scores[used]) < OPEN]
        second = [forest(d, used, both[used], ROUNDS[1], seed) for seed in seeds]
        both = np.hstack([own, d.score_rows(one, name)])
        # The program stops early where a part of these is certain (page.rs); no figure changes by .0002.
        two = np.mean([b.predict(both, raw_score=True, num_threads=1) for b in second], axis=0)
        two = np.where(np.abs(one) < SETTLED, np.round(two * SCALE).astype(np.int32), one)
        return first, second, one, two


def call(job):
    trainer, method, argument = WORK[0], job[0], job[1]
    return getattr(trainer, method)(argument)


WORK = []  # shared by the processes


def parallel(trainer, method, arguments, processes):
    WORK[:] = [trainer]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return pool.map(call, [(method, a) for a in arguments], chunksize=1)


def stage(forest, names):
    """The names of the features that a forest uses, then the forest."""
    used = sorted({node[0] for node in forest.nodes})
    place = {f: i for i, f in enumerate(used)}
    forest.nodes = [(place[f], *rest) for f, *rest in forest.nodes]
    out = struct.pack("<I", len(used))
    for f in used:
        name = names[f].encode()
        out += bytes([len(name)]) + name
    return out + forest.bytes()


def save(path, data, model, calibration):
    table, first, second = model
    names = data.layout["first"] + data.layout["second"]
    head = b"CDPAGES2" + struct.pack("<6i", *(round(t * SCALE) for t in THRESHOLDS + LENIENCE))
    head += struct.pack("<11H", *calibration)
    path.write_bytes(head + table.tobytes() + stage(first, names) + stage(second, names))


def report(data, one, two):
    """Prints word F1 of both sets at several thresholds, and the calibration. Returns its points."""
    news = np.array([i in data.news for i in data.ids])
    def line(name, f1):
        parts = [f1[~news].mean() if (~news).any() else 0, f1[news].mean() if news.any() else 0]
        print(f"{name}: word F1 {parts[0]:.4f}, news {parts[1]:.4f}", flush=True)
    pages = range(len(data.ids))
    for name, scores in ("first stage", one), ("second stage", two):
        for t in 1.0, 0.0:
            line(f"{name} at {t:4.1f}", data.f1(scores >= t * SCALE, pages))
    for lenience in 0.4, 0.0, -0.4, -0.6, -0.8, -1.2:
        line(f"as a set, {lenience:4.1f}", data.f1(choose(data, two, THRESHOLDS[1] * SCALE, lenience)[0], pages))
    goes, expected = choose(data, two, THRESHOLDS[1] * SCALE, LENIENCE[1])
    f1 = data.f1(goes, pages)
    for language in sorted(set(data.languages)):
        mine = np.array([l == language for l in data.languages])
        print(f"  {language or '-'}: {mine.sum()} pages, word F1 {f1[mine].mean():.4f}", flush=True)
    calibration = calibrate(expected, f1 >= 0.9)
    said = np.interp(expected, np.linspace(0.5, 1, 11), calibration / 1000)
    for low in np.arange(0, 1, 0.1):
        mine = (said >= low) & (said < low + 0.1 + 1e-9 * (low > 0.85))
        if mine.any():
            print(f"  said {low:.1f} to {low + 0.1:.1f}: {mine.sum()} pages, {(f1[mine] >= 0.9).mean():.3f} right", flush=True)
    return calibration


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("pages", type=pathlib.Path, nargs="+")
    p.add_argument("model", type=pathlib.Path)
    p.add_argument("--features", default="target/release/examples/page_features")
    p.add_argument("--folds", nargs=2, metavar=("K", "DIR"))
    p.add_argument("--by", choices=("publisher", "language"), default="publisher")
    p.add_argument("--processes", type=int, default=2)
    p.add_argument("--work", type=pathlib.Path, default=pathlib.Path("target/train-pages"))
    a = p.parse_args()
    data = Data(a.pages, a.features, a.work, a.by)
    pages = range(len(data.ids))
    print(f"{len(data.ids)} pages, {len(data.y)} lines; labels reach {data.f1(data.y == 1, pages).mean():.4f}", flush=True)
    folds = int(a.folds[0]) if a.folds else FOLDS
    if a.by == "language":
        folds = len(LANGUAGES) + 1
    trainer = Trainer(data, folds, a.processes)
    wanted = [(k,) for k in range(folds)]
    if a.by == "publisher":
        wanted.append(())
    trainer.prepare(wanted)
    print("tables done", flush=True)
    models = parallel(trainer, "train", wanted, a.processes)
    one, two = np.zeros(len(data.y), np.int32), np.zeros(len(data.y), np.int32)
    for k in range(folds):
        part = trainer.mine == k
        one[part], two[part] = models[k][1][part], models[k][2][part]
    calibration = report(data, one, two)
    if a.folds:
        folder = pathlib.Path(a.folds[1])
        folder.mkdir(parents=True, exist_ok=True)
        for k in range(folds):
            save(folder / str(k), data, models[k][0], calibration)
        np.savez(a.work / "scores.npz", one=one, two=two, y=data.y, page=data.page)
    if a.by == "publisher":
        save(a.model, data, models[-1][0], calibration)


if __name__ == "__main__":
    main()
