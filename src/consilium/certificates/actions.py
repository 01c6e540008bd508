"""What happens to rule sets, evaluations and certificates. Repeating an action changes nothing.

Each is one transaction. No fact is appended: certificates are made when the room is closed, and concern
nobody else.
"""

from collections.abc import Callable
from decimal import Decimal
from importlib import resources

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consilium.certificates import evaluations, queries, rules, vocabulary
from consilium.certificates.correcting import printable_name
from consilium.certificates.knowledge import TestQuestion
from consilium.certificates.models import Certificate, Evaluation, Requirement, RuleSet
from consilium.certificates.vocabulary import BadRules
from consilium.checks import actions as checks
from consilium.kernel.ids import is_id
from consilium.kernel.languages import BY_TAG
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, Unknown
from consilium.kernel.texts import Unfit, clean, clean_line
from consilium.seminars.actions import post
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member

LONGEST_REASON, LONGEST_WORDS = 300, 2000
ATTEMPTS = 3
Status = Seminar.Status


# Rule sets


def check_rule_set(text: str) -> vocabulary.Rules:
    """The rules written as JSON. Raises vocabulary.BadRules if they could not be imported."""
    document = vocabulary.read(text)
    made = vocabulary.parse(document)
    known = RuleSet.objects.filter(slug=made.slug, version=made.version).first()
    if known and known.rules != document:
        raise BadRules("version", f"{made.version} is known with other rules: raise it")
    return made


@transaction.atomic
def import_rule_set(text: str, *, shipped: bool = False) -> RuleSet:
    """Keep a rule set written as JSON. A version that is known may come again only with the same rules.

    Raises vocabulary.BadRules.
    """
    made = check_rule_set(text)
    row, _fresh = RuleSet.objects.get_or_create(
        slug=made.slug,
        version=made.version,
        defaults={"name": made.name["en"], "rules": vocabulary.read(text), "shipped": shipped},
    )
    return row


def install_shipped() -> list[RuleSet]:
    """The rule sets that come with the program. A version that is here stays as it is."""
    folder = resources.files("consilium.certificates") / "rule_sets"
    found = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        text = file.read_text(encoding="utf-8")
        made = vocabulary.parse(vocabulary.read(text))
        known = RuleSet.objects.filter(slug=made.slug, version=made.version).first()
        found.append(known or import_rule_set(text, shipped=True))
    return found


# What a seminar requires


@transaction.atomic
def choose_rule_set(
    member: Member,
    rule_set_id: str,
    *,
    credits: Decimal | None = None,
    accreditor: str = "",
    reference: str = "",
    test: list[TestQuestion] | None = None,
) -> Requirement:
    """Issue certificates by this rule set, or change how. Not once certificates were issued by it, and from
    the start on not by rules that watch presence: nobody knew of them.
    """
    seminar = _organised(member)
    rule_set = RuleSet.objects.filter(pk=rule_set_id).first() if is_id(rule_set_id) else None
    if rule_set is None:
        raise Unknown("rule_set", _("There is no such rule set."))
    asked = queries.test_of(seminar)
    row = Requirement.objects.filter(seminar=seminar, rule_set=rule_set).first()
    if row is None:
        _must_be_in_time(seminar, rule_set)
        row = Requirement(seminar=seminar, rule_set=rule_set)
    else:
        _must_be_unused(row)
    row.credits, row.accreditor, row.reference, row.test = credits, accreditor, reference, test or []
    if queries.rules_of(rule_set).require.test_percent and not row.test:
        raise Invalid("test", _("These rules ask for a knowledge test: please write its questions."))
    _must_be_the_same_test(row)
    row.save()
    if queries.test_of(seminar) != asked:  # it is taken anew: what was right in the other says nothing
        Evaluation.objects.filter(seminar=seminar).update(right=0, asked=0, attempts=0)
    _plan_checks(seminar)
    return row


@transaction.atomic
def drop_requirement(member: Member, requirement_id: str) -> None:
    """Issue no certificates by this rule set any longer."""
    seminar = _organised(member)
    row = queries.requirement(seminar, requirement_id)
    if row is not None:
        _must_be_unused(row)
        row.delete()
        _plan_checks(seminar)


