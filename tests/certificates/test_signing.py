"""A paper that was changed after signing is known, by us and by another's reading of the same standard."""

import io
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import NameObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from consilium.certificates.paper import inspecting, keys, setting, signing
from consilium.certificates.paper.inspecting import Finding
from consilium.certificates.paper.keys import KeyPlace, KeyTrouble
from tests.certificates import samples


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> KeyPlace:
    return KeyPlace(tmp_path_factory.mktemp("signing"), "A seminar's organiser")


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return setting.certificate(samples.paper("ru"), samples.words("ru"))


@pytest.fixture(scope="module")
def signed(place: KeyPlace, unsigned: bytes) -> bytes:
    return signing.sign(unsigned, samples.NUMBER, place.signer())


def another_validator(file: bytes) -> tuple[bool, bool, bool]:
    """pyHanko's own reading of the file, not ours: digest matches, signature is genuine, all is covered."""
    status = validate_pdf_signature(PdfFileReader(io.BytesIO(file)).embedded_signatures[0])
    return status.intact, status.valid, status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def test_signed_and_whole(place: KeyPlace, signed: bytes, unsigned: bytes) -> None:
    assert inspecting.inspect(signed, place.known()) is Finding.INTACT
    assert inspecting.number(signed) == samples.NUMBER
    assert another_validator(signed) == (True, True, True)
    assert signed.startswith(unsigned)  # what was set is untouched
    assert b"/ETSI.CAdES.detached" in signed
    assert signed.startswith(b"%PDF-1.7") and b"/Version" not in signed  # what PDF/A-2 is a profile of


def hole(file: bytes) -> tuple[int, int]:
    """Where the hex digits of the signature begin and end."""
    start = file.index(b"/Contents <") + 11
    return start, file.index(b">", start)


