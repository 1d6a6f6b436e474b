#!/usr/bin/env python3
"""Fits the odds that a line break in a text wrapped without blank lines ends a paragraph (src/repair/wrap_odds.rs).

Usage: fit_wraps.py PAGES LEARNED_FROM [WIDTH ...]

PAGES contains JSON lines, plain or zstd, with `id` and `gold.main_content`, one paragraph per line (the format of WCXB).
Each page is wrapped at two of the widths. Training uses breaks that the width explains and that no lower-case letter
follows. LEARNED_FROM is a corpus of stories with `text`, whose words and pairs are counted. Prints the weights in
thousandths and the errors on held-out pages. Needs numpy and scikit-learn.
"""
import hashlib, json, math, re, subprocess, sys, textwrap
from collections import Counter

import numpy as np
from sklearn.linear_model import LogisticRegression

ENDS = re.compile(r"[.!?:…。][\"”’')\]]*$")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
FUNCTION_WORDS = set(re.search(r'WORDS: &str = "(.*?)"', open("src/repair/function_words.rs").read(), re.S).group(1).split())


def rows(path):
    command = ["zstd", "-dcq", "--long=27", path] if path.endswith(".zst") else ["cat", path]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        yield from map(json.loads, process.stdout)


def counts(path):
    """In how many texts each word, each lower-case word and each pair of adjacent words occurs."""
    words, small, pairs, seen = Counter(), Counter(), Counter(), set()
    for row in rows(path):
        text = row.get("text") or ""
        if text in seen:
            continue
        seen.add(text)
        found = [(m.group(), m.start(), m.end()) for m in WORD.finditer(text)]
        words.update({w.lower() for w, _, _ in found})
        small.update({w for w, _, _ in found if w == w.lower()})
        pairs.update({(a.lower(), b.lower()) for (a, _, end), (b, start, _) in zip(found, found[1:]) if start == end + 1})
    return words, small, pairs


def logarithm(count):
    """As src/repair/log_odds.rs: binary, in sixteenths, linear between powers of two."""
    power = (count + 1).bit_length() - 1
    return power * 16 + ((count + 1 << 4) >> power) - 16


def count(number, most):
    return min(logarithm(number), most * 16) / 16


def beyond(number, expected, most):
    return max(-most * 16, min(most * 16, logarithm(number) - logarithm(expected))) / 16


def share(part, whole):
    return ((part + 1) * 16 // (whole + 1)) / 16


def upper(word):
    return word.lstrip("\"“‘'(")[:1].isupper()


def sentences_inside(line):
    words = line.split()
    return sum(bool(ENDS.search(a)) and not a.rstrip("\"”’')]").endswith(":") and upper(b) for a, b in zip(words, words[1:]))


def label(line):
    head, colon, rest = line.partition(":")
    return bool(colon) and len(head.encode()) < 40 and (head[:1].isupper() or head[:1].isdigit()) and len(head.split()) <= 3 and rest.startswith(" ")


def breaks(lines, width, known):
    """The uncertain breaks: index, whether a sentence ends there, features."""
    words, small, pairs = known
    fits = [len(a) + 1 + len(b.split()[0]) <= width for a, b in zip(lines, lines[1:])]
    sure = [f or len(a) > width or len(b) > width for f, a, b in zip(fits, lines, lines[1:])] + [True]
    ends = [bool(ENDS.search(line)) for line in lines]
    paragraphs, start = [], 0
    for index, last in enumerate(sure):
        if last:
            paragraphs.append((start, index))
            start = index + 1
    of = {index: p for p in paragraphs for index in range(p[0], p[1] + 1)}
    heads = Counter(lines[a].split()[0].lower() for a, _ in paragraphs)
    full = sum(s and e for s, e in zip(sure, ends))
    bare = sum(s and not e for s, e in zip(sure, ends))
    inside = sum(map(sentences_inside, lines))
    before = dict(zip(paragraphs[1:], paragraphs))
    for index, (line, after) in enumerate(zip(lines, lines[1:])):
        if sure[index] or after[0].islower():
            continue
        first, last = of[index]
        head = after.split()[0]
        left, right = (WORD.findall(line.split()[-1]) or [""])[-1].lower(), (WORD.findall(head) or [""])[0].lower()
        begun = index - first + 1
        alone = last == index + 1
        if not ends[index]:
            yield index, False, [
                count(last - index, 5), index == first, ends[last], right in FUNCTION_WORDS, left in FUNCTION_WORDS, line[-1] in "\"”’')]",
                line[-1] in ",;-–—", after[0] in "([", count(heads[head.lower()], 5), beyond(words[right], small[right], 6),
                count(pairs[left, right], 8), count(words[right], 12), count(sum(map(sentences_inside, lines[first:index + 1])), 4),
                line.count("(") > line.count(")"), count(heads[lines[first].split()[0].lower()], 5)]
        else:
            earlier = before.get(of[index])
            capitals = [upper(w) for w in after.split() if re.search(r"[^\W\d_]", w)]
            yield index, True, [
                beyond(full, inside, 6), beyond(bare, full, 4), beyond(begun * len(paragraphs), len(lines), 4),
                beyond((last - index) * len(paragraphs), len(lines), 4), beyond((last - first + 1) * len(paragraphs), len(lines), 4),
                beyond(len(lines), len(paragraphs), 4), alone, line.endswith("."), line.endswith(":"), label(after),
                earlier is not None and ends[earlier[1]], count(heads[head.lower()], 5), share(sum(capitals), len(capitals)),
                min(sum(ends[first:last]) - 1, 3), alone and ends[last]]


def wrapped(text, width):
    lines, last = [], []
    for paragraph in filter(str.strip, text.split("\n")):
        new = textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
        lines += new
        last += [False] * (len(new) - 1) + [True]
    return lines, last


def main(pages, corpus, widths):
    known = counts(corpus)
    found = {False: ([], [], []), True: ([], [], [])}
    for page in rows(pages):
        number = hashlib.md5(page["id"].encode()).digest()
        for place in (0, 1):
            width = widths[number[place] % len(widths)]
            lines, last = wrapped(page["gold"]["main_content"] or "", width)
            for index, ended, values in breaks(lines, width, known) if len(lines) > 3 else ():
                for column, value in zip(found[ended], (values, last[index], number[2] % 6)):
                    column.append(value)
    for ended, (values, labels, folds) in found.items():
        x, y, folds = np.array(values, float), np.array(labels), np.array(folds)
        scale = x.std(0) + 1e-9
        held = np.zeros(len(y))
        for fold in range(6):
            held[folds == fold] = LogisticRegression(C=1, max_iter=400).fit(x[folds != fold] / scale, y[folds != fold]).predict_proba(x[folds == fold] / scale)[:, 1]
        model = LogisticRegression(C=1, max_iter=400).fit(x / scale, y)
        print("a sentence ends" if ended else "no sentence ends", len(y), "breaks,", y.sum(), "end a paragraph")
        print("  odds", round(model.intercept_[0] * 1000), *(round(w * 1000) for w in model.coef_[0] / scale))
        for odds in (-1000, -750, -500, 0):
            says = held > 1 / (1 + math.exp(-odds / 1000))
            print(f"  from {odds} on: {(y & ~says).sum()} paragraphs joined, {(~y & says).sum()} parted")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], [int(w) for w in sys.argv[3:]] or [56, 60, 65, 68, 72, 76, 78, 80])
