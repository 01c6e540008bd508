"""A drawn person who moves: bends, speaks and waves, with a running clock. Frames are I420 bytes."""

from dataclasses import dataclass
from datetime import datetime
from math import pi, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Plane = NDArray[np.uint8]
Colour = tuple[int, int, int]
_SMOOTH = 4  # drawn so many times larger, then reduced: soft edges


@dataclass(frozen=True)
class Look:
    """Colours of one person and their room."""

    wall: Colour = (214, 224, 226)
    coat: Colour = (238, 242, 243)
    skin: Colour = (205, 160, 128)
    hair: Colour = (52, 44, 40)


@dataclass(frozen=True)
class _Sprite:
    """A drawing in Y, U, V with its opacity; chroma planes are half as large. Sides are even."""

    y: Plane
    uv: Plane
    alpha: NDArray[np.float32]
    alpha_half: NDArray[np.float32]


class Picture:
    """Draws frames of `width` x `height` (even, at least 160 x 90) pixels."""

    def __init__(self, width: int, height: int, look: Look | None = None) -> None:
        self.width, self.height = width, height
        look = look or Look()
        self._body = _sprite(_body(height, look))
        self._head = _sprite(_head(height, look))
        self._mouths = [_sprite(_mouth(height, look, opened / 5)) for opened in range(6)]
        self._hand = _sprite(_hand(height, look))
        self._digits = {letter: _sprite(_letter(height, letter)) for letter in "0123456789: "}
        self._y, self._uv = _planes(_wall(width, height, look))

    def frame(self, at: float, loudness: float, now: datetime) -> bytes:
        """The picture `at` seconds, the mouth opened by `loudness` (0 to 1), `now` on the clock."""
        y, uv = self._y.copy(), self._uv.copy()
        high, middle = self.height, self.width / 2
        sway = sin(at * 2 * pi / 5) * high * 0.03
        nod = sin(at * 2 * pi / 1.9) * high * 0.008
        wave = sin(at * 2 * pi / 3) * high * 0.10
        _paste(y, uv, self._body, middle + sway * 0.4, high * 0.86)
        _paste(y, uv, self._head, middle + sway, high * 0.42 + nod)
        mouth = self._mouths[min(5, int(loudness * 6))]
        _paste(y, uv, mouth, middle + sway, high * 0.535 + nod)
        _paste(y, uv, self._hand, middle + high * 0.52 + wave * 0.5, high * 0.80 - abs(wave))
        step = high * 0.052
        for place, letter in enumerate(now.strftime("%H:%M:%S")):
            _paste(y, uv, self._digits[letter], high * 0.09 + place * step, high * 0.09)
        return y.tobytes() + uv.tobytes()


