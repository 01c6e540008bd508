"""Work in a fresh process that may use only some of the cores, so that a figure is one of so many cores."""

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def available() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0))


def on_cores(count: int, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """The answer of `work` (a function of a module), run alone in a process on the last `count` cores."""
    chosen = sorted(os.sched_getaffinity(0))[-count:]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context, initializer=_stay, initargs=(chosen,)) as pool:
        return pool.submit(work, *args, **named).result()


def _stay(cores: list[int]) -> None:
    """Before anything heavy is imported: libraries count the cores when they are loaded."""
    os.sched_setaffinity(0, cores)
