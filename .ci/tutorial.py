"""Runs the Python examples of a page, each in a fresh process, and fails if one fails or prints nothing.

Usage: tutorial.py PAGE FOLDER
Each example runs in FOLDER. It must have at most five lines after its imports.
"""

import re
import subprocess
import sys


def main(page, folder):
    examples = re.findall(r"```python\n(.*?)```", open(page, encoding="utf-8").read(), re.DOTALL)
    if not examples:
        sys.exit(f"{page} has no example")
    for example in examples:
        lines = [line for line in example.splitlines() if not line.startswith("import ")]
        if len(lines) > 5:
            sys.exit(f"an example has {len(lines)} lines:\n{example}")
        run = subprocess.run([sys.executable, "-c", example], cwd=folder, capture_output=True, text=True)
        if run.returncode != 0 or not run.stdout.strip():
            sys.exit(f"this example fails:\n{example}\n{run.stderr}")
        print(run.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
