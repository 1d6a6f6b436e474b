#!/usr/bin/env python3
"""Compares the licences of all dependencies with the list in deny.toml.

Usage: licences.py DENY_TOML METADATA
METADATA is the output of `cargo metadata`. A licence expression passes when the list allows one of its
alternatives. Needs Python 3.11. It does not check advisories: cargo-deny does.
"""
import json
import re
import sys
import tomllib


def passes(expression, allowed):
    """Whether an SPDX expression (`/` stands for OR in old crates) can be met by allowed licences."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR ")) + [None]
    at = 0

    def take():
        nonlocal at
        at += 1
        return tokens[at - 1]

    def one():
        token = take()
        if token == "(":
            value = any_of()
            take()
            return value
        if tokens[at] == "WITH":
            take()
            token = f"{token} WITH {take()}"
        return token in allowed

    def all_of():
        value = one()
        while tokens[at] == "AND":
            take()
            value = one() and value
        return value

    def any_of():
        value = all_of()
        while tokens[at] == "OR":
            take()
            value = all_of() or value
        return value

    return any_of() and tokens[at] is None


def main():
    with open(sys.argv[1], "rb") as file:
        allowed = set(tomllib.load(file)["licenses"]["allow"])
    with open(sys.argv[2], encoding="utf-8") as file:
        packages = json.load(file)["packages"]
    bad = [p for p in packages if not p["license"] or not passes(p["license"], allowed)]
    for package in bad:
        print(f"{package['name']} {package['version']}: licence {package['license']!r} is not on the list", file=sys.stderr)
    print(f"   {len(packages)} packages, {len(bad)} with a licence that is not on the list")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
