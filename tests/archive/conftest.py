from tests.recordings.conftest import cast, lease, media, recorder

__all__ = ["cast", "lease", "media", "recorder"]
