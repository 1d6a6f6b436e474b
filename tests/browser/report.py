#!/usr/bin/env python3
"""Drives report.html in Chromium, as a reader would.

Usage: report.py COPYDESK AXE
COPYDESK is the program, AXE the file axe.min.js of the package axe-core. Needs the package playwright and
Chromium (CHROMIUM names it, or `chromium` on the path).

It runs the program on the sample and on invented stories with hostile headlines, opens the page, searches,
filters, opens a cluster, reads two texts side by side, judges pairs and a removal by keyboard, saves both
files, and runs again with them. On the way axe-core looks at every part, wide and narrow, light and dark.
"""

import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

PARTS = ["run", "stories", "documents", "sites", "decide", "figures"]
HOSTILE = [
    "<script>window.hacked = 1</script> at the mill",
    "<img src=x onerror='window.hacked = 1'> at the mill",
    "\u202egnihton ta kool \u2066 at the mill",
    "</script><svg onload='window.hacked = 1'> at the mill",
]
STORY = (
    "The miller of Osterby opened the sluice before dawn, and by noon the lower meadow stood under water. "
    "Nobody had told the ferryman, who found his hut afloat beside the weir. The parish will pay for a new "
    "hut, the clerk said, and the miller will ring a bell before he touches the sluice again. Two cows were "
    "brought in by boat and seemed to enjoy it. A meeting is to be held in the barn when the floor is dry."
)


def main(copydesk, axe):
    home = pathlib.Path(tempfile.mkdtemp(prefix="copydesk-browser-"))
    try:
        corpus = make_corpus(home / "corpus")
        run(copydesk, corpus, home / "out")
        page_file = home / "out" / "report.html"
        assert page_file.stat().st_size < 25_000_000
        with sync_playwright() as playwright:
            path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            labels, choices = read_the_page(browser, page_file, home)
            look_with_axe(browser, page_file, pathlib.Path(axe).read_text())
            without_a_script(browser, page_file)
            browser.close()
        run_with_labels(copydesk, corpus, home, labels, choices)
    finally:
        shutil.rmtree(home)
    print("the report was read, judged and followed")


def make_corpus(corpus):
    shutil.copytree(pathlib.Path(__file__).parents[2] / "data" / "sample", corpus)
    with open(corpus / "hostile.jsonl", "w", encoding="utf-8") as file:
        for n, headline in enumerate(HOSTILE):
            record = {"id": n, "site": f"<b>Outlet {n}</b>", "headline": headline, "date": f"2023-03-{10 + n}",
                      "text": STORY.replace("Two cows", ["Two cows", "Two cows", "Three goats", "Four geese"][n])}
            if n == 2:  # One of them credits an agency.
                record["text"] = "OSTERBY (AP) — " + record["text"]
            file.write(json.dumps(record) + "\n")
    return corpus


