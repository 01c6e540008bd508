"""The `consilium` command. Each subcommand imports only what it needs, so `consilium up` stays small."""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path


def _up(arguments: argparse.Namespace) -> int:
    from consilium.config import env, machine
    from consilium.supervisor.guard import Refused
    from consilium.supervisor.up import up

    try:
        plan, sfu_config = machine.plan(demo=arguments.demo, dev=arguments.dev)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return up(plan, sfu_config, watched=(env.ROOT / "src",) if arguments.dev else ())


def _prepare(arguments: argparse.Namespace) -> int:
    """Bring the database up to date; with --demo also seed the demo seminar and note its sign-in links."""
    _manage("migrate", "--noinput", "--verbosity", "0")
    _manage("createcachetable", "--verbosity", "0")
    _manage("tick", "--start")
    _manage("rule_sets", "--quiet")
    _make_folders()
    if arguments.demo:
        from consilium.config import models
        from consilium.config.demo import seed_demo
        from consilium.supervisor.secrets import write_private

        models.prepare_demo()
        links = seed_demo()
        if noted := os.environ.get("CONSILIUM_LINKS"):
            write_private(Path(noted), json.dumps(links))
        else:
            print("\n".join(f"{role}: {url}" for role, url in links))
    return 0


def _make_folders() -> None:
    from django.conf import settings

    for folder in (settings.STATIC_ROOT, settings.MEDIA_ROOT):
        Path(folder).mkdir(parents=True, exist_ok=True)


def _migrate(arguments: argparse.Namespace) -> int:
    return _prepare(argparse.Namespace(demo=False))


def _live(arguments: argparse.Namespace) -> int:
    _django()
    from consilium.room.live import server

    server.main()
    return 0


def _translator(arguments: argparse.Namespace) -> int:
    _django()
    from consilium.room.translating import follower
    from consilium.search.follower import Indexer
    from consilium.seminars.ticker import Ticker

    Indexer().start()
    Ticker().start()
    follower.main()
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    from consilium.workers import demo

    demo.main()
    return 0


def _measure_audio(arguments: argparse.Namespace) -> int:
    from consilium.config import measure

    return measure.audio(arguments.out)


def _measure_captions(arguments: argparse.Namespace) -> int:
    from consilium.config import measure

    return measure.captions(arguments.folder)


def _scribe(arguments: argparse.Namespace) -> int:
    from consilium.config import machine
    from consilium.workers.scribe import main as scribe

    scribe.main(machine.scribe())
    return 0


def _recorder(arguments: argparse.Namespace) -> int:
    from consilium.config import machine
    from consilium.workers.recorder import main as recorder

    recorder.main(machine.recorder())
    return 0


def _models(arguments: argparse.Namespace) -> int:
    from consilium.config import models

    return models.main(arguments.what, getattr(arguments, "names", []), getattr(arguments, "source", ""))


def _seminar(arguments: argparse.Namespace) -> int:
    _django()
    from consilium.config import seminar_files

    return seminar_files.main(arguments)


def _backup(arguments: argparse.Namespace) -> int:
    _django()
    from consilium.config import backup

    return backup.main(arguments.folder, keep=arguments.keep, verify=arguments.verify)


def _restore(arguments: argparse.Namespace) -> int:
    _django()
    from consilium.config import restore

    return restore.main(arguments.backup, only_verify=arguments.verify)


def _check(arguments: argparse.Namespace) -> int:
    from consilium.config import checks

    return checks.main()


def _manage_all(arguments: argparse.Namespace) -> int:
    return _manage(*arguments.rest)


def _manage(*arguments: str) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["consilium manage", *arguments])
    return 0


def _make_secrets() -> None:
    """On the first run of any command, before the settings are read."""
    from consilium.config import env
    from consilium.supervisor import secrets

    with contextlib.suppress(OSError):  # a data folder that cannot be written: `check` and `up` say so
        secrets.ensure(env.data_dir())


