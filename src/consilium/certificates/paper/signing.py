"""A PDF signed by PAdES: invisible, certifying (no change is allowed afterwards)."""

import logging
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.requests_client import HTTPTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from consilium.certificates.paper.keys import Signer

FIELD = "ConsiliumSignature"
_PDF_A_2 = (1, 7)  # the PDF that PDF/A-2 is a profile of
_TIMESTAMP_SECONDS = 10
# It warns of every self-made certificate and names subjects; what counts is raised.
logging.getLogger("pyhanko").setLevel(logging.ERROR)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.ERROR)


class _Lasting(IncrementalPdfFileWriter):
    """pyHanko would call a file signed by an elliptic curve PDF 2.0, which PDF/A-2 does not know."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        IncrementalPdfFileWriter.ensure_output_version(self, min(version, _PDF_A_2))


def sign(pdf: bytes, number: str, signer: Signer, *, timestamp_url: str = "") -> bytes:
    """`pdf` with a signature over all of it that says the certificate's number; and with a trusted time from
    `timestamp_url` when there is one (RFC 3161).

    Raises what pyHanko raises, e.g. TimestampRequestError when the authority does not answer.
    """
    chain = [
        asn1_x509.Certificate.load(each.public_bytes(serialization.Encoding.DER)) for each in signer.chain
    ]
    store = SimpleCertificateStore()
    store.register_multiple(chain)
    key = asn1_keys.PrivateKeyInfo.load(
        signer.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=number,  # where `inspecting` finds it without reading the file's objects
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    stamper = HTTPTimeStamper(timestamp_url, timeout=_TIMESTAMP_SECONDS) if timestamp_url else None
    signed = signers.sign_pdf(
        _Lasting(BytesIO(pdf)),
        metadata,
        signers.SimpleSigner(chain[0], key, store),
        timestamper=stamper,
    )
    return bytes(signed.getbuffer())
