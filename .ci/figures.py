#!/usr/bin/env python3
"""Compares measured figures with the thresholds of the repository.

Usage: figures.py THRESHOLDS MEASURED SECTION...
MEASURED is the JSON output of score.py, or the text output of torture.py judge or cases.py.
THRESHOLDS maps the name of a figure to {"min": X} or {"max": X}. Figures whose name begins with one of
the SECTIONs are checked, and each of them must have been measured. Exit code 1 if one is missed; the
misses are printed.
"""
import json
import re
import sys


def measured(path):
    """The figures of a file, by name."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".json"):
        return {row["name"]: row["value"] for row in json.loads(text)}
    found = {}
    for name in "mismatches", "lost":
        if counts := re.search(rf"\b{name}'?:? (\d+)", text):
            found[f"torture {name}"] = int(counts[1])
    if "torture mismatches" in found:
        found.setdefault("torture lost", 0)  # the judge prints only counts above 0
    if cases := re.search(r"^(\d+) passed, \d+ failed$", text, re.MULTILINE):
        found["cases passed"] = int(cases[1])
    return found


def misses(thresholds, figures, sections):
    """One line for each figure that is absent or on the wrong side."""
    for name, bound in thresholds.items():
        if name.split(" ")[0] not in sections:
            continue
        value = figures.get(name)
        if value is None:
            yield f"{name}: not measured"
        elif value < bound.get("min", value):
            yield f"{name}: {value} is under {bound['min']}"
        elif value > bound.get("max", value):
            yield f"{name}: {value} is over {bound['max']}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        thresholds = json.load(file)
    found = list(misses(thresholds, measured(sys.argv[2]), sys.argv[3:]))
    for line in found:
        print(f"BELOW THE BAR {line}", file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
