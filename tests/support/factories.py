"""Rows for tests. Values are plain and harmless; whatever matters to a test, the test states."""

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from consilium.accounts.models import Person
from consilium.eventlog.actions import ensure_stream
from consilium.kernel.roles import Role
from consilium.organisation.models import Institution, MemberState, WorkingGroup
from consilium.seminars.models import (
    Contribution,
    JoinLink,
    ProgrammeSession,
    Registration,
    RoleGrant,
    Seminar,
    Series,
    Topic,
)
from consilium.seminars.queries import Member


class PersonFactory(factory.django.DjangoModelFactory[Person]):
    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    specialty = "Infectious disease"
    state = "KZ"

    @classmethod
    def _create(cls, model_class: type[Person], *_: Any, **values: Any) -> Person:
        return model_class.objects.create_user(**values)


class MemberStateFactory(factory.django.DjangoModelFactory[MemberState]):
    class Meta:
        model = MemberState
        django_get_or_create = ("code",)

    code = "KZ"


class InstitutionFactory(factory.django.DjangoModelFactory[Institution]):
    class Meta:
        model = Institution

    name = factory.Sequence(lambda n: f"District hospital {n}")
    state = "KZ"


class WorkingGroupFactory(factory.django.DjangoModelFactory[WorkingGroup]):
    class Meta:
        model = WorkingGroup

    slug = factory.Sequence(lambda n: f"group-{n}")
    title = factory.Sequence(lambda n: f"Working group {n}")


class TopicFactory(factory.django.DjangoModelFactory[Topic]):
    class Meta:
        model = Topic

    slug = factory.Sequence(lambda n: f"topic-{n}")
    title = factory.Sequence(lambda n: f"Topic {n}")


class SeriesFactory(factory.django.DjangoModelFactory[Series]):
    class Meta:
        model = Series

    slug = factory.Sequence(lambda n: f"series-{n}")
    title = factory.Sequence(lambda n: f"Series {n}")


class SeminarFactory(factory.django.DjangoModelFactory[Seminar]):
    """A published seminar that begins in two days and takes one hour, with its (empty) stream."""

    class Meta:
        model = Seminar
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"seminar-{n}")
    title = factory.Sequence(lambda n: f"Oxygen in the district hospital {n}")
    status = Seminar.Status.PUBLISHED
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=2))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=1))
    floor_language = "ru"
    languages = factory.LazyFunction(
        lambda: [
            {"tag": "ru", "mode": "floor"},
            {"tag": "en", "mode": "interpreter"},
            {"tag": "kk", "mode": "captions"},
        ]
    )

    @factory.post_generation
    def stream(seminar: Any, create: bool, _extracted: Any, **_: Any) -> None:  # noqa: N805
        if create:
            ensure_stream(seminar.id)


class SessionFactory(factory.django.DjangoModelFactory[ProgrammeSession]):
    class Meta:
        model = ProgrammeSession

    seminar = factory.SubFactory(SeminarFactory)
    title = "Opening"
    starts_at = factory.SelfAttribute("seminar.starts_at")


class ContributionFactory(factory.django.DjangoModelFactory[Contribution]):
    class Meta:
        model = Contribution

    session = factory.SubFactory(SessionFactory)
    title = factory.Sequence(lambda n: f"Oxygen in four steps, part {n}")
    position = factory.Sequence(lambda n: n)


class RoleGrantFactory(factory.django.DjangoModelFactory[RoleGrant]):
    class Meta:
        model = RoleGrant

    seminar = factory.SubFactory(SeminarFactory)
    person = factory.SubFactory(PersonFactory)
    role = Role.PANELLIST.value


class RegistrationFactory(factory.django.DjangoModelFactory[Registration]):
    class Meta:
        model = Registration

    seminar = factory.SubFactory(SeminarFactory)
    person = factory.SubFactory(PersonFactory)
    status = Registration.Status.REGISTERED


class JoinLinkFactory(factory.django.DjangoModelFactory[JoinLink]):
    class Meta:
        model = JoinLink

    seminar = factory.SubFactory(SeminarFactory)
    person = factory.SubFactory(PersonFactory)
    role = Role.ATTENDEE.value
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))


def member(seminar: Seminar, *roles: Role, **person: Any) -> Member:
    """A new person with these roles granted in the seminar (an attendee is registered instead)."""
    someone = PersonFactory.create(**person)
    for role in roles:
        if role == Role.ATTENDEE:
            RegistrationFactory.create(seminar=seminar, person=someone)
        else:
            RoleGrantFactory.create(seminar=seminar, person=someone, role=role.value)
    return Member(seminar, someone, frozenset(roles))