def run(copydesk, corpus, out, *options):
    done = subprocess.run([copydesk, "run", corpus, "-o", out, "--progress", "never", *options],
                          capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def rows(out, name):
    with open(out / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def opened(browser, page_file, **options):
    page = browser.new_context(**options).new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda line: page.errors.append(line.text) if line.type == "error" else None)
    page.goto(page_file.as_uri())
    page.wait_for_selector("html[data-ready]")
    return page


def go(page, part):
    page.evaluate("part => { location.hash = part; }", part)
    until(page, "part => document.querySelector('main').dataset.part === part && "
                "document.querySelector('main').getAttribute('aria-busy') === 'false'", part)


def until(page, condition, argument=None):
    """Waits for a condition. The policy of the page forbids the way of wait_for_function."""
    for _ in range(600):
        if page.evaluate(condition, argument):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not in 30 s: {condition}")


def read_the_page(browser, page_file, home):
    page = opened(browser, page_file)
    assert "corpus" in page.inner_text("main dl"), "the page names the corpus"
    assert "51" in page.inner_text(".funnel"), "the funnel begins with all documents"

    go(page, "stories")
    assert page.inner_text("#count").startswith("5 of 5 stories")
    page.fill("#words", "mill onload")
    until(page, "document.getElementById('count').textContent.startsWith('0 of')")
    page.fill("#words", "at the MILL")
    until(page, "document.getElementById('count').textContent.startsWith('1 of')")
    page.fill("#words", "")
    page.fill("#site", "calder")
    page.select_option("#relation", "excerpt")
    until(page, "document.getElementById('count').textContent.startsWith('1 of')")
    page.click("text=Clear")
    page.click("[data-sort=headline]")
    heads = page.eval_on_selector_all("table.stories tbody a", "links => links.map(link => link.textContent)")
    assert heads == sorted(heads) and len(heads) == 5, heads

    # A cluster: a timeline, its members, two texts side by side with words marked and equal sentences folded.
    page.click("text=Port Calder tidal barrier to open")
    page.wait_for_selector(".compared")
    assert page.locator("svg circle.point").count() >= 6
    assert page.locator(".compared del").count() > 3 and page.locator(".compared ins").count() > 3
    assert page.locator(".compared details.folded").count() >= 1

    # Before and after, from the cluster: an edit says what decided it when it has the focus.
    page.click("main table tbody a >> nth=1")
    page.wait_for_selector(".original .edit")
    page.focus(".original .edit >> nth=0")
    assert "line " in page.inner_text(".why")

    # The sites, sorted by the share of wire copy and by who printed first, both ways; empty cells stay last.
    go(page, "sites")
    for name, column in [("Wire copy", "wire_share"), ("Printed first", "first_share")]:
        cells = sorted((row[column] for row in rows(home / "out", "sites") if row[column]), key=float)
        assert len(set(cells)) > 1, cells
        for wanted, now in [(cells[::-1], "descending"), (cells, "ascending")]:
            page.click(f"[data-sort='{name}']")
            assert page.get_attribute(f"th:has([data-sort='{name}'])", "aria-sort") == now
            shown = page.eval_on_selector_all(f"td[data-name='{name}']", "cells => cells.map(cell => cell.textContent)")
            assert len(shown) == len(rows(home / "out", "sites"))
            for text, cell in zip(shown, wanted):
                assert abs(float(text.removesuffix(" %")) - 100 * float(cell)) < 0.051, shown
            assert shown[len(wanted):] == ["–"] * (len(shown) - len(wanted)), shown

    # Hostile headlines are texts.
    go(page, "stories")
    shown = page.inner_text("table.stories")
    assert "at the mill" in shown
    go(page, "documents")
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.querySelectorAll('main script, main img, main svg[onload]').length") == 0
    assert "\u202e" not in page.inner_text("body")

    # Five pairs by keyboard.
    go(page, "decide")
    page.focus("[aria-label='Pairs to judge']")
    for key in ["s", "s", "Space", "s", "n"]:
        before = page.inner_text("[aria-label='Pairs to judge'] .state")
        page.keyboard.press(key)
        until(page, "before => document.querySelector('[aria-label=\"Pairs to judge\"] .state').textContent !== before",
              before)
    with page.expect_download() as saved:
        page.click("#save-labels")
    saved.value.save_as(home / "labels.csv")
    page.focus("[aria-label='Removals to judge']")
    page.keyboard.press("k")
    with page.expect_download() as saved:
        page.click("#save-choices")
    saved.value.save_as(home / "choices.toml")
    assert page.errors == [], page.errors
    return home / "labels.csv", home / "choices.toml"


def look_with_axe(browser, page_file, axe):
    for width, scheme in [(1280, "light"), (400, "dark")]:
        page = opened(browser, page_file, viewport={"width": width, "height": 900}, color_scheme=scheme)
        session = page.context.new_cdp_session(page)
        go(page, "stories")
        cluster = page.get_attribute("table.stories tbody a", "href")[1:]
        for part in [*PARTS, cluster]:
            go(page, part)
            found = session.send("Runtime.evaluate", {
                "expression": axe + "; axe.run().then(r => JSON.stringify(r.violations.map(v => "
                                    "[v.id, v.nodes.map(n => n.html.slice(0, 200))])))",
                "awaitPromise": True, "returnByValue": True})
            violations = json.loads(found["result"]["value"])
            assert violations == [], (width, part, violations)
            over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert over <= 0, f"{part} is {over} pixels too wide at {width}"
        assert page.errors == [], page.errors


def without_a_script(browser, page_file):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(page_file.as_uri())
    text = page.inner_text("main")
    assert "unique stories" in text and "calder-courier" in text, text


def run_with_labels(copydesk, corpus, home, labels, choices):
    with open(labels, encoding="utf-8", newline="") as file:
        judged = list(csv.DictReader(file))
    assert sorted(row["label"] for row in judged) == ["not_same", "same", "same", "same"]
    with open(labels, "a", encoding="utf-8") as file:
        file.write("0000000000000000,1111111111111111,same\n")
    assert "[[keep]]" in choices.read_text(encoding="utf-8")
    summary = run(copydesk, corpus, home / "again", "--labels", labels, "--choices", choices)
    assert "1 label" in summary, summary
    cluster = {row["article_id"]: row["cluster_id"] for row in rows(home / "again", "articles")}
    # A label `same` is not followed only where it would join a pair that is labelled `not_same`.
    apart = []
    for row in judged:
        one, two = cluster[row["article_id_a"]], cluster[row["article_id_b"]]
        together = one != "" and one == two
        assert not (together and row["label"] == "not_same"), row
        apart += [row] if row["label"] == "same" and not together else []
    facts = json.loads((home / "again" / "run.json").read_text(encoding="utf-8"))["labels"]
    assert facts["unknown"] == ["0000000000000000 1111111111111111"], facts
    assert len(apart) == facts["contradicted"] < 3, (apart, facts)
    assert (facts["same"], facts["not_same"]) == (3, 1), facts
    assert float(facts["precision"]["low"]) < float(facts["precision"]["share"]) < 1, facts


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
