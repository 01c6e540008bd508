"""Write the facts and the states of the room as TypeScript, from the Python dataclasses.

python tools/protocol.py          writes web/src/protocol/facts.ts and states.ts
python tools/protocol.py --check  fails when they are stale
"""

import dataclasses
import sys
import types
import typing
from pathlib import Path

from consilium.kernel.facts import KINDS
from consilium.room.state import RoomState

FOLDER = Path(__file__).parents[1] / "web" / "src" / "protocol"
HEADER = "// Made by tools/protocol.py from src/consilium/*/{}.py: change it there.\n"
PLAIN = {str: "string", int: "number", float: "number", bool: "boolean"}


def typescript(hint: object) -> str:
    """The TypeScript type of a Python type hint as facts.to_json writes its values."""
    if isinstance(hint, type) and hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return hint.__name__
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        inner = typescript(arguments[0])
        return f"readonly ({inner})[]" if inner.startswith("readonly ") else f"readonly {inner}[]"
    if origin is dict:
        return f"Readonly<Record<string, {typescript(arguments[1])}>>"
    if origin in (typing.Union, types.UnionType):
        return " | ".join("null" if arm is types.NoneType else typescript(arm) for arm in arguments)
    raise TypeError(f"facts and states cannot hold {hint!r}")


def interface(cls: type) -> str:
    hints = typing.get_type_hints(cls)
    fields = [f"  readonly {f.name}: {typescript(hints[f.name])};\n" for f in dataclasses.fields(cls)]
    if not fields:
        return f"export type {cls.__name__} = Readonly<Record<string, never>>;\n"
    return f"export interface {cls.__name__} {{\n{''.join(fields)}}}\n"


def facts() -> str:
    kinds = sorted(KINDS.items())
    union = "".join(
        f'  | {{ readonly kind: "{kind}"; readonly v: {getattr(cls, "version", 1)};'
        f" readonly data: {cls.__name__} }}\n"
        for kind, cls in kinds
    )
    body = "\n".join(interface(cls) for _, cls in kinds)
    fact = f"/** A fact as it stands in an entry. */\nexport type Fact =\n{union.rstrip()};\n"
    return f"{HEADER.format('events')}\n{body}\n{fact}"


def states() -> str:
    """The states, innermost first, as RoomState reaches them."""
    found: dict[str, type] = {}

    def visit(hint: object) -> None:
        for argument in typing.get_args(hint):
            visit(argument)
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            for inner in typing.get_type_hints(hint).values():
                visit(inner)
            found.setdefault(hint.__name__, hint)

    visit(RoomState)
    return HEADER.format("state") + "\n" + "\n".join(interface(cls) for cls in found.values())


def main() -> int:
    stale = []
    for name, text in (("facts.ts", facts()), ("states.ts", states())):
        path = FOLDER / name
        if not path.exists() or path.read_text() != text:
            stale.append(name)
            if "--check" not in sys.argv:
                FOLDER.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
    if stale and "--check" in sys.argv:
        print(f"stale: {', '.join(stale)}; run: python tools/protocol.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
