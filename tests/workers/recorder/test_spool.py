"""What waits for the site outlives the recorder."""

from pathlib import Path

from consilium.workers.recorder.spool import LOG, Spool


def told(name: str) -> dict[str, object]:
    return {"event": "segment", "name": name}


def test_what_was_not_brought_is_found_again(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "take")
    for name in ("a.m4s", "b.m4s", "c.m4s"):
        (spool.folder / name).write_bytes(b"x")
        spool.note(told(name))
    spool.done("a.m4s")
    spool.close()
    again = Spool(tmp_path / "take")
    assert [one["name"] for one in again.left()] == ["b.m4s", "c.m4s"]
    assert again.read("b.m4s") == b"x"


def test_a_torn_line_is_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "take")
    (spool.folder / "a.m4s").write_bytes(b"x")
    spool.note(told("a.m4s"))
    spool.close()
    with (spool.folder / LOG).open("a") as log:
        log.write('{"event": "segment", "na')
    assert len(Spool(tmp_path / "take").left()) == 1


def test_what_was_not_brought_keeps_all_of_it(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "take")
    for name in ("init-1.mp4", "a.m4s", "untold.m4s"):
        (spool.folder / name).write_bytes(b"x")
    spool.note(told("a.m4s"))
    spool.clear()
    assert (spool.folder / "a.m4s").exists() and (spool.folder / "init-1.mp4").exists()
    again = Spool(tmp_path / "take")
    again.done("a.m4s")
    (again.folder / "000001.journal").write_bytes(b"x")
    again.clear()
    assert again.is_open
    (again.folder / "000001.journal").unlink()
    Spool(tmp_path / "take").clear()
    assert not again.folder.exists()


def test_a_line_after_a_torn_one_is_read(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "take")
    spool.close()
    (spool.folder / LOG).write_text('{"event": "segment", "na')
    again = Spool(tmp_path / "take")
    (again.folder / "b.m4s").write_bytes(b"x")
    again.note(told("b.m4s") | {"n": 4})
    again.close()
    found = Spool(tmp_path / "take")
    assert [one["name"] for one in found.left()] == ["b.m4s"] and found.next == 5


def test_nothing_stays_when_all_of_it_was_brought(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "take")
    (spool.folder / "init-1.mp4").write_bytes(b"x")
    spool.clear()
    assert not spool.folder.exists()
