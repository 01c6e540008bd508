"""The faces that certificates and reports are set in: build/fonts/*.ttf, from the packages that pages use.

A PDF cannot use the web's files: they are compressed (woff2), variable, and Chinese is cut into a hundred
slices. Each face is made plain here, at two weights, and gets a family name of its own, so that nothing that
a server happens to have installed can take its place. `coverage.json` lists the characters there are.
Once, some 40 seconds on two cores.
"""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).parents[1]
PACKAGES = ROOT / "web" / "node_modules" / "@fontsource-variable"
TARGET = ROOT / "build" / "fonts"
WEIGHTS = {400: "Regular", 600: "SemiBold"}
_ALPHABETS = ("latin", "latin-ext", "vietnamese", "cyrillic", "cyrillic-ext", "greek")
PARTS: dict[str, tuple[str, ...]] = {  # package: its subsets, each a face of its own
    "noto-sans": (*_ALPHABETS, "devanagari"),
    "noto-serif": _ALPHABETS,
    "noto-sans-arabic": ("arabic",),
    "noto-nastaliq-urdu": ("arabic",),
}
HAN = "noto-sans-sc"
ONE_WEIGHT = {"noto-nastaliq-urdu"}  # its thousands of anchors take four minutes to interpolate
_VARIATION = {"HVAR", "MVAR", "STAT", "VVAR", "avar", "cvar", "fvar", "gvar"}
_UNUSED = ("BASE", "GPOS", "GSUB", "STAT", "VORG", "gasp", "prep", "vhea", "vmtx")  # of horizontal Chinese


def family(package: str, subset: str = "") -> str:
    """noto-sans, cyrillic-ext: "Consilium Sans Cyrillic Ext"."""
    return f"Consilium {package.removeprefix('noto-')} {subset}".replace("-", " ").title().strip()


def plain(source: Path, weight: int) -> TTFont:
    """A variable woff2 at one weight, uncompressed."""
    font = TTFont(source)
    font.flavor = None
    if font["fvar"].axes[0].defaultValue != weight:
        return instancer.instantiateVariableFont(font, {"wght": weight})
    for tag in _VARIATION.intersection(font.keys()):  # the default outlines are the weight already
        del font[tag]
    return font


def name(font: TTFont, of_family: str, weight: int) -> TTFont:
    """Call it by our family, and nothing else."""
    style = WEIGHTS[weight]
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 13, 14)]  # copyright and licence
    whole = f"{of_family} {style}"
    names = {1: of_family, 2: style, 4: whole, 6: whole.replace(" ", ""), 16: of_family, 17: style}
    for key, text in names.items():
        table.setName(text, key, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    if "STAT" in font:
        del font["STAT"]
    return font


def make_part(package: str, subset: str, weight: int, folder: Path) -> tuple[str, list[int]]:
    """Write one face; its family and characters."""
    font = plain(PACKAGES / package / "files" / f"{package}-{subset}-wght-normal.woff2", weight)
    return _save(font, family(package, subset), weight, folder)


def make_han(weight: int, folder: Path) -> tuple[str, list[int]]:
    """The slices of Chinese joined to one face."""
    with tempfile.TemporaryDirectory() as scratch:
        slices = []
        for number, source in enumerate(sorted((PACKAGES / HAN / "files").glob("*-wght-normal.woff2"))):
            font = plain(source, weight)
            for tag in _UNUSED:
                if tag in font:
                    del font[tag]
            slices.append(str(Path(scratch) / f"{number}.ttf"))
            font.save(slices[-1])
        return _save(Merger().merge(slices), family(HAN), weight, folder)


def _save(font: TTFont, of_family: str, weight: int, folder: Path) -> tuple[str, list[int]]:
    name(font, of_family, weight).save(folder / f"{of_family.replace(' ', '')}-{weight}.ttf")
    return of_family, sorted(font.getBestCmap())


def ranges(points: Iterable[int]) -> list[list[int]]:
    """[[first, last], …] of ascending code points."""
    found: list[list[int]] = []
    for point in points:
        if found and point == found[-1][1] + 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return found


def main() -> int:
    """Make all of them anew; whole or not at all."""
    draft = TARGET.with_name("fonts.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    parts = [
        (package, subset, weight)
        for package, subsets in PARTS.items()
        for subset, weight in product(subsets, WEIGHTS)
        if weight == min(WEIGHTS) or package not in ONE_WEIGHT
    ]
    with ProcessPoolExecutor(2) as pool:
        slow = [pool.submit(make_han, weight, draft) for weight in WEIGHTS]
        quick = [pool.submit(make_part, *part, draft) for part in parts]
        covered = dict(made.result() for made in [*slow, *quick])
    lines = (f"{json.dumps(key)}: {json.dumps(ranges(covered[key]))}" for key in sorted(covered))
    (draft / "coverage.json").write_text("{" + ",\n".join(lines) + "}\n")
    shutil.rmtree(TARGET, ignore_errors=True)
    draft.rename(TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
