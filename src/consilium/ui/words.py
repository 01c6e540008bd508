"""What people write, or why it cannot be kept, in their language."""

from django.utils.translation import gettext as _

from consilium.kernel.refusals import Invalid
from consilium.kernel.texts import Unfit, clean


def fit(text: str, limit: int, *, empty: str = "") -> str:
    """The text as it is kept: see kernel/texts.py. Raises Invalid; `empty` says that nothing was written."""
    try:
        return clean(text, limit)
    except Unfit as unfit:
        words = {
            "empty": empty or _("Write something first."),
            "too_long": _("At most %(limit)d characters, please.") % {"limit": limit},
            "broken": _("The text holds characters that cannot be kept."),
        }
        raise Invalid(unfit.code, words[unfit.code]) from None
