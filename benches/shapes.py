#!/usr/bin/env python3
"""Writes a corpus of invented words in a shape that is expensive to match.

Usage: shapes.py SHAPE N FILE
SHAPE: `same` (one text N times), `near` (one text with one word replaced in each copy), `hot` (N texts with the same
first sentence), `chain` (each text contains the end of the previous one). The same arguments give the same file.
"""
import json, random, sys

shape, count, target = sys.argv[1], int(sys.argv[2]), sys.argv[3]
rng = random.Random(5)
FUNCTION_WORDS = "the of and to in a is that for it was on with as at by he his from this have had not but they".split()
syllable = lambda: rng.choice("bcdfglmnprst") + rng.choice("aeiou")
made_up = ["".join(syllable() for _ in range(3)) for _ in range(40_000)]


def words(n):
    return [rng.choice(FUNCTION_WORDS) if rng.random() < .3 else rng.choice(made_up) for _ in range(n)]


one, sentence, chain = words(90), words(14), words(90)
with open(target, "w", encoding="utf-8") as file:
    for number in range(count):
        if shape == "same":
            text = one
        elif shape == "near":
            text = list(one)
            text[rng.randrange(len(text))] = rng.choice(made_up)
        elif shape == "hot":
            text = sentence + words(90)
        elif shape == "chain":
            text = chain = chain[20:] + words(20)
        else:
            sys.exit(f"{shape}: same, near, hot or chain")
        print(json.dumps({"id": number, "text": " ".join(text)}), file=file)
