"""Loads every table of a run with R's readr, by the recipe of a page, and compares each cell with the CSV file.

Usage: tables_in_r.py PAGE OUT
OUT has the name that the recipe uses. The R examples of PAGE run in the folder of OUT, as they are printed. One of
them defines load_table(NAME), and one reads `edits`. Needs Rscript with readr and jsonlite.
"""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

from tables import check, csv_tables

# Runs after the examples. Writes the cells of each table as texts, numbers as the tables write them, and the class of
# each column.
TOLD = """
as_text <- function(column, kind) {
  text <- if (kind == "number") sprintf("%.4f", column) else if (kind == "integer") sprintf("%.0f", column) else column
  ifelse(is.na(column), "", text)
}
told <- function(table, kinds) {
  stopifnot(nrow(problems(table)) == 0)
  list(names = names(table), classes = vapply(table, class, ""), rows = nrow(table),
    cells = unname(Map(as_text, table, kinds)))
}
tables <- Filter(function(one) one$format == "csv", package$resources)
names(tables) <- vapply(tables, function(one) one$name, "")
found <- lapply(tables, function(one) {
  told(load_table(one$name), vapply(one$schema$fields, function(field) field$type, ""))
})
found$"edits, types by hand" <- told(edits, ifelse(vapply(edits, is.character, TRUE), "string", "integer"))
jsonlite::write_json(found, "readr.json", auto_unbox = FALSE)
"""


def main(page, out):
    tables = {name: (names, kinds, rows) for name, names, kinds, rows in csv_tables(out)}
    examples = re.findall(r"```r\n(.*?)```", Path(page).read_text(encoding="utf-8"), re.DOTALL)
    assert examples, f"{page} has no example in R"
    script = out.parent / "readr.R"
    script.write_text("\n".join([*examples, TOLD]), encoding="utf-8")
    done = subprocess.run(["Rscript", "--vanilla", script.name], cwd=out.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads((out.parent / "readr.json").read_text(encoding="utf-8"))
    assert set(found) - {"edits, types by hand"} == set(tables), sorted(found)
    for name, table in found.items():
        names, kinds, expected = tables[name.split(",")[0]]
        assert table["names"] == names, table["names"]
        for column, kind, told in zip(names, kinds, table["classes"], strict=True):
            wanted = ("character",) if kind == "string" else ("numeric", "integer")
            assert told in wanted, f"{name}: {column} is {told}, not {kind}"
        rows = list(zip(*table["cells"])) if table["rows"] != [0] else []
        check("readr", name, ["string"] * len(names), expected, rows)
    print(f"   readr: {len(tables)} tables, types and cells")


if __name__ == "__main__":
    csv.field_size_limit(1 << 30)
    main(sys.argv[1], Path(sys.argv[2]))
