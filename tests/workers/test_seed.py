"""Seeding the demo: whole the first time, cheap and the same the second, and never stale."""

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from consilium.config.demo import FRESH, seed_demo
from consilium.room.models import Standing
from consilium.seminars.models import JoinLink, Mail, Seminar
from consilium.slides.models import Deck

pytestmark = pytest.mark.django_db


def live() -> Seminar:
    return Seminar.objects.get(status=Seminar.Status.LIVE)


def test_everything_is_there_once(data_dir: Path) -> None:
    links = seed_demo()
    assert [role for role, _ in links] == ["organiser", "moderator", "panellist", "interpreter", "attendee"]
    counts = (Seminar.objects.count(), JoinLink.objects.count(), Deck.objects.count())
    assert seed_demo() == links
    assert (Seminar.objects.count(), JoinLink.objects.count(), Deck.objects.count()) == counts
    assert Seminar.objects.filter(status=Seminar.Status.PUBLISHED).count() >= 8
    assert Seminar.objects.filter(status=Seminar.Status.ENDED).count() >= 5
    assert live().grants.exclude(interests="").exists()
    assert Standing.objects.filter(seminar=live(), kind="stage").count() >= 3
    assert not Mail.objects.exists()


def test_each_link_leads_into_the_live_room(data_dir: Path) -> None:
    for _role, url in seed_demo():
        answer = Client().get("/" + url.split("/", 3)[3], follow=True)
        assert answer.status_code == 200
        assert live().id in answer.text


def test_only_the_owner_may_read_the_links_of_the_bots(data_dir: Path) -> None:
    seed_demo()
    path = data_dir / "run" / "demo.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    states = {part["plays"] for part in json.loads(path.read_text())}
    assert states == {"presenter", "chair", "moderator", "interpreter", "attendee"}


def test_a_seminar_that_has_run_for_long_makes_room_for_a_new_one(data_dir: Path) -> None:
    seed_demo()
    old = live()
    Seminar.objects.filter(pk=old.pk).update(started_at=timezone.now() - FRESH - timedelta(minutes=1))
    seed_demo()
    old.refresh_from_db()
    assert old.status == Seminar.Status.ENDED
    assert live().pk != old.pk


def test_the_programme_moves_on(data_dir: Path) -> None:
    seed_demo()
    Seminar.objects.filter(status="published").update(starts_at=timezone.now() - timedelta(days=40))
    seed_demo()
    assert not Seminar.objects.filter(status="published", starts_at__lt=timezone.now()).exists()
