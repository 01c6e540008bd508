"""`consilium manage import_glossary`: good, bad and missing files."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from consilium.translation.glossary_files import LARGEST
from consilium.translation.models import ORGANISATION, Term

pytestmark = pytest.mark.django_db


def test_terms_of_the_organisation_are_added_and_bad_lines_named(tmp_path: Path) -> None:
    file, out, err = tmp_path / "terms.csv", StringIO(), StringIO()
    file.write_text("en,pt,keep\nseptic shock,choque séptico,\nalone,,\nARDS,,yes\n")
    for _ in range(2):
        call_command("import_glossary", str(file), stdout=out, stderr=err)
    assert Term.objects.filter(glossary=ORGANISATION).count() == 2 == Term.objects.count()
    assert out.getvalue() == "2 terms taken.\n" * 2
    assert "Line 3 was not taken: A term needs at least two languages" in err.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [(None, "cannot be read"), (b"", "no terms|columns"), (b"\xff\xfe\x00", "UTF-8|columns"),
     (b"x" * (LARGEST + 1), "larger than 2 MB"), (b"<tbx", "XML")],
)  # fmt: skip
def test_a_file_that_is_none_is_told_in_a_sentence(tmp_path: Path, data: bytes | None, why: str) -> None:
    file = tmp_path / "terms.csv"
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(CommandError, match=why):
        call_command("import_glossary", str(file))
    assert Term.objects.count() == 0
