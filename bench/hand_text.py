"""The text of a measured entry: 200 bytes of Cyrillic, about 260 bytes on the wire."""

PADDING = "в" * 100
