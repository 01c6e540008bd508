"""What happens to glossaries. Each action is one transaction; each change makes another version.

There is nothing in the log: terms are tools of the staff, and what they change is told by the translations.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from consilium.kernel.ids import is_id, new_id
from consilium.kernel.refusals import Conflict, Invalid, NotAllowed, Unknown
from consilium.kernel.texts import Unfit, clean_line
from consilium.seminars.models import Seminar
from consilium.seminars.queries import Member
from consilium.translation import glossary_files as files
from consilium.translation import rules
from consilium.translation.glossary_files import Line
from consilium.translation.models import ORGANISATION, Glossary, Term


@transaction.atomic
def add_term(
    member: Member, texts: Mapping[str, Iterable[str]], *, keep: bool = False, note: str = ""
) -> Term:
    """One more term of the seminar, by anyone behind the stage. What has this name already is completed.

    Raises NotAllowed, Invalid, Conflict when the glossary is full.
    """
    if not rules.may_add_terms(member.roles):
        raise NotAllowed("not_staff", why("not_staff"))
    line = _line(texts, keep=keep, note=note)
    return _merge(_glossary(member.seminar), [line])[0]


@transaction.atomic
def change_term(
    member: Member, term_id: str, texts: Mapping[str, Iterable[str]], *, keep: bool = False, note: str = ""
) -> Term:
    """All of a term anew. Raises NotAllowed, Unknown, Invalid."""
    term = _own(member, term_id)
    line = _line(texts, keep=keep, note=note)
    term.texts, term.keep, term.note = _plain(line), line.keep, line.note
    term.save()
    _changed(term.glossary)
    return term


@transaction.atomic
def remove_term(member: Member, term_id: str) -> None:
    """Raises NotAllowed, Unknown."""
    term = _own(member, term_id)
    glossary = term.glossary
    term.delete()
    _changed(glossary)


@transaction.atomic
def import_terms(member: Member, lines: Iterable[Line]) -> int:
    """Terms of a file, added to those there are; return how many. Nothing that was there is lost.

    Raises NotAllowed, Conflict when they do not fit.
    """
    if not rules.may_edit_glossary(member.roles):
        raise NotAllowed("not_organiser", _("Only the organisers of the seminar may do this."))
    return len(_merge(_glossary(member.seminar), list(lines)))


@transaction.atomic
def import_for_all(lines: Iterable[Line]) -> int:
    """The same for the glossary of the whole organisation; for its administrator."""
    return len(_merge(_glossary(None), list(lines)))


@transaction.atomic
def touch(glossary: Glossary) -> None:
    """A term was changed by hand in the administration."""
    _changed(glossary)


def _merge(glossary: Glossary, lines: list[Line]) -> list[Term]:
    """Each line into the term that has one of its names in the same language, else as a new term."""
    rows = list(glossary.terms.all())
    named = {(tag, forms[0].casefold()): row for row in rows for tag, forms in row.texts.items()}
    made = []
    for line in lines:
        names = [(tag, forms[0].casefold()) for tag, forms in line.texts.items()]
        row = next((named[name] for name in names if name in named), None) or Term(glossary=glossary)
        row.texts = row.texts | _plain(line)
        row.keep, row.note = row.keep or line.keep, line.note or row.note
        made.append(row)
        named |= dict.fromkeys(names, row)
    changed = list({row.pk: row for row in made}.values())
    known = {row.pk for row in rows}
    if len(known | {row.pk for row in changed}) > files.TERMS_AT_MOST:
        limit = {"limit": files.TERMS_AT_MOST}
        raise Conflict("full", _("A glossary holds at most %(limit)d terms.") % limit)
    Term.objects.bulk_create([row for row in changed if row.pk not in known])
    Term.objects.bulk_update([row for row in changed if row.pk in known], ["texts", "keep", "note"])
    _changed(glossary)
    return made


def _glossary(seminar: Seminar | None) -> Glossary:
    """Locked until the end of the transaction."""
    pk = seminar.id if seminar else ORGANISATION
    Glossary.objects.get_or_create(pk=pk, defaults={"seminar": seminar})
    return Glossary.objects.select_for_update().get(pk=pk)


def _own(member: Member, term_id: str) -> Term:
    if not rules.may_edit_glossary(member.roles):
        raise NotAllowed("not_organiser", _("Only the organisers of the seminar may do this."))
    rows = Term.objects.filter(glossary__seminar=member.seminar).select_related("glossary")
    term = rows.filter(pk=term_id).first() if is_id(term_id) else None
    if term is None:
        raise Unknown("no_such_term", _("There is no such term in this glossary."))
    return term


def _changed(glossary: Glossary) -> None:
    Glossary.objects.filter(pk=glossary.pk).update(version=new_id())


def _line(texts: Mapping[str, Iterable[str]], *, keep: bool, note: str) -> Line:
    try:
        known = {tag: found for tag, forms in texts.items() if (found := files.neat(forms))}
        note = clean_line(note, files.NOTE_AT_MOST) if note.strip() else ""
    except Unfit as unfit:
        code = "too_long" if unfit.code == "too_long" else "broken"
        raise Invalid(code, why(code)) from None
    code = files.faulty(known, keep=keep)
    if code:
        raise Invalid(code, why(code))
    return Line(0, known, keep, note)


def why(code: str) -> str:
    """What is wrong with a line or a file, in words."""
    words = {
        "not_staff": _("The glossary is kept by the staff of the seminar."),
        "one_language": _("A term needs at least two languages, or “keep as is”."),
        "no_language": _("There is no term."),
        "too_long": _("A term has at most %(text)d characters and %(forms)d forms.")
        % {"text": files.TEXT_AT_MOST, "forms": files.FORMS_AT_MOST},
        "broken": _("The text holds characters that cannot be kept."),
        "columns": _("There are more columns than in the first line, or a language that is none."),
        "too_large": _("The file is larger than %(limit)d MB.") % {"limit": files.LARGEST // 1024 // 1024},
        "too_many": _("The file has more than %(limit)d terms.") % {"limit": files.TERMS_AT_MOST},
        "not_text": _("The file is not text in UTF-8. Save it as “CSV UTF-8”."),
        "no_columns": _(
            "The first line must name the columns: languages such as en, ru, zh-hans; keep; note."
        ),
        "not_xml": _("The file begins like TBX but cannot be read as XML."),
        "entities": _("The file declares XML entities. They are not accepted."),
        "no_terms": _("There are no terms in the file."),
    }
    return str(words[code])


def _plain(line: Line) -> dict[str, list[str]]:
    return {tag: list(forms) for tag, forms in line.texts.items()}
