"""Options of Python calls as flags of the command line."""

import os
from collections.abc import Mapping
from typing import Any


def arguments(options: Mapping[str, Any]) -> list[str]:
    """The flags of options: `time_gate=48` is `--time-gate 48`, `no_clean=True` is `--no-clean`, a list repeats its
    flag, and of a mapping each item is `NAME=VALUE`."""
    flags: list[str] = []
    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            flags.append(flag)
        elif isinstance(value, Mapping):
            for key, item in value.items():
                flags += [flag, f"{key}={item}"]
        elif isinstance(value, (list, tuple)):
            for item in value:
                flags += [flag, os.fspath(item) if isinstance(item, os.PathLike) else str(item)]
        else:
            flags += [flag, os.fspath(value) if isinstance(value, os.PathLike) else str(value)]
    return flags
