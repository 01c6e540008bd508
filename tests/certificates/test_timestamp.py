"""A trusted time from an authority on this machine that answers by RFC 3161."""

import io
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from consilium.certificates.paper import inspecting, setting, signing
from consilium.certificates.paper.inspecting import Finding
from consilium.certificates.paper.keys import KeyPlace
from tests.certificates import samples
from tests.support.loopback import Loopback


def authority() -> DummyTimeStamper:
    """pyHanko's own stamper with a real key, behind a real door."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A clock")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 5)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    raw = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    certificate = asn1_x509.Certificate.load(made.public_bytes(serialization.Encoding.DER))
    return DummyTimeStamper(certificate, asn1_keys.PrivateKeyInfo.load(raw))


def door() -> Loopback:
    stamper = authority()

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked = tsp.TimeStampReq.load(request.rfile.read(int(request.headers["Content-Length"])))
        reply = stamper.request_tsa_response(asked).dump()
        request.send_response(200)
        request.send_header("Content-Type", "application/timestamp-reply")
        request.end_headers()
        request.wfile.write(reply)

    return Loopback(answer)


def test_the_time_is_in_the_signature(tmp_path: Path) -> None:
    place = KeyPlace(tmp_path, "Us")
    pdf = setting.certificate(samples.paper())
    with door() as clock:
        signed = signing.sign(pdf, samples.NUMBER, place.signer(), timestamp_url=clock.url)
    assert inspecting.inspect(signed, place.known()) is Finding.INTACT
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    names = {attribute["type"].native for attribute in signature.signer_info["unsigned_attrs"]}
    assert "signature_time_stamp_token" in names


def test_an_authority_that_is_away_fails_the_job(tmp_path: Path) -> None:
    with door() as clock:
        url = clock.url
    with pytest.raises(TimestampRequestError):
        signing.sign(
            setting.certificate(samples.paper()),
            samples.NUMBER,
            KeyPlace(tmp_path, "Us").signer(),
            timestamp_url=url,
        )