def _must_be_in_time(seminar: Seminar, rule_set: RuleSet) -> None:
    made = queries.rules_of(rule_set)
    watches = made.checks is not None or made.count.visible_tab
    if watches and seminar.status in (Status.LIVE, Status.ENDED):
        raise Conflict(
            "too_late", _("These rules watch presence: they can be chosen only before the seminar begins.")
        )


def _must_be_the_same_test(row: Requirement) -> None:
    """Every rule set asks for the share of right answers; of two tests nobody would take the second."""
    for other in queries.requirements(row.seminar):
        if other.pk != row.pk and row.test and other.test and other.test != row.test:
            words = _(
                "A seminar has one knowledge test, and %(name)s has other questions. Please write the same "
                "ones, or remove those rules first."
            )
            raise Invalid("another_test", words % {"name": other.rule_set.name})


def _must_be_unused(row: Requirement) -> None:
    if Certificate.objects.filter(seminar=row.seminar_id, rule_set=row.rule_set_id).exists():
        raise Conflict("issued", _("Certificates were issued by these rules: they stay as they are."))


def _plan_checks(seminar: Seminar) -> None:
    """Watch presence as the strictest of the seminar's rule sets wants it."""
    made = [queries.rules_of(row.rule_set) for row in queries.requirements(seminar)]
    wanted = [one.checks for one in made if one.checks]
    tab = any(one.count.visible_tab for one in made)
    if not wanted and not tab:
        checks.drop_plan(seminar)
        return
    checks.plan_checks(
        seminar,
        shortest=60 * min((one.shortest for one in wanted), default=0),
        longest=60 * min((one.longest for one in wanted), default=0),
        answer=min((one.answer_seconds for one in wanted), default=60),
        tab=tab,
    )


# Evaluation


@transaction.atomic
def evaluate(member: Member, answers: dict[str, str], chosen: list[int] | None = None) -> Evaluation:
    """What the member says of the seminar, by question id, and what they chose in the knowledge test.

    May be said anew until it is `evaluations.fixed`. The best of `ATTEMPTS` tests counts.
    """
    seminar = _locked(member.seminar)
    if seminar.status != Status.ENDED:
        raise Conflict("not_ended", _("The seminar has not ended yet."))
    questions = {question.id: question for question in queries.questions(seminar)}
    if not questions and not queries.test_of(seminar):
        raise Unknown("evaluation", _("This seminar asks for no evaluation."))
    row = queries.evaluation_of(seminar, member.person) or Evaluation(seminar=seminar, person=member.person)
    said = {id: _answer(questions.get(id), text) for id, text in answers.items() if text}
    fixed = evaluations.fixed(row, questions.values())
    if not row.answers:  # a second time it keeps its place: else another would enter the sums alone
        row.given_at = timezone.now()
    row.answers = {id: text for id, text in said.items() if id not in fixed} | {
        id: text for id, text in row.answers.items() if id in fixed
    }
    _mark(row, queries.test_of(seminar), chosen)
    row.save()
    return row


def _answer(question: vocabulary.Question | None, text: str) -> str:
    """The answer as it is kept: a mark, a position, "yes" or "no", or words."""
    allowed: list[str] = []
    match question.kind if question else "":
        case vocabulary.SCALE:
            allowed = [str(mark) for mark in range(1, vocabulary.MARKS + 1)]
        case vocabulary.CHOICE:
            allowed = [str(n) for n in range(len(question.options if question else ()))]
        case vocabulary.YES_NO:
            allowed = ["yes", "no"]
        case vocabulary.WORDS:
            return _fit(text, LONGEST_WORDS)
    if text not in allowed:
        raise Invalid("answer", _("An answer does not fit its question."))
    return text


def _mark(row: Evaluation, test: list[TestQuestion], chosen: list[int] | None) -> None:
    if not test or chosen is None:
        return
    if row.attempts >= ATTEMPTS:
        raise Conflict("attempts", _("The test has been taken as often as it may be."))
    right = sum(choice == question["right"] for choice, question in zip(chosen, test, strict=False))
    row.attempts += 1
    if row.asked != len(test) or right > row.right:
        row.right, row.asked = right, len(test)


