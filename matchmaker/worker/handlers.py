"""Which function keeps which promise: the kinds of outbox rows, in one table."""

from __future__ import annotations

from matchmaker.curation.effects import apply_decision
from matchmaker.events.mails import deliver_event_notice
from matchmaker.introductions.mails import deliver_introduction_notice
from matchmaker.introductions.next_best import offer_next_best
from matchmaker.notifications.compose import deliver_notice
from matchmaker.notifications.digest import deliver_digest
from matchmaker.notifications.mailer import deliver
from matchmaker.suggestions.indexing import index_organisation, index_text, index_texts, rebuild_index
from matchmaker.visits.mails import deliver_visit_notice
from matchmaker.worker.rows import Handler

HANDLERS: dict[str, Handler] = {
    "desk.apply": apply_decision,
    "event.notice": deliver_event_notice,
    "index.text": index_text,
    "index.texts": index_texts,
    "index.organisation": index_organisation,
    "index.rebuild": rebuild_index,
    "introduction.next_best": offer_next_best,
    "introduction.notice": deliver_introduction_notice,
    "mail.deliver": deliver,
    "mail.digest": deliver_digest,
    "mail.notice": deliver_notice,
    "visit.notice": deliver_visit_notice,
}
