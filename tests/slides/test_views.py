"""Pages, progress and pictures: for outsiders, strangers, members; broken, huge, hostile, doubled input."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.template import engines
from django.test import Client, RequestFactory, TestCase
from django.utils import timezone
from PIL import Image

from consilium.eventlog.queries import entries
from consilium.kernel.roles import Role
from consilium.seminars.models import JoinLink, Seminar
from consilium.seminars.queries import PASSES, Member
from consilium.slides import actions, queries, shrinking
from consilium.slides.models import Deck
from tests.slides import pdfs
from tests.slides.conftest import ClientOf, file, run_jobs, upload
from tests.support.factories import JoinLinkFactory, PersonFactory, SeminarFactory, member

pytestmark = pytest.mark.django_db


def address(seminar: Seminar, deck: Deck | str = "", more: str = "") -> str:
    pk = deck.id if isinstance(deck, Deck) else deck
    return f"/seminars/{seminar.slug}/decks" + (f"/{pk}" if pk else "") + (f"/{more}" if more else "")


def picture(seminar: Seminar, deck: Deck, number: int = 1) -> str:
    return queries.slide_url(seminar.id, deck.id, number)


def small(seminar: Seminar, deck: Deck, number: int = 1) -> str:
    return queries.slide_url(seminar.id, deck.id, number, small=True)


def test_outsiders_find_nothing(seminar: Seminar, deck: Deck) -> None:
    client = Client()
    for path in (address(seminar), address(SeminarFactory.create()), "/seminars/none/decks"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")
    pictures = (picture(seminar, deck), small(seminar, deck))
    for path in (address(seminar, deck), address(seminar, deck, "progress"), *pictures):
        assert client.get(path).status_code == 404
    for what in ("approve", "withdraw", "again"):
        assert client.post(address(seminar, deck, what)).status_code == 404
    assert client.post(address(seminar), {"file": file()}).status_code == 302
    assert Deck.objects.count() == 1


def test_strangers_with_a_session_find_nothing(seminar: Seminar, deck: Deck, client_of: ClientOf) -> None:
    elsewhere = member(SeminarFactory.create(), Role.ORGANISER)
    client = client_of(elsewhere)
    for path in (
        address(seminar),
        address(seminar, deck),
        address(seminar, deck, "progress"),
        picture(seminar, deck),
        picture(elsewhere.seminar, deck),  # their own seminar, our deck
        small(seminar, deck),
        small(elsewhere.seminar, deck),
        address(elsewhere.seminar, deck),
    ):
        assert client.get(path).status_code == 404
    assert client.post(address(seminar), {"file": file()}).status_code == 404
    for what in ("approve", "withdraw", "again"):
        assert client.post(address(seminar, deck, what)).status_code == 404
        assert client.post(address(elsewhere.seminar, deck, what)).status_code == 404
    assert Deck.objects.get().withdrawn_at is None


def test_attendees_look_but_do_not_manage(
    seminar: Seminar, attendee: Member, deck: Deck, client_of: ClientOf
) -> None:
    client = client_of(attendee)
    assert client.get(address(seminar)).status_code == 403
    assert client.post(address(seminar), {"file": file()}).status_code == 403
    page = client.get(address(seminar, deck))
    assert page.status_code == 200
    assert "Referral" in page.content.decode()
    assert client.get(address(seminar, deck, "progress")).status_code == 404
    assert client.post(address(seminar, deck, "withdraw")).status_code == 403


def test_a_picture_is_for_members_and_kept(
    seminar: Seminar, attendee: Member, deck: Deck, client_of: ClientOf
) -> None:
    answer = client_of(attendee).get(picture(seminar, deck, 2))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]
    for number in (0, 4, 10**12):
        assert client_of(attendee).get(picture(seminar, deck, number)).status_code == 404


def test_a_small_picture_for_a_weak_line(
    seminar: Seminar, organiser: Member, attendee: Member, deck: Deck, client_of: ClientOf
) -> None:
    """Made once, of the same page; gone with its deck."""
    client = client_of(attendee)
    sizes = []
    for path in (picture(seminar, deck), small(seminar, deck), small(seminar, deck)):
        answer = client.get(path)
        assert answer.status_code == 200 and answer["Content-Type"] == "image/webp"
        with Image.open(BytesIO(b"".join(answer.streaming_content))) as found:  # type: ignore[attr-defined]
            sizes.append(found.size)
    assert sizes[1] == sizes[2] == (shrinking.WIDTH, round(sizes[0][1] * shrinking.WIDTH / sizes[0][0]))
    made = list((Path(settings.MEDIA_ROOT) / actions.folder_of(deck)).glob(f"*{shrinking.ENDING}"))
    assert len(made) == 1
    assert client.get(small(seminar, deck, 4)).status_code == 404
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.withdraw_deck(deck.id, by=organiser)
    assert client.get(small(seminar, deck)).status_code == 404 and not made[0].exists()


def test_a_pass_opens_the_pictures_until_it_is_revoked(seminar: Seminar, deck: Deck) -> None:
    link: JoinLink = JoinLinkFactory.create(seminar=seminar, person=PersonFactory.create())
    client = Client()
    session = client.session
    session[PASSES] = {seminar.id: link.id}
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    assert client.get(picture(seminar, deck)).status_code == 200
    JoinLink.objects.update(revoked_at=timezone.now())
    assert client.get(picture(seminar, deck)).status_code == 404


def test_nobody_sees_the_pictures_of_a_withdrawn_deck(
    seminar: Seminar, organiser: Member, deck: Deck, client_of: ClientOf
) -> None:
    actions.withdraw_deck(deck.id, by=organiser)
    assert client_of(organiser).get(picture(seminar, deck)).status_code == 404


def test_a_deck_to_approve_is_seen_by_who_manages_it(
    seminar: Seminar, organiser: Member, attendee: Member, deck: Deck, client_of: ClientOf
) -> None:
    Deck.objects.update(status="preview")
    assert client_of(attendee).get(picture(seminar, deck)).status_code == 404
    assert client_of(attendee).get(address(seminar, deck)).status_code == 404
    client = client_of(organiser)
    assert client.get(picture(seminar, deck)).status_code == 200
    assert address(seminar, deck, "approve") in client.get(address(seminar, deck)).content.decode()
    before = len(entries(seminar.id))
    assert client.post(address(seminar, deck, "approve")).status_code == 302
    assert Deck.objects.get().status == "ready"
    assert len(entries(seminar.id)) == before  # its key was used when it became ready the first time


def test_upload_progress_and_list(seminar: Seminar, presenter: Member, client_of: ClientOf) -> None:
    client = client_of(presenter)
    assert client.get(address(seminar)).status_code == 200
    answer = client.post(address(seminar), {"file": file(pdfs.pdf(["a", "b"])), "title": " Oxygen "})
    assert (answer.status_code, answer["Location"]) == (302, address(seminar))
    deck = Deck.objects.get()
    assert deck.title == "Oxygen"
    told = client.get(address(seminar, deck, "progress"))
    assert told["Cache-Control"].startswith("max-age=0")
    assert told.json()["busy"] is True
    assert "data-progress" in client.get(address(seminar)).content.decode()
    run_jobs()
    told = client.get(address(seminar, deck, "progress"))
    assert told.json() == {"status": "ready", "busy": False, "pages": 2, "done": 2, "text": "2 of 2"}
    page = client.get(address(seminar)).content.decode()
    assert "data-progress" not in page
    assert "2 slides" in page


def test_a_failure_is_told_on_the_page(seminar: Seminar, presenter: Member, client_of: ClientOf) -> None:
    upload(presenter, pdfs.encrypted())
    run_jobs()
    assert "asks for a password" in client_of(presenter).get(address(seminar)).content.decode()


def test_speakers_do_not_see_others_unready_files(
    seminar: Seminar, organiser: Member, presenter: Member, client_of: ClientOf
) -> None:
    deck = upload(organiser, name="Secret draft.pdf")
    client = client_of(presenter)
    assert "Secret draft" not in client.get(address(seminar)).content.decode()
    assert client.get(address(seminar, deck, "progress")).status_code == 404


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, 422),
        ({"file": "not a file"}, 422),
        ({"file": file(b"x", "virus.exe")}, 422),
        ({"file": file(b"", "empty.pdf")}, 422),
        ({"file": file(), "title": "x" * 201}, 422),
        ({"file": file(), "contribution": "0" * 26}, 422),
        ({"file": file(), "contribution": "' OR 1=1 --"}, 422),
    ],
)
def test_bad_forms_are_shown_again(
    seminar: Seminar, organiser: Member, client_of: ClientOf, values: dict[str, object], status: int
) -> None:
    answer = client_of(organiser).post(address(seminar), values)
    assert answer.status_code == status
    assert "<form" in answer.content.decode()
    assert not Deck.objects.exists()


def test_hostile_names_and_titles_are_only_text(
    seminar: Seminar, organiser: Member, client_of: ClientOf
) -> None:
    client = client_of(organiser)
    name = "..\\..\\<script>alert(1)</script>\u202e.pdf"
    assert client.post(address(seminar), {"file": file(name=name), "title": "<b>&amp;"}).status_code == 302
    deck = Deck.objects.get()
    assert str(deck.file.name).startswith(f"slides/{seminar.id}/{deck.id}/original")
    page = client.get(address(seminar)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;&amp;amp;" in page


def test_a_doubled_upload_says_so(
    seminar: Seminar, organiser: Member, client_of: ClientOf, deck: Deck
) -> None:
    again = file(pdfs.pdf(["Oxygen", "Triage", "Referral"]))
    answer = client_of(organiser).post(address(seminar), {"file": again})
    assert answer.status_code == 409
    assert "uploaded already" in answer.content.decode()
    assert Deck.objects.count() == 1


def test_a_huge_body_is_refused_before_it_is_read(
    seminar: Seminar, organiser: Member, client_of: ClientOf
) -> None:
    client = client_of(organiser)
    for length in (str(actions.LARGEST * 2), "-1", "many", "9" * 40):
        answer = client.post(address(seminar), {"file": file()}, CONTENT_LENGTH=length)
        assert answer.status_code == 413


def test_a_forged_post_is_refused(seminar: Seminar, organiser: Member, deck: Deck) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser.person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(address(seminar), {"file": file()}).status_code == 403
    assert client.post(address(seminar, deck, "withdraw")).status_code == 403
    assert Deck.objects.get().withdrawn_at is None


def test_changes_by_buttons(seminar: Seminar, organiser: Member, deck: Deck, client_of: ClientOf) -> None:
    client = client_of(organiser)
    assert client.get(address(seminar, deck, "withdraw")).status_code == 405
    assert client.post(address(seminar, deck, "explode")).status_code == 404
    assert client.post(address(seminar, "0" * 26, "withdraw")).status_code == 404
    answer = client.post(address(seminar, deck, "again"))
    assert [message.level_tag for message in get_messages(answer.wsgi_request)] == ["error"]
    for target, wanted in (
        ("https://evil.example/", address(seminar)),
        ("//evil.example/", address(seminar)),
        ("javascript:alert(1)", address(seminar)),
        ("/organiser/", "/organiser/"),
    ):
        answer = client.post(address(seminar, deck, "withdraw"), {"next": target})
        assert (answer.status_code, answer["Location"]) == (302, wanted)
    assert Deck.objects.get().withdrawn_at is not None


def test_an_interrupted_conversion_may_be_begun_again(
    seminar: Seminar, presenter: Member, client_of: ClientOf
) -> None:
    deck = upload(presenter)
    Deck.objects.update(status="converting", touched_at=timezone.now() - timedelta(hours=1))
    client = client_of(presenter)
    assert address(seminar, deck, "again") in client.get(address(seminar)).content.decode()
    client.post(address(seminar, deck, "again"))
    run_jobs()
    assert Deck.objects.get().status == "ready"


def test_other_pages_may_hold_the_step(
    seminar: Seminar, organiser: Member, attendee: Member, deck: Deck
) -> None:
    template = engines["django"].from_string("{% load slides %}{% slides_step seminar %}")
    for who, seen in ((organiser, True), (attendee, False)):
        request = RequestFactory().get("/organiser/step?x=1")
        request.user, request.session = who.person, {}  # type: ignore[assignment]
        html = template.render({"seminar": seminar}, request)
        assert (address(seminar, deck) in html) is seen
        assert ('name="next" value="/organiser/step?x=1"' in html) is seen
