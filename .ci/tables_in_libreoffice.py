"""Opens every table of a run in LibreOffice, as CSV and as a sheet of the workbook, and compares each cell.

Usage: tables_in_libreoffice.py OUT WORK
LibreOffice opens a file and saves it as CSV again; those cells are compared. The CSV files are opened with every column
as text, as docs/open.md says. Needs soffice with Calc.
"""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

from tables import check, csv_tables

# Commas, quotes, UTF-8, from the first row; cells as they are stored, every sheet.
EXPORT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
TEXT = 2


def opened(paths, work, columns=None):
    """Opens files and saves them as CSV. With `columns`, they are CSV with so many columns at most, all of them texts."""
    office = ["soffice", "--headless", f"-env:UserInstallation={(work / 'profile').resolve().as_uri()}"]
    if columns:
        formats = "/".join(f"{number}/{TEXT}" for number in range(1, columns + 1))
        office.append(f"--infilter=CSV:44,34,76,1,{formats}")
    done = subprocess.run([*office, "--convert-to", EXPORT, "--outdir", work, *paths], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def saved(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def number(cell, kind):
    """A cell as the value that it shows."""
    if cell == "" or kind in ("string", "object"):
        return cell
    return int(cell) if kind == "integer" else float(cell)


def main(out, work):
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    tables = csv_tables(out)
    opened([out / "excel/tables.xlsx"], work)
    opened([out / f"{name}.csv" for name, *_ in tables], work, max(len(names) for _, names, *_ in tables))
    for name, names, kinds, expected in tables:
        head, *rows = saved(work / f"tables-{name}.csv")
        assert head == names, head
        rows = [[number(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in rows]
        check("LibreOffice, workbook", name, kinds, expected, rows)
        head, *rows = saved(work / f"{name}-{name}.csv")
        assert head == names, head
        check("LibreOffice, CSV", name, ["string"] * len(names), expected, rows)
    print(f"   LibreOffice: {len(tables)} tables, as CSV and as sheets")


if __name__ == "__main__":
    csv.field_size_limit(1 << 30)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
