"""A thousand simulated people: the certificates issued are exactly those that the oracle names."""

import sys
from collections import Counter
from fractions import Fraction

import pytest

from consilium.certificates import actions, queries
from consilium.certificates.models import Certificate, Requirement
from consilium.kernel.refusals import Refused
from tests.certificates import oracle
from tests.certificates.simulation import Simulated, simulate

PERSONS, SEED = 1000, 20261128
GRANTED = Fraction(7, 2)


def expected(simulated: Simulated) -> dict[tuple[str, str], Fraction]:
    """(person, rule set) to credits, as the oracle has it; without those who get nothing."""
    found: dict[tuple[str, str], Fraction] = {}
    for who, did in simulated.people:
        found[who.person.id, "nmo"] = oracle.nmo(simulated.known, did, GRANTED)
        found[who.person.id, "eaccme"] = oracle.eaccme(simulated.known, did)
        found[who.person.id, "plain"] = oracle.plain(simulated.known, did)
    return {key: credits for key, credits in found.items() if credits}


@pytest.mark.django_db
def test_the_certificates_issued_are_those_of_the_oracle(capsys: pytest.CaptureFixture[str]) -> None:
    simulated = simulate(PERSONS, SEED)
    queued: list[str] = []
    refused: Counter[str] = Counter()
    for row in Requirement.objects.filter(seminar=simulated.seminar):
        for number, (who, _did) in enumerate(simulated.people):
            try:
                for _ in range(1 + (number % 10 == 0)):  # some click twice
                    actions.award(who, row.id, holder_name="A. B.", language="en", start=queued.append)
            except Refused as refusal:
                refused[refusal.code] += 1
    issued = {
        (row.person_id, row.rule_set.slug): Fraction(row.credits)
        for row in Certificate.objects.select_related("rule_set")
    }
    wanted = expected(simulated)
    differences = {key for key in issued.keys() | wanted.keys() if issued.get(key) != wanted.get(key)}
    with capsys.disabled():
        by_rules = Counter(slug for _person, slug in issued)
        said = f"{PERSONS} people, {len(simulated.known.calls)} checks: issued {dict(by_rules)}"
        sys.stdout.write(f"\n{said}, {len(differences)} differ from the oracle\n")
    assert not differences
    assert len(queued) == len(issued) and set(refused) == {"not_met"}
    assert sum(refused.values()) + len(issued) == 3 * PERSONS
    # nothing is proved by a crowd of which all or none get it, or all the same
    for slug in ("nmo", "eaccme", "plain"):
        credits = Counter(value for (_person, of), value in issued.items() if of == slug)
        assert PERSONS // 10 < sum(credits.values()) < PERSONS * 9 // 10 and len(credits) > 1, credits


@pytest.mark.django_db
def test_all_at_once_is_the_same_as_one_by_one() -> None:
    simulated = simulate(40, 7)
    everyone = queries.attendances(simulated.seminar)
    here = [who.person.id for who, did in simulated.people if did.stays]
    assert sorted(everyone) == sorted(here)
    for person in here[:12]:
        assert queries.attendances(simulated.seminar, [person])[person] == everyone[person]
