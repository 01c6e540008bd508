"""Whether a file is a paper of ours, whole. The file is a stranger's, so no PDF is read here.

A paper is bytes, a hole with its signature in hex, bytes. When the bytes around the hole have the digest that
a key of ours signed, and nothing lies beyond them, the file is what was signed, to the last bit. That needs
neither objects nor streams to be unpacked, so no file can make us unpack a thousandfold of itself.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

LARGEST = 2_000_000  # bytes; a paper has 0.1 MB
_MOST_SIGNATURES = 8
_LARGEST_SIGNATURE = 64_000  # hex digits
_RANGE = re.compile(
    rb"/ByteRange\s{0,8}\[\s{0,8}(\d{1,9})\s{1,8}(\d{1,9})\s{1,8}(\d{1,9})\s{1,8}(\d{1,9})\s{0,8}\]"
)
_NUMBER = re.compile(rb"/Reason\s{0,8}\(([0-9A-Za-z]{1,40})\)")


class Finding(Enum):
    """INTACT: signed by us and as it was. CHANGED: bears a signature of ours that does not cover what is
    there. FOREIGN: bears none of ours, be it another's file or one whose signature was taken away.
    """

    INTACT = "intact"
    CHANGED = "changed"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class _Signature:
    """Digests what lies around the hole; `whole`: nothing lies beyond."""

    message: cms.ContentInfo
    digest: bytes
    whole: bool


def inspect(file: bytes, known: Iterable[x509.Certificate]) -> Finding:
    """What it is, by the certificates that are ours. Never raises, whatever the file holds."""
    ours = {each.public_bytes(serialization.Encoding.DER) for each in known}
    found = [each for each in _signatures(file) if _certificate(each.message, ours) is not None]
    if not found:
        return Finding.FOREIGN
    intact = len(found) == 1 and found[0].whole and _holds(found[0], ours)
    return Finding.INTACT if intact else Finding.CHANGED


def number(file: bytes) -> str:
    """The certificate's number as the signature says it, or ""; to be believed of an INTACT file alone."""
    match = _NUMBER.search(file)
    return match.group(1).decode() if match else ""


def digest(file: bytes) -> str:
    """SHA-256 in hex, as `Certificate.sha256` keeps it."""
    return hashlib.sha256(file).hexdigest()


def _signatures(file: bytes) -> list[_Signature]:
    found: list[_Signature] = []
    if len(file) > LARGEST:
        return found
    for number, match in enumerate(_RANGE.finditer(file)):
        if number == _MOST_SIGNATURES:
            break
        start, length, after, rest = map(int, match.groups())
        message = _message(file[start + length : after])
        if message is None:
            continue
        digest = hashlib.sha256(file[start : start + length] + file[after : after + rest]).digest()
        found.append(_Signature(message, digest, whole=start == 0 and after + rest == len(file)))
    return found


def _message(hole: bytes) -> cms.ContentInfo | None:
    """What lies in "<hex>", or None."""
    if not (hole[:1] == b"<" and hole[-1:] == b">" and len(hole) <= _LARGEST_SIGNATURE):
        return None
    try:
        raw = bytes.fromhex(hole[1:-1].decode("ascii"))
        message = cms.ContentInfo.load(raw)
        padding = raw[len(message.dump()) :]  # or anything could be hidden behind the signature
        return message if message["content_type"].native == "signed_data" and not any(padding) else None
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError, IndexError):
        return None


def _certificate(message: cms.ContentInfo, ours: set[bytes]) -> asn1_x509.Certificate | None:
    """The certificate of ours that the message carries."""
    try:
        carried = [each.chosen for each in message["content"]["certificates"]]
        return next((each for each in carried if each.dump() in ours), None)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError, IndexError, AttributeError):
        return None


def _holds(signature: _Signature, ours: set[bytes]) -> bool:
    """Whether that certificate's key signed this digest."""
    certificate = _certificate(signature.message, ours)
    try:
        signers = signature.message["content"]["signer_infos"]
        if certificate is None or len(signers) != 1:
            return False
        same, genuine = validate_sig_integrity(signers[0], certificate, "data", signature.digest)
    except Exception:  # a stranger's bytes in three libraries: whatever they trip over, it does not hold
        return False
    return same and genuine
