"""Playlists as text."""

from consilium.recordings.playlists import LIVE, Part, Stream, live, master, media

AT = 1_764_000_000_000


def sound(name: str, title: str = "English") -> Stream:
    return Stream(name, "en" if name == "floor" else name, title, "opus", 0, 0, 40_000)


def parts(count: int) -> list[Part]:
    return [Part(f"{n:06}-x.m4s", "init-1.mp4", AT + n * 4000, 4000, False) for n in range(count)]


def test_a_take_without_a_picture_is_a_broadcast() -> None:
    text = master([sound("floor")], [])
    assert "video.m3u8" not in text and text.count("#EXT-X-STREAM-INF") == 1


def test_sounds_and_captions_are_groups() -> None:
    video = Stream("video", "", "", "avc1.42E01F", 640, 360, 900_000)
    text = master([video, sound("floor"), sound("kk", 'Қазақ "ша"\n')], [("ru", "Русский")])
    assert 'NAME="Қазақ ша",LANGUAGE="kk",DEFAULT=NO' in text
    assert 'NAME="English",LANGUAGE="en",DEFAULT=YES' in text
    assert 'SUBTITLES="captions"\nvideo.m3u8' in text and "BANDWIDTH=964000" in text
    assert 'TYPE=SUBTITLES,GROUP-ID="captions",NAME="Русский",LANGUAGE="ru"' in text


def test_a_growing_playlist() -> None:
    text = media(parts(2), over=False)
    assert text.splitlines()[:2] == ["#EXTM3U", "#EXT-X-VERSION:7"]
    assert text.count("#EXT-X-MAP") == 1 and text.count("PROGRAM-DATE-TIME") == 1
    assert "#EXT-X-PROGRAM-DATE-TIME:2025-11-24T16:00:00.000Z" in text
    assert "#EXTINF:4.000,\n000001-x.m4s\n" in text and "ENDLIST" not in text
    assert media(parts(2), over=True).startswith(text.replace("EVENT", "VOD"))


def test_lengths_are_announced_rounded_up() -> None:
    long = [Part("a.m4s", "i.mp4", AT, 5001, False)]
    assert "#EXT-X-TARGETDURATION:6" in media(long, over=False)
    assert "#EXT-X-TARGETDURATION:4" in media([], over=False)


def test_a_new_picture_is_a_discontinuity_with_a_clock() -> None:
    made = [*parts(2), Part("000002-x.m4s", "init-2.mp4", AT + 8000, 4000, True)]
    text = media(made, over=False)
    assert '#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="init-2.mp4"\n#EXT-X-PROGRAM-DATE-TIME' in text


def numbers(text: str) -> list[int]:
    return [int(line[:6]) for line in text.splitlines() if line.endswith(".m4s")]


def told(text: str, tag: str) -> str:
    return next(line.partition(":")[2] for line in text.splitlines() if line.startswith(f"#{tag}:"))


def test_live_is_the_end_of_it() -> None:
    text = live(parts(20)[12:], gone=12, breaks=3, over=False)
    assert numbers(text) == list(range(12, 20)) and told(text, "EXT-X-MEDIA-SEQUENCE") == "12"
    assert told(text, "EXT-X-DISCONTINUITY-SEQUENCE") == "3"
    assert len(text) < 700 and "PLAYLIST-TYPE" not in text and "ENDLIST" not in text
    assert text.count("#EXT-X-MAP") == 1 and text.count("PROGRAM-DATE-TIME") == 1
    assert live(parts(3), gone=0, breaks=0, over=True).endswith("#EXT-X-ENDLIST\n")


def test_live_playlists_name_live_playlists() -> None:
    video = Stream("video", "", "", "avc1.42E01F", 640, 360, 900_000)
    text = master([video, sound("floor"), sound("kk")], [], LIVE)
    assert 'URI="live-floor.m3u8"' in text and 'URI="live-kk.m3u8"' in text
    assert "\nlive-video.m3u8\n" in text and "\nlive-floor.m3u8\n" in text
