"""Databases for processes under test: files, or on the PostgreSQL server that DATABASE_URL names."""

import os
import secrets
import shutil
from pathlib import Path

import psycopg


def create(folder: Path, *, like: str = "") -> str:
    """The URL of a new database: empty, or a copy of `like`, to which nobody may be connected."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        path = folder / "db.sqlite3"
        if like:
            shutil.copy(like.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"
    name = f"house_{secrets.token_hex(6)}"
    template = f" TEMPLATE {like.rpartition('/')[2]}" if like else ""
    base = server.rpartition("/")[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{template}")
    return f"{base}/{name}"
