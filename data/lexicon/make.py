#!/usr/bin/env python3
"""Writes en.txt: English words that look like two words written together.

Usage: make.py WORD_LIST ... > en.txt

A WORD_LIST has one word per line; the lists of SCOWL in British and American spelling were used (the packages
wamerican-large and wbritish-large of Debian, 2020.12.07). A word is kept if it has four letters or more and can be cut into
two words, the second of two letters or more: others are never split. A regular plural is left out if the singular is
kept.
"""
import re, sys

# Rare words that two common words also make. In news the two words are likelier.
RATHER_TWO_WORDS = set("thebe forme forby fordo youthen myall whenas shebeen herby".split())

words = set()
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as lines:
        words.update(word for word in map(str.strip, lines) if re.fullmatch("[a-z]{2,}", word))
firsts = words | {"a"}
kept = {
    word
    for word in words - RATHER_TWO_WORDS
    if len(word) >= 4
    and any(word[:cut] in firsts and word[cut:] in words for cut in range(1, len(word) - 1))
}
print("# English words that look like two words written together. make.py wrote this file; README.md names its source.")
for word in sorted(word for word in kept if not (word.endswith("s") and word[:-1] in kept)):
    print(word)
