#!/usr/bin/env python3
"""Writes a corpus of any size for `run` with cleaning: stories of other corpora, each with other words.

Usage: varied.py N FILE CORPUS...
CORPUS contains JSON lines, plain or zstd, with `text` and `source`. Stories of 500 to 2,500 bytes are taken in turn. In
each paragraph of ten words and more, 40 % of the words are drawn again from all stories in the same alphabet, so that no
story is a copy of another; shorter lines, such as site chrome, stay as they are. The same arguments give the same file.
"""
import json, random, subprocess, sys

count, target, corpora = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
rng = random.Random(11)
stories, words = [], {}


def alphabet(word):
    return ord(word[0]) >> 8 if word else 0


for corpus in corpora:
    command = ["zstd", "-dcq", "--long=27", corpus] if corpus.endswith(".zst") else ["cat", corpus]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            row = json.loads(line)
            text = row.get("text") or ""
            if 500 <= len(text.encode()) <= 2_500:
                lines = [line.split(" ") if len(line.split()) >= 10 else line for line in text.split("\n")]
                stories.append((row.get("source"), lines))
                for part in lines:
                    if isinstance(part, list) and len(words.get(alphabet(part[0]), ())) < 200_000:
                        words.setdefault(alphabet(part[0]), []).extend(part)
rng.shuffle(stories)

with open(target, "w", encoding="utf-8") as out:
    for number in range(count):
        source, lines = stories[number % len(stories)]
        parts = []
        for part in lines:
            if isinstance(part, list):
                drawn = rng.choices(words[alphabet(part[0])], k=len(part))
                keep = rng.getrandbits(len(part) * 2)
                part = " ".join(new if keep >> (2 * at) & 3 == 0 or at % 5 == 0 else old
                                for at, (old, new) in enumerate(zip(part, drawn)))
            parts.append(part)
        row = {"id": str(number), "source": source, "text": "\n".join(parts)}
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
