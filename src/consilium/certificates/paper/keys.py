"""The key that signs certificates, and the certificates (X.509) by which papers are known again.

`folder/signer.pem` (mode 0600) holds the P-256 key and its self-made certificate, made at the first
signature, unless the settings name a key and a chain. `folder/known/` keeps every certificate that ever
signed: a new key leaves the old papers good, and who takes a file out of there disowns what it signed.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import NameOID

LIFE = timedelta(days=3650)


class KeyTrouble(RuntimeError):
    """The key or its certificate cannot be used; the text says what to do and holds nothing secret."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A key and its certificate, first of the chain that leads to its root."""

    key: PrivateKeyTypes
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where keys lie. `key` and `chain`: PEM files of the operator's own, both or neither."""

    folder: Path
    organisation: str
    key: Path | None = None
    chain: Path | None = None

    def signer(self) -> Signer:
        """The one that signs now; made at first use; its certificate is known from then on."""
        signer = self._given() if self.key or self.chain else self._own()
        self._remember(signer.chain[0])
        return signer

    def look(self) -> None:
        """Raise KeyTrouble when the key could not sign, or others can read it. Makes none."""
        if self.key or self.chain:
            self._given()
        elif self._path.exists():
            self._own()
        path = self.key or self._path
        if path.exists() and path.stat().st_mode & 0o077:
            raise KeyTrouble(f"{path} can be read by other users: chmod 600 it.")

    def known(self) -> tuple[x509.Certificate, ...]:
        """Certificates whose signatures are ours."""
        files = sorted((self.folder / "known").glob("*.pem"))
        return tuple(x509.load_pem_x509_certificate(file.read_bytes()) for file in files)

    def rotate(self) -> None:
        """The next signature makes a new key. What the old one signed stays good; its key is destroyed."""
        if self.key or self.chain:
            raise KeyTrouble("The key is set by SIGNING_KEY: put a new one there.")
        if self._path.exists():
            self._remember(self._own().chain[0])
            self._path.unlink()

    @property
    def _path(self) -> Path:
        return self.folder / "signer.pem"

    def _own(self) -> Signer:
        if not self._path.exists():
            _write_once(self._path, _fresh(self.organisation), 0o600)
        try:
            pem = self._path.read_bytes()
        except OSError as error:
            raise KeyTrouble(f"{self._path} cannot be read: {error.strerror}.") from None
        return _fitting(pem, pem, str(self._path))

    def _given(self) -> Signer:
        if not (self.key and self.chain):
            raise KeyTrouble("SIGNING_KEY and SIGNING_CHAIN are set together or not at all.")
        try:
            return _fitting(self.key.read_bytes(), self.chain.read_bytes(), "SIGNING_KEY and SIGNING_CHAIN")
        except OSError as error:
            raise KeyTrouble(f"SIGNING_KEY or SIGNING_CHAIN cannot be read: {error.strerror}.") from None

    def _remember(self, certificate: x509.Certificate) -> None:
        name = f"{fingerprint(certificate)}.pem"
        _write_once(self.folder / "known" / name, certificate.public_bytes(serialization.Encoding.PEM), 0o644)


def fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()


def _fitting(key_pem: bytes, chain_pem: bytes, where: str) -> Signer:
    try:
        key = serialization.load_pem_private_key(key_pem, None)
        chain = tuple(x509.load_pem_x509_certificates(chain_pem))
    except (ValueError, TypeError):
        raise KeyTrouble(f"{where} hold no PEM key without a password and no PEM certificates.") from None
    if key.public_key() != chain[0].public_key():
        raise KeyTrouble(f"{where}: the first certificate is not that of the key.")
    return Signer(key, chain)


def _fresh(organisation: str) -> bytes:
    """A P-256 key and a certificate of its own for it, PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, "Consilium certificates"),
        ]
    )
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                encipher_only=False,
                decipher_only=False,
                **usage,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)


def _write_once(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all; whoever comes second leaves what is there."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
