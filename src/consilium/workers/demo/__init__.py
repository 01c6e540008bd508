"""`consilium demo`: bots that make the demo seminar live. See `cast` for who they are."""


def main() -> None:
    """Play until SIGTERM."""
    from consilium.workers.demo import (
        play,
    )  # the SFU's library is large, and who only reads the cast needs none

    play.main()