def _django() -> None:
    import django

    django.setup()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="consilium", description="International medical seminars.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    up = add("up", _up, "start all parts on this machine and keep them running")
    up.add_argument("--demo", action="store_true", help="with a live demo seminar and its bots")
    up.add_argument("--dev", action="store_true", help="restart and rebuild when a source file changes")
    add("check", _check, "explain every misconfiguration, one sentence each")
    add("migrate", _migrate, "bring the database up to date")
    prepare = add("prepare", _prepare, "what `up` does first: migrate, and with --demo seed the demo")
    prepare.add_argument("--demo", action="store_true")
    add("live", _live, "the live stream (started by `up`)")
    add(
        "translator",
        _translator,
        "texts in the languages that are read, and the search index (started by `up`)",
    )
    add("scribe", _scribe, "the captions of live seminars (started by `up`)")
    add("recorder", _recorder, "the recordings of live seminars (started by `up`)")
    add("demo", _demo, "the demo's bots (started by `up --demo`)")
    _add_measures(commands)
    _add_models(commands)
    _add_seminar(commands)
    _add_backup(add)
    add("manage", _manage_all, "Django's own commands, passed through").add_argument(
        "rest", nargs=argparse.REMAINDER
    )
    return parser


def _add_measures(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    measures = commands.add_parser("measure", help="measure this server").add_subparsers(
        required=True, metavar="WHAT"
    )
    audio = measures.add_parser("audio", help="the sound through the SFU: response, levels, mouth to ear")
    audio.set_defaults(run=_measure_audio)
    audio.add_argument("--out", type=Path, default=Path("audio-report"), help="folder for JSON and SVG")
    captions = measures.add_parser("captions", help="how well and how fast captions are made here")
    captions.set_defaults(run=_measure_captions)
    captions.add_argument("folder", type=Path, help="recordings with texts, LANGUAGE/NAME.wav and NAME.txt")


def _add_models(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    models = commands.add_parser("models", help="models of speech and translation").add_subparsers(
        required=True, metavar="WHAT", dest="what"
    )
    models.add_parser("list", help="which are known, and which are here").set_defaults(run=_models)
    download = models.add_parser("download", help="bring models here, verified")
    download.add_argument("names", nargs="+", metavar="NAME")
    download.add_argument(
        "--from", dest="source", default="", help="address of a hub or a mirror, or a folder (MODELS_SOURCE)"
    )
    download.set_defaults(run=_models)
    verify = models.add_parser("verify", help="read every byte of the models that are here")
    verify.add_argument("names", nargs="*", metavar="NAME")
    verify.set_defaults(run=_models)


def _add_backup(add: Callable[..., argparse.ArgumentParser]) -> None:
    backup = add("backup", _backup, "copy the whole server while it runs")
    backup.add_argument("folder", type=Path, metavar="DIR", help="where backups are kept, one folder each")
    backup.add_argument("--keep", type=int, default=0, metavar="N", help="remove the oldest beyond N")
    backup.add_argument("--verify", action="store_true", help="read it all again when it is made")
    restore = add("restore", _restore, "make a server of a backup, on an empty DATA_DIR")
    restore.add_argument("backup", type=Path, metavar="BACKUP", help="one of the folders that `backup` makes")
    restore.add_argument("--verify", action="store_true", help="only look whether it is whole")


def _add_seminar(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    seminar = commands.add_parser("seminar", help="a seminar in one file").add_subparsers(
        required=True, metavar="WHAT", dest="what"
    )
    out = seminar.add_parser("export", help="write a seminar into one file")
    out.add_argument("slug", metavar="SLUG", help="the last part of the seminar's address")
    taken = seminar.add_parser("import", help="take a seminar in from a file")
    taken.add_argument("--slug", default="", help="give it another address than it had")
    taken.add_argument("--replace", action="store_true", help="put it in the place of the one that is here")
    taken.add_argument("--organiser", default="", metavar="E-MAIL", help="who is to organise it here")
    words = {
        out: "also e-mails, registrations, ballots, presence, certificates",
        taken: "let persons sign in",
    }
    for command, text in words.items():
        command.add_argument("file", type=Path, metavar="FILE.zip")
        command.add_argument("--with-people", action="store_true", help=text)
        command.set_defaults(run=_seminar)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 refused or failed, 2 not understood."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consilium.config.settings")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] != ["restore"]:  # which brings those of the backup
        _make_secrets()
    if given[:1] == ["manage"]:  # argparse would take --help and the like for itself
        return _manage(*given[1:])
    parsed = _parser().parse_args(given)
    run: Callable[[argparse.Namespace], int] = parsed.run
    return run(parsed)


if __name__ == "__main__":
    sys.exit(main())
