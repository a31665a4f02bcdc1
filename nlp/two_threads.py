"""Two pieces of work outside Python's lock (products of matrices), on two cores where they are free."""

from __future__ import annotations

import _thread
import os
import threading
from collections.abc import Callable


def cores() -> int:
    """The cores that this process may use, at least 1."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return max(1, len(allowed))


def do_both(first: Callable[[], None], second: Callable[[], None]) -> None:
    """Do both; the second in a thread of its own, unless the first is done before that thread comes to it.

    So a machine without a free core loses nothing by it. Raises what either raises.
    """
    taken, done = threading.Lock(), threading.Lock()
    faults: list[BaseException] = []

    def help_out() -> None:
        if taken.acquire(blocking=False):
            try:
                second()
            except BaseException as fault:
                faults.append(fault)
            finally:
                done.release()

    done.acquire()
    _thread.start_new_thread(help_out, ())  # threading.Thread would wait until it runs
    try:
        first()
    finally:
        if taken.acquire(blocking=False):
            second()
        else:
            done.acquire()
    if faults:
        raise faults[0]
