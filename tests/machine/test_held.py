"""Answers that are held for everybody: which, for how long, and that no person's is among them."""

import gzip
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from consilium.config.held import BRIEF, LONGEST, Environ, Held

PATH = f"/media/{'s' * 30}/{'0' * 26}/live-video.m3u8"
PUBLIC = [("Cache-Control", "public, max-age=1"), ("Content-Type", "application/vnd.apple.mpegurl")]


class Site:
    """An application that counts, with answers that tell which one they are."""

    def __init__(self, headers: list[tuple[str, str]], body: str = "", status: str = "200 OK") -> None:
        self.headers, self.body, self.status = headers, body, status
        self.asked: list[Environ] = []
        self.closed = 0

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ)
        start_response(self.status, self.headers)
        return _Closing(self, f"{self.body}{len(self.asked)}".encode())


class _Closing:
    def __init__(self, site: Site, body: bytes) -> None:
        self.site, self.body = site, body

    def __iter__(self) -> Any:
        return iter((self.body,))

    def close(self) -> None:
        self.site.closed += 1


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def get(held: Held, path: str = PATH, **environ: str) -> tuple[str, dict[str, str], bytes]:
    said: list[Any] = []
    wsgi = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", **environ}
    body = b"".join(held(wsgi, lambda status, headers, *_: said.extend((status, dict(headers)))))
    return said[0], said[1], body


def test_the_first_asks_and_the_others_get_the_same_until_it_is_old() -> None:
    site, clock = Site(PUBLIC), Clock()
    held = Held(site, now=clock)
    assert [get(held)[2] for _ in range(5)] == [b"1"] * 5
    clock.now += BRIEF
    assert get(held)[2] == b"2" and site.closed == 2


def test_nothing_is_held_for_longer_than_a_few_seconds() -> None:
    """So that what was hidden is hidden."""
    site, clock = Site([("Cache-Control", "public, max-age=31536000, immutable")]), Clock()
    held = Held(site, now=clock)
    get(held)
    clock.now += LONGEST
    assert get(held)[2] == b"2"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("Cache-Control", "private, max-age=60")], "200 OK"),
        ([("Cache-Control", "public")], "200 OK"),
        ([], "200 OK"),
        ([*PUBLIC, ("Set-Cookie", "session=x")], "200 OK"),
        (PUBLIC, "404 Not Found"),
    ],
)
def test_what_is_not_for_everybody_is_asked_each_time(headers: list[tuple[str, str]], status: str) -> None:
    held = Held(Site(headers, status=status))
    assert [get(held)[2] for _ in range(2)] == [b"1", b"2"]


def test_other_addresses_and_other_ways_go_straight_through() -> None:
    site = Site(PUBLIC)
    held = Held(site)
    for path in ("/", "/media/", "/media/decks/1.webp", f"{PATH}/../x", "/api/" + PATH, PATH + "\n"):
        get(held, path)
        get(held, path)
    for environ in ({"REQUEST_METHOD": "POST"}, {"QUERY_STRING": "x=1"}, {"HTTP_RANGE": "bytes=0-1"}):
        get(held, **environ)
        get(held, **environ)
    assert len(site.asked) == 18 and "HTTP_RANGE" in site.asked[-1]


def test_a_view_never_learns_who_asked_for_what_all_will_get() -> None:
    site = Site([*PUBLIC, ("Vary", "Cookie, Accept-Language"), ("Content-Language", "ru")])
    _status, headers, _body = get(
        Held(site), HTTP_COOKIE="sessionid=x", HTTP_ACCEPT_LANGUAGE="ru", HTTP_AUTHORIZATION="Bearer x"
    )
    assert not {"HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_AUTHORIZATION"} & set(site.asked[0])
    assert "Vary" not in headers and "Content-Language" not in headers


def test_who_has_it_already_is_told_so() -> None:
    held = Held(Site(PUBLIC))
    _status, headers, body = get(held)
    assert headers["Content-Length"] == "1" and body == b"1"
    status, again, body = get(held, HTTP_IF_NONE_MATCH=headers["ETag"])
    assert status == "304 Not Modified" and body == b"" and "Content-Length" not in again
    assert get(held, HTTP_IF_NONE_MATCH='"another"')[0] == "200 OK"
    assert get(held, REQUEST_METHOD="HEAD")[1]["Content-Length"] == "1"
    assert get(held, REQUEST_METHOD="HEAD")[2] == b""


def test_long_words_are_packed_for_who_takes_that() -> None:
    held = Held(Site(PUBLIC, body="#EXTINF:4.000\n" * 200))
    plain = get(held)
    assert plain[1]["Vary"] == "Accept-Encoding" and "Content-Encoding" not in plain[1]
    packed = get(held, HTTP_ACCEPT_ENCODING="gzip, br")
    assert packed[1]["Content-Encoding"] == "gzip" and gzip.decompress(packed[2]) == plain[2]
    assert len(packed[2]) < len(plain[2]) / 10


def test_memory_has_an_end() -> None:
    site = Site(PUBLIC, body="x" * 400)
    held = Held(site, room=1000)
    paths = [PATH.replace("video", name) for name in ("a", "b", "c")]
    for path in (*paths, paths[2], paths[1]):
        get(held, path)
    assert len(site.asked) == 3
    get(held, paths[0])  # the one that was asked for longest ago had to go
    assert len(site.asked) == 4


def test_many_at_once_ask_once() -> None:
    release = Event()

    class Slow(Site):
        def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
            release.wait(10)
            return super().__call__(environ, start_response)

    site = Slow(PUBLIC)
    held = Held(site)
    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(get, held) for _ in range(8)]
        release.set()
        assert {answer.result()[2] for answer in answers} == {b"1"}
    assert len(site.asked) == 1


def test_a_view_that_fails_is_asked_again() -> None:
    class Broken(Site):
        def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
            if not self.asked:
                self.asked.append(environ)
                raise OSError("no disk")
            return super().__call__(environ, start_response)

    held = Held(Broken(PUBLIC))
    with pytest.raises(OSError, match="no disk"):
        get(held)
    assert get(held)[0] == "200 OK"
