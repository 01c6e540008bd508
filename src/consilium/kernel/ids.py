"""Identifiers: 26 characters, sortable by time, safe in URLs and in file names."""

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
LENGTH = 26


def new_id() -> str:
    """A fresh identifier: 48 bits of milliseconds, then 82 random bits (a ULID in lower case)."""
    number = (int(time.time() * 1000) << 82) | secrets.randbits(82)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


def is_id(text: str) -> bool:
    """Whether `text` has the form of an identifier; says nothing about whether it exists."""
    return len(text) == LENGTH and all(letter in _ALPHABET for letter in text)
