"""HLS playlists as text. Pure: what is in them is in the rows, so none is ever half written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from consilium.recordings.rules import FLOOR, VIDEO

#: Bits a second that a variant without the picture is said to need.
SOUND_BITS = 64_000
GROUP, TEXTS = "sound", "captions"
#: Segments in the playlist of who watches live: half a minute.
WINDOW = 8
LIVE = "live-"


@dataclass(frozen=True)
class Stream:
    """A rendition. `title` is its language's own name; `bits` the most that any segment took, a second."""

    name: str
    language: str
    title: str
    codec: str
    width: int
    height: int
    bits: int


@dataclass(frozen=True)
class Part:
    """A segment: its file, what begins its decoding, its first moment (milliseconds), its length.

    `gap`: it is hidden, and listed only so that those after it keep their numbers.
    """

    name: str
    init: str
    at: int
    duration: int
    discontinuity: bool
    gap: bool = False


def master(streams: Sequence[Stream], captions: Sequence[tuple[str, str]], prefix: str = "") -> str:
    """The take: a picture with a choice of sounds, and the sounds alone for a weak line.

    `captions`: (language, its own name). `prefix`: LIVE for the playlists of who watches live.
    """
    sounds = [stream for stream in streams if stream.name != VIDEO]
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    lines += [_sound(stream, prefix) for stream in sounds]
    lines += [_captions(tag, title) for tag, title in captions]
    texts = f',SUBTITLES="{TEXTS}"' if captions else ""
    group = f',AUDIO="{GROUP}"' if sounds else ""
    for video in (stream for stream in streams if stream.name == VIDEO):
        bits = video.bits + SOUND_BITS * bool(sounds)
        codecs = ",".join([video.codec, *(["opus"] if sounds else [])])
        size = f",RESOLUTION={video.width}x{video.height}" if video.width else ""
        lines += [
            f'#EXT-X-STREAM-INF:BANDWIDTH={bits},CODECS="{codecs}"{size}{group}{texts}',
            f"{prefix}{VIDEO}.m3u8",
        ]
    if any(stream.name == FLOOR for stream in sounds):
        lines += [f'#EXT-X-STREAM-INF:BANDWIDTH={SOUND_BITS},CODECS="opus"{group}{texts}']
        lines += [f"{prefix}{FLOOR}.m3u8"]
    return _text(lines)


def media(parts: Sequence[Part], *, over: bool) -> str:
    """One rendition from its first segment on; `over`: nothing more will come."""
    kind = f"#EXT-X-PLAYLIST-TYPE:{'VOD' if over else 'EVENT'}"
    return _text([*_head(parts, 0), kind, *_segments(parts), *["#EXT-X-ENDLIST"] * over])


def live(window: Sequence[Part], *, gone: int, breaks: int, over: bool) -> str:
    """The end of one rendition, for who watches live: as long after two hours as after two minutes.

    `gone`: how many segments have left the window; `breaks`: the discontinuities that have left with them,
    with the one before the first of the window, which is not written any longer.
    """
    head = [*_head(window, gone), f"#EXT-X-DISCONTINUITY-SEQUENCE:{breaks}"]
    return _text([*head, *_segments(window), *["#EXT-X-ENDLIST"] * over])


def _head(parts: Sequence[Part], first: int) -> list[str]:
    longest = max((part.duration for part in parts), default=4000)
    return [
        "#EXTM3U",
        f"#EXT-X-VERSION:{8 if any(part.gap for part in parts) else 7}",
        f"#EXT-X-TARGETDURATION:{max(4, -(-longest // 1000))}",
        f"#EXT-X-MEDIA-SEQUENCE:{first}",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]


def _segments(parts: Sequence[Part]) -> list[str]:
    lines, init = [], ""
    for number, part in enumerate(parts):
        if part.discontinuity and number:
            lines.append("#EXT-X-DISCONTINUITY")
        if part.init != init and not part.gap:
            init = part.init
            lines.append(f'#EXT-X-MAP:URI="{init}"')
        if part.discontinuity or not number:
            lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{_moment(part.at)}")
        lines += ["#EXT-X-GAP"] * part.gap
        lines += [f"#EXTINF:{part.duration / 1000:.3f},", part.name]
    return lines


def _sound(stream: Stream, prefix: str) -> str:
    choice = "YES" if stream.name == FLOOR else "NO"
    language = f',LANGUAGE="{stream.language}"' if stream.language else ""
    return (
        f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{GROUP}",NAME="{_quoted(stream.title)}"{language},'
        f'DEFAULT={choice},AUTOSELECT={choice},CHANNELS="2",URI="{prefix}{stream.name}.m3u8"'
    )


def _captions(tag: str, title: str) -> str:
    return (
        f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="{TEXTS}",NAME="{_quoted(title)}",LANGUAGE="{tag}",'
        f'DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="captions-{tag}.m3u8"'
    )


def _quoted(text: str) -> str:
    return "".join(letter for letter in text if letter not in '"\r\n')


def _moment(milliseconds: int) -> str:
    found = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return found.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
