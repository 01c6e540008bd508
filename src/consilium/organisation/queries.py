"""The organisation's own order of things."""

from consilium.accounts.queries import state_choices, state_name
from consilium.organisation.models import Institution, MemberState


def member_states() -> list[tuple[str, str]]:
    """The member states (code, name in the interface language) in the organisation's order."""
    return [(code, state_name(code)) for code in MemberState.objects.values_list("code", flat=True)]


def state_options() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Choices for a form: member states first, all others in a group below."""
    members = member_states()
    if not members:
        return list(state_choices())
    codes = {code for code, _ in members}
    others = [choice for choice in state_choices() if choice[0] not in codes]
    return [*members, ("–", others)]


def institution_names(state: str = "") -> list[str]:
    """Names of the known institutions, of one state or of all: suggestions for a form."""
    rows = Institution.objects.filter(state=state) if state else Institution.objects.all()
    return list(rows.values_list("name", flat=True)[:500])
