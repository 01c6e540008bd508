"""`consilium check`: whether certificates can be set and signed."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error, Info

from consilium.certificates import papers
from consilium.certificates.paper import faces
from consilium.certificates.paper.keys import KeyTrouble


def check() -> Iterator[CheckMessage]:
    """Makes no key: the first signature does."""
    try:
        faces.folder()
    except faces.FontsMissing as error:
        yield Error(str(error), hint="Certificates and reports are set in them.", id="consilium.E021")
    place = papers.key_place()
    try:
        place.look()
    except KeyTrouble as error:
        yield Error(str(error), hint="See docs/how-to/verify-a-certificate.md.", id="consilium.E022")
        return
    if not place.chain:
        yield Info(
            "Certificates are signed by a key that Consilium made: this site verifies them, other readers of "
            "PDF call the signer unknown.",
            hint="Set SIGNING_KEY and SIGNING_CHAIN to a key that an authority vouches for.",
            id="consilium.I021",
        )
