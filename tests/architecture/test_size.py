"""Small enough to be read: files of 400 lines, functions of 40."""

import ast
from pathlib import Path

from tests.architecture.source import read, written

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
SUFFIXES = (".py", ".ts", ".tsx", ".css", ".html", ".go", ".sh")


def test_no_file_is_too_long() -> None:
    long = {
        str(path): lines for path in written(*SUFFIXES) if (lines := read(path).count("\n")) > LONGEST_FILE
    }
    assert not long


def test_no_function_is_too_long() -> None:
    long = [line for path in written(".py") for line in _long_functions(path)]
    assert not long


def _long_functions(path: Path) -> list[str]:
    functions = (
        node
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    lengths = {
        f"{path}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1 for node in functions
    }
    return [f"{name} has {length} lines" for name, length in lengths.items() if length > LONGEST_FUNCTION]
