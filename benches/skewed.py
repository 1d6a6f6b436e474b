"""Writes corpora that are hard on a cluster: copies, one shingle in every story, a long chain of versions.

Usage: skewed.py FOLDER [--copies N] [--hot N] [--versions N]

FOLDER gets copies.jsonl (N identical stories, each of a site of its own), hot.jsonl (N different stories that all have
one paragraph) and chain.jsonl (N versions of a story, of which each changes a sentence of the one before, so that the last
has nothing in common with the first). The words are made up, and the same in every run.
"""

import argparse
import json
import random
from datetime import datetime, timedelta
from pathlib import Path

SYLLABLES = "ba be bo da de do fa fe ga go ka ke ko la le lo ma me mo na ne no pa pe ra re ro sa se so ta te to va ve".split()
SENTENCES = 14
WORDS = 12
HOT = "The council of the nine harbours met in the old customs house and agreed on the toll for barges of more than nine ells."


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--copies", type=int, default=20_000)
    parser.add_argument("--hot", type=int, default=20_000)
    parser.add_argument("--versions", type=int, default=10_000)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    write(given.folder / "copies.jsonl", copies(given.copies))
    write(given.folder / "hot.jsonl", hot(given.hot))
    write(given.folder / "chain.jsonl", chain(given.versions))


def write(path: Path, records) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number, record in enumerate(records):
            file.write(json.dumps({"id": number, **record}) + "\n")


class Words:
    """Sentences of made-up words."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.lexicon = ["".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 4))) for _ in range(20_000)]

    def sentence(self) -> str:
        return " ".join(self.random.choices(self.lexicon, k=WORDS)).capitalize() + "."

    def story(self) -> list[str]:
        return [self.sentence() for _ in range(SENTENCES)]


def day(number: int, most: int = 4_000) -> str:
    return (datetime(2010, 1, 1) + timedelta(days=number % most)).date().isoformat()


def copies(count: int):
    text = " ".join(Words(1).story())
    for number in range(count):
        yield {"site": f"outlet-{number}.example", "date": day(number), "text": text}


def hot(count: int):
    words = Words(2)
    for number in range(count):
        text = f"{' '.join(words.story())}\n\n{HOT}"
        yield {"site": f"outlet-{number % 500}.example", "date": day(number), "text": text}


def chain(count: int):
    words = Words(3)
    story = words.story()
    for number in range(count):
        # An hour apart, so that dates keep no pair from being compared.
        when = datetime(2010, 1, 1) + timedelta(hours=number)
        yield {"site": f"outlet-{number % 50}.example", "date": when.isoformat() + "Z", "text": " ".join(story)}
        story[number % SENTENCES] = words.sentence()


if __name__ == "__main__":
    main()
