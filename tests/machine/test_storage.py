"""Where files lie, from the environment."""

from pathlib import Path

import pytest

from consilium.config.storage import BUCKET, FILES, Bucket, storages
from consilium.recordings import signatures

GOOD = {
    "MEDIA_STORAGE": "s3://seminars/site",
    "S3_ENDPOINT": "https://s3.example.org",
    "S3_ACCESS_KEY": "key",
    "S3_SECRET_KEY": "secret",
}


def test_the_disk_by_default() -> None:
    assert Bucket.parse({}) is None
    made = storages(None, data_dir=Path("/data"))
    assert made["media"] == {"BACKEND": FILES, "OPTIONS": {"location": Path("/data/recordings")}}


def test_a_bucket() -> None:
    made = storages(Bucket.parse(GOOD), data_dir=Path("/data"))
    assert {made[name]["BACKEND"] for name in ("default", "media")} == {BUCKET}
    options = made["media"]["OPTIONS"]
    assert options["bucket_name"] == "seminars" and options["location"] == "site/recordings"
    assert options["signature_version"] == "s3v4" and options["region_name"] == "us-east-1"
    assert "private" in made["default"]["OPTIONS"]["object_parameters"]["CacheControl"]
    kept = f"public, max-age={signatures.LIFE}, immutable"
    assert options["object_parameters"]["CacheControl"] == kept, "no longer than an address is good"


@pytest.mark.parametrize(
    ("changes", "origin"),
    [
        ({}, "https://s3.example.org"),
        ({"S3_ADDRESSING": "virtual"}, "https://seminars.s3.example.org"),
        ({"MEDIA_CDN": "https://cdn.example.org/m/"}, "https://cdn.example.org"),
    ],
)
def test_browsers_may_fetch_from_there(changes: dict[str, str], origin: str) -> None:
    found = Bucket.parse(GOOD | changes)
    assert found is not None and found.origins == [origin]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"MEDIA_STORAGE": "seminars"}, "s3://bucket"),
        ({"MEDIA_STORAGE": "s3://"}, "s3://bucket"),
        ({"MEDIA_STORAGE": "s3://key:secret@seminars"}, "holds no keys"),
        ({"S3_ENDPOINT": ""}, "S3_ENDPOINT is missing"),
        ({"S3_ENDPOINT": "s3.example.org"}, "S3_ENDPOINT must be"),
        ({"S3_SECRET_KEY": ""}, "are missing"),
        ({"S3_ADDRESSING": "sideways"}, "S3_ADDRESSING"),
        ({"MEDIA_CDN": "https://cdn.example.org/?x=1"}, "MEDIA_CDN must be"),
    ],
)
def test_what_does_not_fit_is_said(changes: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words) as refused:
        Bucket.parse(GOOD | changes)
    assert "secret" not in str(refused.value).replace("S3_SECRET_KEY", "").lower()
