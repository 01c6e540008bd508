"""Pages need nothing from another host and pass the strict Content-Security-Policy."""

import re

from tests.architecture.source import read, written

INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "inline style sheet": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "event handler attribute": re.compile(r"<[^>{%]*\son[a-z]+\s*=\s*[\"']", re.I),
    "script address": re.compile(r"javascript:", re.I),
}
DANGEROUS = re.compile(r"dangerouslySetInnerHTML|\binnerHTML\b|document\.write|\beval\(|new Function\(")
ADDRESS = re.compile(r"(?:https?|wss?)://([A-Za-z0-9.-]+)")
# Names that nothing is loaded from: this machine, RFC 2606 examples, XML name spaces.
HARMLESS = re.compile(
    r"^(127\.\d+\.\d+\.\d+|localhost|www\.w3\.org|openoffice\.org|(.*\.)?(example|test|invalid)(\.(org|com|net))?)$"
)


def test_templates_have_nothing_inline() -> None:
    found = [
        f"{path}: {what}"
        for path in written(".html")
        for what, pattern in INLINE.items()
        if pattern.search(read(path))
    ]
    assert not found


def test_scripts_write_no_markup() -> None:
    found = [
        str(path)
        for path in written(".ts", ".tsx")
        if ".test." not in path.name and DANGEROUS.search(read(path))
    ]
    assert not found


def test_no_third_host_is_named() -> None:
    ours = [
        path
        for path in written(".py", ".html", ".ts", ".tsx", ".css", ".svg")
        if path.parts[0] in ("src", "web")
    ]
    found = [
        f"{path}: {host}"
        for path in ours
        if ".test." not in path.name
        for host in ADDRESS.findall(read(path))
        if not HARMLESS.match(host.rstrip("."))
    ]
    assert not found