def test_every_byte_of_the_content_counts(place: KeyPlace, signed: bytes) -> None:
    """All but the signature itself, some of whose bytes nobody signs: `Certificate.sha256` covers those."""
    start, end = hole(signed)
    step = max(1, len(signed) // 400)
    for at in (at for at in range(0, len(signed), step) if not start <= at < end):
        changed = bytearray(signed)
        changed[at] ^= 1
        assert inspecting.inspect(bytes(changed), place.known()) is not Finding.INTACT, at


def test_an_update_appended_is_a_change(place: KeyPlace, signed: bytes) -> None:
    """The way editors change a signed file: the old bytes stay, new objects are put behind them."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root[NameObject("/Lang")] = TextStringObject("xx")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    changed = out.getvalue()
    assert changed.startswith(signed)
    assert inspecting.inspect(changed, place.known()) is Finding.CHANGED
    assert another_validator(changed)[2] is False
    assert inspecting.inspect(signed + b"\n", place.known()) is Finding.CHANGED


def test_another_signature_on_top_is_a_change(place: KeyPlace, signed: bytes, tmp_path: Path) -> None:
    """Somebody else signs the file again, whole: theirs is none of ours."""
    stranger = KeyPlace(tmp_path, "Somebody else").signer()
    from pyhanko.sign import fields

    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    fields.append_signature_field(writer, fields.SigFieldSpec("Another"))
    out = io.BytesIO()
    writer.write(out)
    assert inspecting.inspect(out.getvalue(), place.known()) is Finding.CHANGED
    foreign = signing.sign(setting.certificate(samples.paper()), samples.NUMBER, stranger)
    assert inspecting.inspect(foreign, place.known()) is Finding.FOREIGN


def test_without_its_signature_it_is_nobodys(place: KeyPlace, signed: bytes, unsigned: bytes) -> None:
    start, end = hole(signed)
    stripped = signed[:start] + b"0" * (end - start) + signed[end:]
    assert inspecting.inspect(stripped, place.known()) is Finding.FOREIGN
    assert inspecting.inspect(unsigned, place.known()) is Finding.FOREIGN


def test_a_signature_moved_to_another_paper(place: KeyPlace, signed: bytes) -> None:
    """The right signature, the wrong page: a name changed before, the old signature put in."""
    other = signing.sign(
        setting.certificate(samples.paper("ru", holder="Иванов Иван")), samples.NUMBER, place.signer()
    )

    (a, b), (c, d) = hole(signed), hole(other)
    moved = other[:c] + signed[a:b].ljust(d - c, b"0")[: d - c] + other[d:]
    assert inspecting.inspect(moved, place.known()) is Finding.CHANGED


def test_nothing_hides_behind_the_signature(place: KeyPlace, signed: bytes) -> None:
    """The hole is longer than the signature; what is not nought there was put there."""
    _start, end = hole(signed)
    assert signed[end - 4 : end] == b"0000"
    assert inspecting.inspect(signed[: end - 2] + b"41" + signed[end:], place.known()) is not Finding.INTACT


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"%PDF-1.7",
        b"\x00" * 100_000,
        b"/ByteRange [0 0 0 0]" * 1000,
        b"/ByteRange [0 1 999999999 999999999]",
        b"/ByteRange" + b" " * 200_000 + b"[",
        b"<" + b"30" * 30_000 + b">/ByteRange [0 0 60002 30]",
        b"<3080" + b"3080" * 10_000 + b">/ByteRange [0 0 40006 30]",
        b"a" * (inspecting.LARGEST + 1),
    ],
    ids=["empty", "head", "noughts", "ranges", "beyond", "spaces", "deep", "endless", "large"],
)
def test_hostile_files_are_foreign(place: KeyPlace, file: bytes) -> None:
    assert inspecting.inspect(file, place.known()) is Finding.FOREIGN


@given(data=st.data())
@how(max_examples=300, deadline=None)
def test_no_cut_and_no_patch_stays_intact(place: KeyPlace, signed: bytes, data: st.DataObject) -> None:
    """Anywhere but wholly within the signature."""
    low, high = hole(signed)
    start = data.draw(st.integers(0, len(signed)))
    end = data.draw(st.integers(start, min(len(signed), start + 200)))
    changed = signed[:start] + data.draw(st.binary(max_size=60)) + signed[end:]
    if changed != signed and not low <= start <= end <= high:
        assert inspecting.inspect(changed, place.known()) is not Finding.INTACT


# Keys


def test_the_key_is_the_owners_alone(place: KeyPlace, signed: bytes) -> None:
    path = place.folder / "signer.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700 or place.folder.stat().st_mode & 0o077 == 0
    assert not any(b"PRIVATE" in file.read_bytes() for file in (place.folder / "known").iterdir())
    signer = place.signer()
    assert isinstance(signer.key, ec.EllipticCurvePrivateKey)
    assert isinstance(signer.key.curve, ec.SECP256R1)
    assert place.signer().chain == signer.chain  # made once


def test_a_new_key_leaves_old_papers_good(tmp_path: Path, unsigned: bytes) -> None:
    place = KeyPlace(tmp_path / "signing", "Us")
    old = signing.sign(unsigned, samples.NUMBER, place.signer())
    first = place.signer().chain[0]
    place.rotate()
    place.rotate()  # nothing to do: no key is there
    new = signing.sign(unsigned, samples.NUMBER, place.signer())
    assert place.signer().chain[0] != first
    assert len(place.known()) == 2
    assert {inspecting.inspect(file, place.known()) for file in (old, new)} == {Finding.INTACT}
    (tmp_path / "signing" / "known" / f"{keys.fingerprint(first)}.pem").unlink()  # disowned
    assert inspecting.inspect(old, place.known()) is Finding.FOREIGN


def chain_of(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "The ministry")])
    at = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 7)
        .not_valid_before(at)
        .not_valid_after(at.replace(year=at.year + 1))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, password: bytes = b"") -> bytes:
    lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_an_operators_own_key(tmp_path: Path, unsigned: bytes, kind: str) -> None:
    key = ec.generate_private_key(ec.SECP384R1()) if kind == "ec" else rsa.generate_private_key(65537, 2048)
    (tmp_path / "key.pem").write_bytes(pem(key))
    (tmp_path / "chain.pem").write_bytes(chain_of(key))
    place = KeyPlace(tmp_path / "signing", "Us", tmp_path / "key.pem", tmp_path / "chain.pem")
    file = signing.sign(unsigned, samples.NUMBER, place.signer())
    assert another_validator(file) == (True, True, True)
    assert inspecting.inspect(file, place.known()) is Finding.INTACT
    assert not (tmp_path / "signing" / "signer.pem").exists()
    later = KeyPlace(tmp_path / "signing", "Us")  # the settings are gone, the paper is good
    assert inspecting.inspect(file, later.known()) is Finding.INTACT
    with pytest.raises(KeyTrouble, match="SIGNING_KEY"):
        place.rotate()


def test_keys_that_do_not_fit_are_refused_in_words(tmp_path: Path) -> None:
    one, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    cases = [
        (pem(one), chain_of(other), "not that of the key"),
        (pem(one, b"secret"), chain_of(one), "without a password"),
        (b"rubbish", chain_of(one), "hold no PEM key"),
        (pem(one), b"", "hold no PEM key"),
    ]
    for key_bytes, chain_bytes, words in cases:
        key.write_bytes(key_bytes)
        chain.write_bytes(chain_bytes)
        with pytest.raises(KeyTrouble, match=words):
            KeyPlace(tmp_path / "s", "Us", key, chain).signer()
    with pytest.raises(KeyTrouble, match="together"):
        KeyPlace(tmp_path / "s", "Us", key).signer()
    with pytest.raises(KeyTrouble, match="cannot be read"):
        KeyPlace(tmp_path / "s", "Us", tmp_path / "none", chain).signer()
