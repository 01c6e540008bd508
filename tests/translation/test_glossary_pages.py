"""The glossary's page and API: as organiser, staff, audience and outsider; broken, huge and doubled files."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consilium.kernel.roles import Role
from consilium.seminars.queries import Member
from consilium.translation.models import Term
from tests.support.cast import Cast, make_cast, post, refusal
from tests.support.factories import member

pytestmark = pytest.mark.django_db
CSV = "en,pt,keep,note\nprone position,posição prona,,WHO\nalone,,,\nSARS-CoV-2,,yes,\n"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def organiser(cast: Cast) -> Member:
    return member(cast.seminar, Role.ORGANISER)


def client(who: Member) -> Client:
    made = Client()
    made.force_login(who.person, backend="django.contrib.auth.backends.ModelBackend")
    return made


def upload(who: Member, text: bytes | str, name: str = "terms.csv") -> Any:
    data = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile(name, data, content_type="text/csv")
    return client(who).post(f"/seminars/{who.seminar.slug}/glossary", {"file": file}, follow=True)


def test_an_organiser_imports_sees_exports_and_removes(organiser: Member) -> None:
    answer = upload(organiser, CSV)
    assert answer.status_code == 200 and "posição prona" in answer.text and "Line 3" in answer.text
    again = upload(organiser, CSV)
    assert again.status_code == 200 and Term.objects.count() == 2
    own = client(organiser)
    exported = b"".join(own.get(f"/seminars/{organiser.seminar.slug}/glossary.csv")).decode()
    assert "prone position" in exported and "SARS-CoV-2" in exported
    term = Term.objects.order_by("id")[0]
    own.post(f"/seminars/{organiser.seminar.slug}/glossary/{term.pk}/remove")
    own.post(f"/seminars/{organiser.seminar.slug}/glossary/{term.pk}/remove")
    assert Term.objects.count() == 1


@pytest.mark.parametrize(
    "file", [b"", b"\x00\xff\x00", b"<tbx>", b"x" * (2 * 1024 * 1024 + 1), b"only words here\nand here\n"]
)
def test_files_that_are_no_glossary_are_refused_with_the_reason(organiser: Member, file: bytes) -> None:
    answer = upload(organiser, file)
    assert answer.status_code == 422 and Term.objects.count() == 0


def test_outsiders_and_others_do_not_see_the_page(cast: Cast, organiser: Member) -> None:
    upload(organiser, CSV)
    term = Term.objects.order_by("id")[0]
    slug = cast.seminar.slug
    for path in (f"/seminars/{slug}/glossary", f"/seminars/{slug}/glossary.csv"):
        assert Client().get(path).status_code == 302
        stranger = Client()
        stranger.force_login(cast.stranger, backend="django.contrib.auth.backends.ModelBackend")
        assert stranger.get(path).status_code == 404
        for who in (cast.asker, cast.panellist, cast.moderator):
            assert client(who).get(path).status_code == 403
    assert client(cast.moderator).post(f"/seminars/{slug}/glossary/{term.pk}/remove").status_code == 403
    assert client(organiser).get("/seminars/no-such/glossary").status_code == 404
    assert Term.objects.count() == 2


def test_the_staff_reads_terms_and_adds_one_while_people_speak(cast: Cast, organiser: Member) -> None:
    upload(organiser, CSV)
    path = f"/api/seminars/{cast.seminar.id}/translation/glossary"
    interpreter = member(cast.seminar, Role.INTERPRETER)
    found = client(interpreter).get(path).json()["terms"]
    assert sorted((one["languages"] for one in found), key=str, reverse=True) == [
        {"en": "prone position", "pt": "posição prona"},
        {"en": "SARS-CoV-2"},
    ]
    body = {"texts": {"en": ["reservoir mask"], "pt": ["máscara com reservatório"]}}
    first = post(interpreter, cast.seminar, "translation/glossary/terms", body)
    again = post(interpreter, cast.seminar, "translation/glossary/terms", body)
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    assert client(cast.asker).get(path).status_code == 403 and Client().get(path).status_code == 401
    for outsider in cast.outsiders:
        assert post(outsider, cast.seminar, "translation/glossary/terms", body).status_code == 401
    assert refusal(post(cast.asker, cast.seminar, "translation/glossary/terms", body)) == (403, "not_staff")
    texts: list[dict[str, list[str]]] = [{}, {"en": []}, {"No": ["x"]}, {"en": ["x"]}]
    for broken in ({}, *({"texts": one} for one in texts)):
        answer = post(interpreter, cast.seminar, "translation/glossary/terms", broken)
        assert answer.status_code == 422, broken
