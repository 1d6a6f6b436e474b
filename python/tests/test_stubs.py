"""The typed stubs name what the extension has, and no more."""

import ast
from pathlib import Path

from copydesk import _native

STUBS = Path(_native.__file__).with_name("_native.pyi")


def public(names: list[str]) -> set[str]:
    return {name for name in names if not name.startswith("_") or name == "__version__"}


def test_the_stubs_have_every_name():
    tree = ast.parse(STUBS.read_text(encoding="utf-8"))
    stubs: dict[str, set[str] | None] = {}
    for item in tree.body:
        if isinstance(item, ast.ClassDef):
            members = [one.name for one in item.body if isinstance(one, ast.FunctionDef)]
            stubs[item.name] = public(members)
        elif isinstance(item, ast.FunctionDef):
            stubs[item.name] = None
        elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            stubs[item.target.id] = None
    assert public(list(stubs)) == public(dir(_native))
    for name, members in stubs.items():
        found = getattr(_native, name)
        if members and isinstance(found, type) and not issubclass(found, Exception):
            assert members == public(dir(found)), name
    assert STUBS.with_name("py.typed").exists()