def _paste(y: Plane, uv: Plane, sprite: _Sprite, centre_x: float, centre_y: float) -> None:
    """Lay a sprite over the planes; what lies outside is cut off."""
    rows, columns = sprite.y.shape
    top = int(centre_y - rows / 2) // 2 * 2
    left = int(centre_x - columns / 2) // 2 * 2
    _blend(y, sprite.y, sprite.alpha, top, left)
    for plane in (0, 1):
        _blend(uv[plane], sprite.uv[plane], sprite.alpha_half, top // 2, left // 2)


def _blend(under: Plane, over: Plane, alpha: NDArray[np.float32], top: int, left: int) -> None:
    up, start = max(0, -top), max(0, -left)
    down = min(over.shape[0], under.shape[0] - top)
    end = min(over.shape[1], under.shape[1] - left)
    if up >= down or start >= end:
        return
    part = under[top + up : top + down, left + start : left + end]
    mix = alpha[up:down, start:end]
    part[:] = part + (over[up:down, start:end].astype(np.float32) - part) * mix


def _planes(image: Image.Image) -> tuple[Plane, Plane]:
    """Y, and U and V of half the size, of an RGB image."""
    pixels = np.asarray(image.convert("YCbCr"))
    half = pixels.reshape(image.height // 2, 2, image.width // 2, 2, 3).mean(axis=(1, 3)).astype(np.uint8)
    return pixels[:, :, 0].copy(), np.stack([half[:, :, 1], half[:, :, 2]])


def _sprite(drawn: Image.Image) -> _Sprite:
    width, height = (max(2, side // _SMOOTH // 2 * 2) for side in drawn.size)
    small = drawn.resize((width, height), Image.Resampling.LANCZOS)
    y, uv = _planes(small.convert("RGB"))
    alpha: NDArray[np.float32] = np.asarray(small.getchannel("A"), dtype=np.float32) / np.float32(255)
    quarters = alpha.reshape(height // 2, 2, width // 2, 2)
    half = quarters.mean(axis=(1, 3)).astype(np.float32)
    return _Sprite(y, uv, alpha, half)


def _canvas(width: float, height: float, tint: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    size = (max(8, int(width * _SMOOTH)), max(8, int(height * _SMOOTH)))
    image = Image.new("RGBA", size, (*tint, 0))
    return image, ImageDraw.Draw(image)


def _wall(width: int, height: int, look: Look) -> Image.Image:
    image = Image.new("RGB", (width, height), look.wall)
    draw = ImageDraw.Draw(image)
    dark = _shade(look.wall, 0.93)
    for shelf in (0.30, 0.62):
        draw.rectangle((width * 0.74, height * shelf, width, height * (shelf + 0.02)), fill=dark)
        for book in range(6):
            left = width * (0.77 + book * 0.035)
            top = height * (shelf - 0.14 - 0.02 * (book % 3))
            draw.rectangle(
                (left, top, left + width * 0.025, height * shelf),
                fill=_shade(look.wall, 0.8 - 0.05 * (book % 4)),
            )
    draw.rectangle((0, 0, height * 0.52, height * 0.18), fill=(22, 52, 58))
    return image


def _body(high: int, look: Look) -> Image.Image:
    wide, tall = high * 0.95, high * 0.50
    image, draw = _canvas(wide, tall, look.coat)
    right, bottom = image.size
    draw.rounded_rectangle((0, bottom * 0.12, right, bottom * 1.6), radius=right * 0.26, fill=look.coat)
    shade = _shade(look.coat, 0.82)
    draw.polygon(
        [(right * 0.36, bottom * 0.12), (right * 0.64, bottom * 0.12), (right * 0.5, bottom * 0.6)],
        fill=(46, 110, 122),
    )
    draw.rectangle((right * 0.43, 0, right * 0.57, bottom * 0.2), fill=_shade(look.skin, 0.9))
    for side in (0.36, 0.64):
        draw.line(
            [(right * side, bottom * 0.12), (right * 0.5, bottom * 0.62)], fill=shade, width=_SMOOTH * 3
        )
    draw.line([(right * 0.5, bottom * 0.62), (right * 0.5, bottom)], fill=shade, width=_SMOOTH * 2)
    return image


def _head(high: int, look: Look) -> Image.Image:
    wide, tall = high * 0.36, high * 0.46
    image, draw = _canvas(wide, tall, look.skin)
    right, bottom = image.size
    draw.ellipse((0, 0, right, bottom * 0.86), fill=look.hair)
    draw.ellipse((right * 0.06, bottom * 0.10, right * 0.94, bottom), fill=look.skin)
    for side in (0.32, 0.68):
        eye = (right * (side - 0.055), bottom * 0.45, right * (side + 0.055), bottom * 0.51)
        draw.ellipse(eye, fill=(30, 26, 24))
        brow = (right * (side - 0.09), bottom * 0.38, right * (side + 0.09), bottom * 0.40)
        draw.rounded_rectangle(brow, radius=_SMOOTH, fill=look.hair)
    draw.line(
        [(right * 0.5, bottom * 0.5), (right * 0.48, bottom * 0.64)],
        fill=_shade(look.skin, 0.8),
        width=_SMOOTH * 2,
    )
    return image


def _mouth(high: int, look: Look, opened: float) -> Image.Image:
    image, draw = _canvas(high * 0.14, high * 0.08, look.skin)
    right, bottom = image.size
    tall = bottom * (0.12 + 0.8 * opened) / 2
    draw.ellipse((right * 0.08, bottom / 2 - tall, right * 0.92, bottom / 2 + tall), fill=(120, 48, 52))
    return image


def _hand(high: int, look: Look) -> Image.Image:
    image, draw = _canvas(high * 0.14, high * 0.30, look.skin)
    right, bottom = image.size
    draw.rectangle((right * 0.18, bottom * 0.45, right * 0.82, bottom), fill=look.coat)
    draw.ellipse((0, 0, right, bottom * 0.55), fill=look.skin)
    return image


def _letter(high: int, letter: str) -> Image.Image:
    image, draw = _canvas(high * 0.06, high * 0.12, (22, 52, 58))
    font = ImageFont.load_default(high * 0.085 * _SMOOTH)
    middle = (image.width / 2, image.height / 2)
    draw.text(middle, letter, font=font, fill=(240, 246, 246, 255), anchor="mm")
    return image


def _shade(colour: Colour, by: float) -> Colour:
    red, green, blue = (int(part * by) for part in colour)
    return red, green, blue
