"""Python's collector of cycles, set to what this program needs: it loads much once and makes few cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: So many objects more than before, then so many young and middle collections, bring the next collection.
COLLECTED_AFTER = (10_000, 20, 20)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No collection within: where modules are loaded, hundreds of thousands of objects are made to stay.

    Looking through them over and over takes a fifth of the time.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def settle_collector() -> None:
    """Leave alone all objects there are, and collect less often; call it once all is loaded.

    Objects it never looks at again are not copied from one process to the next. A page makes tens of
    thousands of objects that are gone when it is sent, hardly any of them in cycles: looking through
    them after every 700, as Python does by itself, takes one twentieth of the page's time.
    """
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