# Certificates


@transaction.atomic
def award(
    member: Member, requirement_id: str, *, holder_name: str, language: str, start: Callable[[str], object]
) -> Certificate:
    """Issue the member's certificate by one of the seminar's rule sets; a second time gives the first one.

    `start` is called with the certificate's id in the transaction, to have its PDF made.
    """
    seminar = _locked(member.seminar)
    row = queries.requirement(seminar, requirement_id)
    if row is None:
        raise Unknown("requirement", _("This seminar issues no such certificate."))
    issued = Certificate.objects.filter(seminar=seminar, person=member.person, rule_set=row.rule_set).first()
    if issued:
        return issued
    if seminar.status != Status.ENDED:
        raise Conflict("not_ended", _("The seminar has not ended yet."))
    verdict = _verdict(member, seminar, row)
    if language not in BY_TAG:
        raise Invalid("language", _("Certificates are not made in this language."))
    made = Certificate.objects.create(
        seminar=seminar,
        person=member.person,
        rule_set=row.rule_set,
        holder_name=printable_name(holder_name),
        language=language,
        unit=queries.rules_of(row.rule_set).unit,
        credits=verdict.credits,
        minutes=verdict.minutes,
        accreditor=row.accreditor,
        reference=row.reference,
        verdict=[vars(finding) for finding in verdict.findings],
    )
    start(made.id)
    return made


def _verdict(member: Member, seminar: Seminar, row: Requirement) -> rules.Verdict:
    attendance = queries.attendances(seminar, [member.person.id]).get(member.person.id)
    verdict = queries.judge(row, attendance) if attendance else None
    if verdict is None or not verdict.awarded:
        raise Conflict("not_met", _("What these rules ask for is not met yet."))
    return verdict


@transaction.atomic
def revoke(member: Member, certificate_id: str, *, reason: str) -> Certificate:
    """Declare a certificate void, for a reason that whoever verifies it is shown. It cannot be taken back."""
    _organised(member)
    row = queries.certificate_of(member, certificate_id)
    if row is None:
        raise Unknown("certificate", _("There is no such certificate."))
    if row.revoked_at is None:
        row.revoked_reason = _fit_line(reason, LONGEST_REASON)
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at", "revoked_reason"])
        _mail(row, "certificate-revoked", row.id)
    return row


@transaction.atomic
def attach_pdf(certificate_id: str, content: bytes, sha256: str, *, instead_of: str = "") -> bool:
    """Keep the signed file, once, and tell its holder. `instead_of`: the SHA-256 of the file that it has.

    False when it has another file by now, or is not there.
    """
    row = Certificate.objects.select_for_update().filter(pk=certificate_id, sha256=instead_of).first()
    if row is None:
        return False
    storage, before = row.pdf.storage, row.pdf.name
    if before:
        transaction.on_commit(lambda: storage.delete(before))
    row.pdf.save(f"{row.id}.pdf", ContentFile(content), save=False)
    row.sha256 = sha256
    row.save(update_fields=["pdf", "sha256"])
    if row.revoked_at is None:
        _mail(row, "certificate-ready", f"{row.id}:{sha256[:12]}")
    return True


def _mail(row: Certificate, kind: str, stamp: str) -> None:
    if row.person.certificate_mails:
        post(kind, row.seminar, row.person, stamp)


def _organised(member: Member) -> Seminar:
    if not member.may_organise:
        raise NotAllowed("organiser", _("Only the organiser may do this."))
    return _locked(member.seminar)


def _locked(seminar: Seminar) -> Seminar:
    """Two clicks stand in line."""
    return Seminar.objects.select_for_update(no_key=True).get(pk=seminar.pk)


def _fit(text: str, longest: int) -> str:
    try:
        return clean(text, longest)
    except Unfit:
        raise Invalid("text", _("A text is too long, or cannot be kept.")) from None


def _fit_line(text: str, longest: int) -> str:
    try:
        return clean_line(text, longest)
    except Unfit:
        raise Invalid("text", _("Please write at least one word, and no more than fits.")) from None
