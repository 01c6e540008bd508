"""How the sound of a seminar comes through one's own SFU: response, levels, headroom, mouth to ear.

Three bots play the same script at the same time: the floor and two booths. A fourth listens to all of them,
and the first booth listens to the floor, as an interpreter does.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from livekit import api, rtc

from consilium.kernel.ids import new_id
from consilium.workers.measure import signals
from consilium.workers.measure.signals import FRAME, RATE, Script, Sound

BITRATE = 96_000  # bit/s: as the browser publishes (web/src/services/sound.ts)
VOICES = ("floor", "booth-1", "booth-2")
LISTENER = "listener"
_TIMEOUT = 15.0  # seconds to connect and to find a voice
_TAIL = 1.0  # seconds that the ears stay open after the last sound
_MARGIN = int(RATE * signals.PAUSE * 0.8)  # samples around a sweep that are its own, however it was stretched


class NotReached(Exception):
    """The SFU did not answer, refused us, or a voice did not come through."""


@dataclass(frozen=True)
class Sfu:
    """The server to measure."""

    url: str
    key: str
    secret: str


@dataclass
class Take:
    """One voice as one ear heard it. `arrived` holds the moment (seconds) at which each frame came."""

    frames: list[Sound] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)

    @property
    def sound(self) -> Sound:
        return np.concatenate(self.frames) if self.frames else np.zeros(0)


@dataclass(frozen=True)
class Heard:
    """What was read from a take. Levels in dB of full scale, delays in ms, `distortion` a share of 0..1."""

    voice: str
    ear: str
    response: dict[int, float]
    level: float
    burst_rise: float
    burst_peak: float
    distortion: float
    delays: list[float]


class Bot:
    """A participant that plays the script, and listens to the voices it is told to."""

    def __init__(self, identity: str, listens_to: frozenset[str]) -> None:
        self.identity = identity
        self._listens_to = listens_to
        self._room = rtc.Room()
        self._ears: list[asyncio.Task[None]] = []
        self.takes: dict[str, Take] = {}
        self.spoken: list[float] = []  # the moment at which each frame was handed over, in seconds

    async def join(self, sfu: Sfu, room: str) -> None:
        self._room.on("track_published", self._want)
        self._room.on("track_subscribed", self._listen)
        options = rtc.RoomOptions(auto_subscribe=False)
        await self._room.connect(sfu.url, _token(sfu, room, self.identity), options)
        for person in self._room.remote_participants.values():
            for publication in person.track_publications.values():
                self._want(publication, person)

    async def publish(self) -> None:
        self._source = rtc.AudioSource(RATE, 1, queue_size_ms=100)
        track = rtc.LocalAudioTrack.create_audio_track("measure", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE, dtx=False, red=True)
        options.audio_encoding.max_bitrate = BITRATE
        await self._room.local_participant.publish_track(track, options)

    async def play(self, sound: Sound, begins: float) -> None:
        """Hand over 10 ms each 10 ms, as a microphone does."""
        words = (np.clip(sound, -1, 1) * 32767).astype(np.int16)
        for number in range(words.size // FRAME):
            await asyncio.sleep(max(0.0, begins + number * 0.01 - time.perf_counter()))
            self.spoken.append(time.perf_counter())
            frame = words[number * FRAME : (number + 1) * FRAME].tobytes()
            await self._source.capture_frame(rtc.AudioFrame(frame, RATE, 1, FRAME))

    async def leave(self) -> None:
        for ear in self._ears:
            ear.cancel()
        await asyncio.gather(*self._ears, return_exceptions=True)
        await self._room.disconnect()

    @property
    def hears_all(self) -> bool:
        return self._listens_to == self.takes.keys() and all(take.frames for take in self.takes.values())

    def _want(self, publication: rtc.RemoteTrackPublication, person: rtc.RemoteParticipant) -> None:
        if person.identity in self._listens_to:
            publication.set_subscribed(True)

    def _listen(
        self, track: rtc.Track, _publication: rtc.RemoteTrackPublication, person: rtc.RemoteParticipant
    ) -> None:
        take = self.takes.setdefault(person.identity, Take())
        self._ears.append(asyncio.create_task(_record(track, take)))


async def _record(track: rtc.Track, take: Take) -> None:
    stream = rtc.AudioStream(track, sample_rate=RATE, num_channels=1, frame_size_ms=10)
    try:
        async for event in stream:
            take.arrived.append(time.perf_counter())
            take.frames.append(np.frombuffer(event.frame.data, dtype=np.int16) / 32768)
    finally:
        await stream.aclose()


async def measure(sfu: Sfu) -> list[Heard]:
    """Play and listen, about half a minute. Raises TimeoutError when a voice does not come through."""
    room = f"measure-{new_id()}"
    script = signals.script()
    async with api.LiveKitAPI(sfu.url.replace("ws", "http", 1), sfu.key, sfu.secret) as lk:
        await lk.room.create_room(api.CreateRoomRequest(name=room, empty_timeout=60))
        try:
            bots = await _perform(sfu, room, script)
        finally:
            await lk.room.delete_room(api.DeleteRoomRequest(room=room))
    by_name = {bot.identity: bot for bot in bots}
    return [
        read(script, voice, bot.identity, take, by_name[voice].spoken)
        for bot in bots
        for voice, take in sorted(bot.takes.items())
    ]


async def _perform(sfu: Sfu, room: str, script: Script) -> list[Bot]:
    bots = [Bot(name, frozenset({"floor"} if name == "booth-1" else ())) for name in VOICES]
    ear = Bot(LISTENER, frozenset(VOICES))
    try:
        async with asyncio.timeout(_TIMEOUT):
            await asyncio.gather(*(bot.join(sfu, room) for bot in (*bots, ear)))
            await asyncio.gather(*(bot.publish() for bot in bots))
        await _warm_up(bots, ear)
        begins = time.perf_counter() + 0.1
        for bot in (*bots, ear):
            bot.spoken.clear()
            for take in bot.takes.values():
                take.frames.clear()
                take.arrived.clear()
        await asyncio.gather(*(bot.play(script.sound, begins) for bot in bots))
        await asyncio.sleep(_TAIL)
    finally:
        await asyncio.gather(*(bot.leave() for bot in (*bots, ear)))
    return [*bots, ear]


async def _warm_up(bots: list[Bot], ear: Bot) -> None:
    """A few seconds of near silence: the transport settles, the jitter buffers find their depth."""
    quiet = signals.noise() * 1e-3
    async with asyncio.timeout(_TIMEOUT):
        while not all(bot.hears_all for bot in (*bots, ear)):
            begins = time.perf_counter()
            await asyncio.gather(*(bot.play(quiet, begins) for bot in bots))


def read(script: Script, voice: str, ear: str, take: Take, spoken: list[float]) -> Heard:
    """What a take says, by finding each part of the script in it again.

    Each for itself: when the sender or a jitter buffer stretches the sound, all that follows stands later.
    """
    sound = take.sound
    noise = script.sound[script.noise]
    at = signals.find(noise, sound)  # there is nothing else like it
    level = signals.decibels(signals.rms(sound[at : at + noise.size]))
    swept = _sweeps(script, sound, at - script.noise.start)
    bursts, shift = _bursts(script, sound, at - script.noise.start)
    return Heard(
        voice=voice,
        ear=ear,
        response={band: median(response[band] for response in swept) for band in signals.BANDS},
        level=level,
        burst_rise=median(burst.rise for burst in bursts),
        burst_peak=max(burst.peak for burst in bursts),
        distortion=median(burst.distortion for burst in bursts),
        delays=_delays(script, take, spoken, shift),
    )


def _sweeps(script: Script, sound: Sound, shift: int) -> list[dict[int, float]]:
    """The response by each sweep, from the one before the noise backwards.

    What the line takes is missing in all of them; what a hole takes, in one.
    """
    read = []
    for place in reversed(script.sweeps):
        sweep = script.sound[place]
        at = signals.find_near(sweep, sound, place.start + shift)
        shift = at - place.start
        read.append(signals.response(sweep, sound[max(0, at - _MARGIN) : at + sweep.size + _MARGIN]))
    return read


@dataclass(frozen=True)
class _Burst:
    rise: float
    peak: float
    distortion: float


def _bursts(script: Script, sound: Sound, shift: int) -> tuple[list[_Burst], int]:
    """Each burst beside the calm before it, and the shift of the last.

    Clipping is in all of them; a packet that came too late is in one.
    """
    read = []
    for burst in script.bursts:
        size = burst.stop - burst.start
        at = signals.find_near(script.sound[burst], sound, burst.start + shift)
        shift = at - burst.start
        calm, loud = _inner(sound[max(0, at - size) : at]), _inner(sound[at : at + size])
        rise = signals.decibels(signals.rms(loud)) - signals.decibels(signals.rms(calm))
        peak = signals.decibels(float(np.abs(loud).max(initial=0.0)))
        read.append(_Burst(round(rise, 2), peak, signals.distortion(loud) if loud.size else 1.0))
    return read, shift


def _inner(sound: Sound) -> Sound:
    """Without its edges, where a jitter buffer may have stretched it."""
    edge = sound.size // 5
    return sound[edge : sound.size - edge]


def _delays(script: Script, take: Take, spoken: list[float], shift: int) -> list[float]:
    """For each chirp found: ms from handing it over to its arrival, the 10 ms of its frame included.

    All chirps are alike: which it is follows from the shift of the one before.
    """
    begins = max(0, script.chirps[0] + shift - RATE // 10)
    delays = []
    for place in signals.find_each(signals.chirp(), take.sound[begins:], len(script.chirps)):
        at, shifted = begins + place, shift
        said = min(script.chirps, key=lambda chirp: abs(chirp + shifted - at))
        shift = at - said
        delays.append(round((_arrival(take, at) - _spoken(spoken, said)) * 1000 + 10, 1))
    return delays


def _spoken(spoken: list[float], sample: int) -> float:
    return spoken[sample // FRAME] + sample % FRAME / RATE


def _arrival(take: Take, sample: int) -> float:
    return take.arrived[sample // FRAME] + sample % FRAME / RATE


def _token(sfu: Sfu, room: str, identity: str) -> str:
    grants = api.VideoGrants(room_join=True, room=room, can_publish=True, can_subscribe=True)
    return api.AccessToken(sfu.key, sfu.secret).with_identity(identity).with_grants(grants).to_jwt()


def run(sfu: Sfu, say: Callable[[str], None]) -> list[Heard]:
    """Raises NotReached."""
    say(f"Three voices through {sfu.url}, about half a minute of sound ...")
    try:
        return asyncio.run(measure(sfu))
    except (OSError, TimeoutError, api.TwirpError, rtc.ConnectError) as error:
        raise NotReached(type(error).__name__) from None
