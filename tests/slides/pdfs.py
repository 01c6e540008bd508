"""Real small PDFs, good and hostile, written by hand so that nothing binary lies in the repository."""

import io
import zipfile
import zlib
from collections.abc import Sequence

A4_LANDSCAPE = (842, 595)
WIDE = (960, 540)


def pdf(
    texts: Sequence[str] = ("One",),
    *,
    size: tuple[float, float] = WIDE,
    content: bytes | None = None,
    resources: str = "",
    extra: Sequence[bytes] = (),
    trailer: str = "",
) -> bytes:
    """A PDF of one page per text. `content` replaces every drawing; `extra` are objects from 4 + 2n."""
    count = len(texts)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, text in enumerate(texts):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents {5 + 2 * n} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> {resources} >> >>".encode()
        )
        drawing = f"0.9 0.95 1 rg 0 0 {size[0]} {size[1]} re f 0 0 0 rg BT /F1 40 Tf 60 300 Td ({text}) Tj ET"
        objects.append(stream(content if content is not None else drawing.encode()))
    return assemble([*objects, *extra], trailer)


def stream(data: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(data, 9)
    return (
        f"<< /Length {len(packed)} /Filter /FlateDecode {entries} >>\nstream\n".encode()
        + packed
        + b"\nendstream"
    )


def assemble(objects: Sequence[bytes], trailer: str = "") -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    out += f"startxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def encrypted() -> bytes:
    """A PDF that asks for a password nobody knows."""
    entry = "/Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <" + "5a" * 32 + "> /U <" + "3c" * 32 + ">"
    return pdf(trailer=f"/Encrypt << {entry} >> /ID [<{'00' * 16}> <{'00' * 16}>]")


def no_pages() -> bytes:
    return assemble([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"])


def huge_picture() -> bytes:
    """60 kB that unpack to a picture of 50,000 x 20,000 pixels."""
    packed = zlib.compressobj(9)
    data = b"".join(packed.compress(bytes(10_000_000)) for _ in range(100)) + packed.flush()
    twice = zlib.compress(data, 9)
    entries = (
        f"<< /Type /XObject /Subtype /Image /Width 50000 /Height 20000 /ColorSpace /DeviceGray "
        f"/BitsPerComponent 8 /Filter [/FlateDecode /FlateDecode] /Length {len(twice)} >>\nstream\n"
    )
    picture = entries.encode() + twice + b"\nendstream"
    return pdf(resources="/XObject << /X 6 0 R >>", content=b"960 0 0 540 0 0 cm /X Do", extra=[picture])


def nested_forms(depth: int = 12, width: int = 12) -> bytes:
    """A few kB that ask for width ** depth drawings."""
    first = 6
    forms = []
    for level in range(depth):
        last = level == depth - 1
        inner = b"0 0 1 rg 10 10 300 300 re f " if last else b"/X Do "
        resources = "" if last else f"/Resources << /XObject << /X {first + level + 1} 0 R >> >>"
        forms.append(stream(inner * width, f"/Type /XObject /Subtype /Form /BBox [0 0 960 540] {resources}"))
    return pdf(resources=f"/XObject << /X {first} 0 R >>", content=b"/X Do", extra=forms)


def endless_drawing(megabytes: int = 400) -> bytes:
    """Under a megabyte of drawing that unpacks to hundreds."""
    return pdf(content=b"1 0 0 1 0 0 cm 0 0 5 5 re f\n" * (megabytes * 1_000_000 // 28))


def odp(text: str = "Oxygen in four steps", picture: str = "") -> bytes:
    """A small OpenDocument presentation of one slide; `picture` is the address of a linked picture."""
    frame = (
        f'<draw:frame svg:x="2cm" svg:y="2cm" svg:width="20cm" svg:height="3cm"><draw:text-box><text:p>{text}'
        "</text:p></draw:text-box></draw:frame>"
    )
    if picture:
        frame += (
            '<draw:frame svg:x="2cm" svg:y="6cm" svg:width="4cm" svg:height="4cm">'
            f'<draw:image xlink:href="{picture}"/></draw:frame>'
        )
    names = " ".join(
        f'xmlns:{short}="{name}"'
        for short, name in {
            "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
            "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
            "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
            "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
            "xlink": "http://www.w3.org/1999/xlink",
        }.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2">'
        f'<office:body><office:presentation><draw:page draw:name="p1">{frame}</draw:page>'
        "</office:presentation></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.presentation"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return archive({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def archive(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return out.getvalue()


def claiming(data: bytes, size: int) -> bytes:
    """An archive whose list says that its first file unpacks to `size` bytes."""
    entry = data.index(b"PK\x01\x02")
    return data[: entry + 24] + size.to_bytes(4, "little") + data[entry + 28 :]
