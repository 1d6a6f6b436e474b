"""Loads every table of a run with the tools that people use, and compares each cell with the CSV file.

Usage: tables.py OUT DATABASE
OUT is from `copydesk run ... -o OUT --formats parquet,jsonl --excel --keep-original --passages --sqlite DATABASE`.
The types are those of OUT/datapackage.json. Tools: pandas, polars, DuckDB, sqlite3, openpyxl, frictionless.
"""

import csv
import json
import sqlite3
import sys
from pathlib import Path

import duckdb
import openpyxl
import pandas
import polars
from frictionless import Package

csv.field_size_limit(1 << 30)
KINDS = {"string": str, "integer": int, "number": float, "object": str}


def shown(value, kind):
    """A value as a cell of CSV has it. Fails if it is not of the kind that the dictionary says."""
    if value is None or value is pandas.NA or (isinstance(value, float) and value != value) or value == "":
        return ""
    if kind == "integer" and isinstance(value, float) and value.is_integer():
        value = int(value)  # Some tools have no whole numbers beside missing values.
    if kind == "number" and isinstance(value, int):
        value = float(value)
    if hasattr(value, "item"):
        value = value.item()
    assert isinstance(value, KINDS[kind]), f"{value!r} is not a {kind}"
    return f"{value:.4f}" if kind == "number" else str(value)


def check(tool, name, kinds, expected, rows):
    """Compares rows with the expected ones."""
    rows = list(rows)
    assert len(rows) == len(expected), f"{tool}: {name} has {len(rows)} rows, not {len(expected)}"
    for number, (row, wanted) in enumerate(zip(rows, expected), 1):
        found = [shown(value, kind) for value, kind in zip(row, kinds, strict=True)]
        assert found == wanted, f"{tool}: {name}, row {number}:\n{found}\n{wanted}"


def frame(data):
    """The rows of a frame of pandas."""
    return data.astype(object).where(data.notna(), None).itertuples(index=False, name=None)


def read_csv_files(path, names):
    """CSV, with the options that the documentation gives: every cell is a text."""
    yield "pandas, CSV", frame(pandas.read_csv(path, dtype=str, keep_default_na=False))
    yield "polars, CSV", polars.read_csv(path, infer_schema=False).rows()
    yield "DuckDB, CSV", duckdb.sql(f"FROM read_csv('{path}', all_varchar=true)").fetchall()


def read_parquet(path, names):
    yield "pandas, Parquet", frame(pandas.read_parquet(path, dtype_backend="numpy_nullable"))
    yield "polars, Parquet", polars.read_parquet(path).rows()
    yield "DuckDB, Parquet", duckdb.sql(f"FROM read_parquet('{path}')").fetchall()


def read_json_lines(path, names, kinds):
    if path.stat().st_size == 0:
        return
    lines = pandas.read_json(path, lines=True, dtype=False)
    yield "pandas, JSON lines", frame(lines[names])
    yield "polars, JSON lines", polars.read_ndjson(path, infer_schema_length=None).select(names).rows()
    types = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "object": "VARCHAR"}
    columns = ", ".join(f"'{name}': '{types[kind]}'" for name, kind in zip(names, kinds))
    lines = f"FROM read_json('{path}', format='newline_delimited', columns={{{columns}}})"
    yield "DuckDB, JSON lines", duckdb.sql(lines).fetchall()


def sheet(workbook, name):
    """The rows of a sheet below its header. Texts must be texts, also where they look like something else."""
    for row in workbook[name].iter_rows(min_row=2):
        yield tuple(cell.value for cell in row)


def check_sheets(path, tables):
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == [name for name, _, _, _ in tables], workbook.sheetnames
    for name, names, kinds, expected in tables:
        head = [cell.value for cell in workbook[name][1]]
        assert head == names, head
        for row in workbook[name].iter_rows(min_row=2):
            for cell, kind in zip(row, kinds):
                wanted = ("inlineStr", "s") if kind == "string" else ("n",)
                assert cell.value is None or cell.data_type in wanted, f"{name}: {cell} is {cell.data_type}"
        check("openpyxl", name, kinds, expected, sheet(workbook, name))
        table = pandas.read_excel(path, sheet_name=name, dtype=str, keep_default_na=False)
        ids = [at for at, column in enumerate(names) if column.endswith("_id") or column == "published_raw"]
        for row, wanted in zip(frame(table), expected, strict=True):
            assert [row[at] for at in ids] == [wanted[at] for at in ids], f"pandas, Excel: {name}"


def check_database(path, tables, texts):
    database = sqlite3.connect(path)
    for name, names, kinds, expected in tables:
        columns = ", ".join(f'"{column}"' for column in names)
        check("sqlite3", name, kinds, expected, database.execute(f'SELECT {columns} FROM "{name}" ORDER BY rowid'))
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    stored = database.execute("SELECT article_id, text FROM articles ORDER BY rowid").fetchall()
    assert [(key, text or "") for key, text in stored] == texts
    word = max(texts[0][1].replace(".", " ").split(), key=len)
    found = database.execute(
        "SELECT article_id FROM articles JOIN articles_fts ON articles.rowid = articles_fts.rowid"
        " WHERE articles_fts MATCH ?", [f'"{word}"']
    ).fetchall()
    assert (texts[0][0],) in found, f"the search does not find {word}"
    unique = database.execute("SELECT count(*) FROM unique_stories").fetchone()[0]
    print(f"   sqlite3: keys, texts and search; {len(found)} documents have {word!r}; {unique} unique stories")
    return unique


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def resources(out):
    """Each table of a run: its name, its columns, their types, its format, its file."""
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        names, kinds = [f["name"] for f in fields], [f["type"] for f in fields]
        yield resource["name"], names, kinds, resource["format"], out / resource["path"]


def csv_tables(out):
    """Each table in CSV: its name, its columns, their types, its rows."""
    tables = []
    for name, names, kinds, form, path in resources(out):
        if form == "csv":
            with open(path, encoding="utf-8", newline="") as file:
                head, *expected = csv.reader(file)
            assert head == names
            tables.append((name, names, kinds, expected))
    return tables


def main(out, database):
    tables = csv_tables(out)
    of = {name: expected for name, _, _, expected in tables}
    for name, names, kinds, form, path in resources(out):
        if form == "csv":
            expected = of[name]
            for tool, rows in read_csv_files(path, names):
                check(tool, name, ["string"] * len(names), expected, rows)
            for tool, rows in read_json_lines(out / f"jsonl/{name}.jsonl", names, kinds):
                check(tool, name, kinds, expected, rows)
        else:
            lines = lines_of(path)
            as_text = lambda value, kind: json.dumps(value) if kind == "object" and value else shown(value, kind)
            expected = [[as_text(line.get(key), kind) for key, kind in zip(names, kinds)] for line in lines]
        for tool, rows in read_parquet(out / f"parquet/{name}.parquet", names):
            check(tool, name, kinds, expected, rows)
        print(f"   {name}: {len(expected)} rows")
    texts = [(line["article_id"], line["text"]) for line in lines_of(out / "articles.jsonl")]
    assert check_database(database, tables, texts) == len(lines_of(out / "unique.jsonl"))
    check_sheets(out / "excel/tables.xlsx", tables)
    report = Package(str(out / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note"])
    print(f"   {len(tables)} tables in every format and tool; frictionless: valid")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
