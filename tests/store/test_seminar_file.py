"""A seminar whose files lie in a bucket goes into a file, and comes back into the bucket."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from consilium.accounts.models import Person
from consilium.archive.seminar_file.admission import Wishes, admit
from consilium.archive.seminar_file.export import export, files_of, storage
from consilium.eventlog import actions as log
from consilium.seminars.models import Seminar
from tests.support import played
from tests.support.bucket import Store

pytestmark = pytest.mark.django_db


def test_there_and_back(stored: Store, settings: Settings, tmp_path: Path) -> None:
    settings.SFU_DOOR = "tests.support.sfu.FakeSfu"
    seminar = played.play("oxygen").seminar.id
    before = (played.states(seminar), played.media(seminar))
    file = tmp_path / "oxygen.zip"
    export("oxygen", file, people=True)
    for place, name in files_of(seminar):
        storage(place).delete(name)
        assert not storage(place).exists(name)
    Seminar.objects.filter(pk=seminar).delete()
    log.forget(seminar)
    Person.objects.all().delete()
    admit(file, Wishes(people=True))
    assert (played.states(seminar), played.media(seminar)) == before
