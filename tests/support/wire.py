"""The part of a transport that the hub writes to, kept in memory: what one reader's wire would carry."""


class Wire:
    """`written`: everything but the chunks' lengths; empty chunks end it."""

    def __init__(self) -> None:
        self.written = b""
        self.ended = False

    def write(self, data: bytes) -> None:
        assert not self.ended, "written to after its end"
        _length, _, body = data.partition(b"\r\n")
        self.written += body.removesuffix(b"\r\n")

    def is_closing(self) -> bool:
        return self.ended

    def get_write_buffer_size(self) -> int:
        return 0

    def close(self) -> None:
        self.ended = True

    def abort(self) -> None:
        self.ended = True
