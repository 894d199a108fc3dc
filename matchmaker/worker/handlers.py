"""Which function keeps which promise: the kinds of outbox rows, in one table."""

from __future__ import annotations

from matchmaker.notifications.mailer import deliver
from matchmaker.suggestions.indexing import index_text, rebuild_index
from matchmaker.worker.rows import Handler

HANDLERS: dict[str, Handler] = {
    "index.text": index_text,
    "index.rebuild": rebuild_index,
    "mail.deliver": deliver,
}
