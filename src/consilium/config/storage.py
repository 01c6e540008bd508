"""Where files lie, from the environment: a folder on this machine, or a bucket. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FILES = "django.core.files.storage.FileSystemStorage"
BUCKET = "storages.backends.s3.S3Storage"
YEAR = 365 * 24 * 3600
#: Seconds for which an address of a recording is good; a cache does not ask whether it still is.
SIGNED = 12 * 3600
ADDRESSING = ("path", "virtual", "auto")


@dataclass(frozen=True, slots=True)
class Bucket:
    """An S3-compatible bucket. `prefix` is "" or a folder in it; `cdn` is what stands before it, or ""."""

    name: str
    prefix: str
    endpoint: str
    region: str
    access_key: str
    secret_key: str
    addressing: str
    cdn: str

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> "Bucket | None":
        """From MEDIA_STORAGE and the S3_ variables; None for the disk. ValueError says what does not fit."""
        url = values.get("MEDIA_STORAGE", "").strip()
        if not url:
            return None
        parts = urlsplit(url)
        if parts.scheme != "s3" or not parts.hostname:
            raise ValueError("MEDIA_STORAGE must be s3://bucket or s3://bucket/folder")
        if "@" in parts.netloc:
            raise ValueError("MEDIA_STORAGE holds no keys: set S3_ACCESS_KEY and S3_SECRET_KEY")
        found = cls(
            name=parts.netloc,
            prefix=parts.path.strip("/"),
            endpoint=values.get("S3_ENDPOINT", "").strip().rstrip("/"),
            region=values.get("S3_REGION", "").strip() or "us-east-1",
            access_key=values.get("S3_ACCESS_KEY", "").strip(),
            secret_key=values.get("S3_SECRET_KEY", "").strip(),
            addressing=values.get("S3_ADDRESSING", "").strip() or "path",
            cdn=values.get("MEDIA_CDN", "").strip().rstrip("/"),
        )
        found._check()
        return found

    def _check(self) -> None:
        if self.addressing not in ADDRESSING:
            raise ValueError("S3_ADDRESSING must be path, virtual or auto")
        for name, url in (("S3_ENDPOINT", self.endpoint), ("MEDIA_CDN", self.cdn)):
            parts = urlsplit(url)
            if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query):
                raise ValueError(f"{name} must be an address that begins with https://")
        if not self.endpoint:
            raise ValueError("S3_ENDPOINT is missing: the address of the object store")
        if not (self.access_key and self.secret_key):
            raise ValueError("S3_ACCESS_KEY and S3_SECRET_KEY are missing")

    @property
    def origins(self) -> list[str]:
        """Where browsers fetch segments from, as a content security policy names it."""
        parts = urlsplit(self.cdn or self.endpoint)
        host = parts.netloc
        if not self.cdn and self.addressing != "path":
            host = f"{self.name}.{host}"
        return [f"{parts.scheme}://{host}"]

    def storage(self, folder: str, *, cache: str, replaces: bool) -> dict[str, Any]:
        """Django's entry for a folder of the bucket. `cache` is what its files tell caches; `replaces`: a
        file of the same name takes the place of the one before.
        """
        options = {
            "bucket_name": self.name,
            "location": "/".join(part for part in (self.prefix, folder) if part),
            "endpoint_url": self.endpoint,
            "region_name": self.region,
            "access_key": self.access_key,
            "secret_key": self.secret_key,
            "addressing_style": self.addressing,
            "signature_version": "s3v4",  # without it presigned addresses are refused
            "default_acl": None,  # private, as the bucket is
            "querystring_auth": True,
            "file_overwrite": replaces,
            "object_parameters": {"CacheControl": cache},
        }
        return {"BACKEND": BUCKET, "OPTIONS": options}


def storages(bucket: Bucket | None, *, data_dir: Path) -> dict[str, Any]:
    """Django's STORAGES: "default" for slides and papers, "media" for what the recorder writes."""
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    if bucket is None:
        recordings = {"BACKEND": FILES, "OPTIONS": {"location": data_dir / "recordings"}}
        return {"default": {"BACKEND": FILES}, "staticfiles": static, "media": recordings}
    private = f"private, max-age={YEAR}, immutable"
    return {
        "default": bucket.storage("files", cache=private, replaces=False),
        "staticfiles": static,
        "media": bucket.storage("recordings", cache=f"public, max-age={SIGNED}, immutable", replaces=True),
    }
