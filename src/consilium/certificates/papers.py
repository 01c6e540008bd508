"""From the row of a certificate to its signed file."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from consilium.certificates import queries
from consilium.certificates.models import Certificate
from consilium.certificates.paper import content, inspecting, setting, signing
from consilium.certificates.paper.content import Paper
from consilium.certificates.paper.keys import KeyPlace


@dataclass(frozen=True, slots=True)
class Signed:
    """The file, and its SHA-256 in hex."""

    pdf: bytes
    sha256: str


def key_place() -> KeyPlace:
    """Where the key of this installation lies, by the settings."""

    def given(name: str) -> Path | None:
        return Path(name) if name else None

    return KeyPlace(
        Path(settings.SIGNING_DIR),
        urlsplit(settings.SITE_URL).hostname or "Consilium",
        given(settings.SIGNING_KEY),
        given(settings.SIGNING_CHAIN),
    )


def signed(certificate: Certificate) -> Signed:
    """The certificate set and signed: some 0.2 s. Raises paper.keys.KeyTrouble, paper.faces.FontsMissing, and
    what pyHanko raises when a time-stamping authority is set and does not answer.
    """
    pdf = signing.sign(
        setting.certificate(paper_of(certificate)),
        certificate.id,
        key_place().signer(),
        timestamp_url=settings.TIMESTAMP_URL,
    )
    return Signed(pdf, inspecting.digest(pdf))


def paper_of(certificate: Certificate) -> Paper:
    """What is printed; days as they were where the seminar was held."""
    seminar = certificate.seminar
    return Paper(
        number=certificate.id,
        url=address(certificate.id),
        language=certificate.language,
        holder=certificate.holder_name,
        seminar=seminar.title,
        held_on=content.local_day(seminar.started_at or seminar.starts_at, seminar.time_zone),
        issued_on=content.local_day(certificate.issued_at, seminar.time_zone),
        organiser=organiser(certificate),
        unit=certificate.unit,
        amount=certificate.credits,
        minutes=certificate.minutes,
        rule_set=rules_name(certificate, certificate.language),
        accreditor=certificate.accreditor,
        reference=certificate.reference,
    )


def rules_name(certificate: Certificate, language: str) -> str:
    return content.in_language(queries.rules_of(certificate.rule_set).name, language)


def organiser(certificate: Certificate, language: str = "") -> str:
    """The working group and the host state, in a language (the certificate's); whichever is known."""
    seminar = certificate.seminar
    state = content.state(seminar.organiser_state, language or certificate.language)
    group = seminar.working_group.title if seminar.working_group else ""
    return ", ".join(part for part in (group, state) if part)


def address(number: str) -> str:
    """Where a certificate is verified, as printed and in its code."""
    return settings.SITE_URL.rstrip("/") + reverse("certificates:verify", args=[number])
