"""The manager's desk: the queue with one item open, verdicts, taking back, the second pair of eyes."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import format_date

from matchmaker import permissions
from matchmaker.curation import claims, presenters, queries, rules, service
from matchmaker.curation.forms import BulkForm, DecisionForm, SecondLookForm, SettingsForm, parsed_answer
from matchmaker.curation.items import parsed_key
from matchmaker.curation.opened import details_of
from matchmaker.curation.queries import Queue, Waiting
from matchmaker.curation.words import KINDS
from matchmaker.extensions import db
from matchmaker.listings import checks
from matchmaker.listings.quality import Quality, proposed_scores, quality_of
from matchmaker.refusals import NotAllowed, Refusal
from matchmaker.web.authorising import load, require_person
from matchmaker.web.translation import _, refusal_text
from models import DecisionState, DeskDecision, DeskKind, DeskVerdict, Listing, Organisation, Person
from models.columns import utc_now


def show() -> Response:
    """The queue, with its first item open that nobody else has."""
    person = _manager()
    queue, kind = queries.queue_of(db.session, person, utc_now()), _requested_kind()
    entries = queue.of(kind)
    free = (entry for entry in entries if entry.opened_by is None)
    return _page(person, queue, kind, next(free, entries[0] if entries else None))


def item(item: str) -> Response:
    """The queue with one item open; the queue alone where the item does not wait any more."""
    person = _manager()
    subject = _subject(item)
    queue, kind = queries.queue_of(db.session, person, utc_now()), _requested_kind()
    entry = next((e for e in queue.entries if (e.item.kind, e.item.subject_id) == subject), None)
    if entry is None:
        flash(_("This does not wait any more."), "info")
        return _to(presenters.desk_url(kind))
    if entry not in queue.of(kind):
        kind = None
    return _page(person, queue, kind, entry)


def _page(person: Person, queue: Queue, kind: DeskKind | None, current: Waiting | None) -> Response:
    now = utc_now()
    entries = queue.of(kind)
    following, before = _neighbours(entries, current)
    context = {
        "queue": queue,
        "kind": kind,
        "rows": presenters.rows_of(entries, current, kind, now),
        "total": len(entries),
        "tabs": presenters.tabs_of(queue, kind),
        "bulk": presenters.bulk_buttons_of(kind),
        "last": presenters.told_last(queue),
        "failures": presenters.failures(queue),
        "keys": presenters.key_help(),
        "done_today": 0 if current else queries.done_since(db.session, person, now),
        "following": following,
        "following_url": presenters.url_of(following, kind) if following else None,
        "before_url": presenters.url_of(before, kind) if before else None,
        "opened": _opened(person, current, kind) if current is not None else None,
    }
    return make_response(render_template("curation/desk.html", **context))


def _neighbours(entries: Sequence[Waiting], current: Waiting | None) -> tuple[str, str]:
    """The keys of the items after and before the open one, those others have open passed over."""
    place = next((n for n, entry in enumerate(entries) if entry is current), None)
    if place is None:
        return "", ""
    free = [entry for entry in (*entries[place + 1 :], *entries[:place]) if entry.opened_by is None]
    return free[0].item.key if free else "", entries[place - 1].item.key if place else ""


def _opened(person: Person, entry: Waiting, kind: DeskKind | None) -> dict[str, object]:
    now, item = utc_now(), entry.item
    other = claims.open_item(db.session, item.kind, item.subject_id, actor=person, now=now)
    return {
        "item": item,
        "key": item.key,
        "kind_word": presenters.kind_word(entry),
        "icon": KINDS[item.kind].icon,
        "since": format_date(item.since, "medium"),
        "age": presenters.age_words(item.since, now),
        "due": presenters.due_words(entry, now),
        "tone": presenters.URGENCIES[entry.urgency][0],
        "claim": presenters.opened_words(other, now) if other is not None else "",
        "first": entry.first,
        "first_words": presenters.first_words(entry.first, now) if entry.first is not None else "",
        "note": presenters.note_on(queries.last_decision(db.session, item.kind, item.subject_id)),
        "buttons": presenters.buttons_of(item.kind),
        "details": details_of(db.session, item),
        "thread": presenters.thread_entries(queries.thread_of(db.session, item.organisation_id)),
        "template": f"curation/_{item.kind.value}.html",
        "decide_url": url_for("desk.decide", item=item.key, kind=kind.value if kind else None),
        "member_url": url_for("clusters.member", slug=item.slug)
        if item.kind is not DeskKind.JOINING
        else url_for("organisations.show", slug=item.slug),
    }


def decide(item: str) -> Response:
    """Give a verdict on an item and open the next one."""
    person, (kind, subject_id), form = _manager(), _subject(item), DecisionForm()
    if not form.validate():
        return _refused(item, " ".join(str(e) for errors in form.errors.values() for e in errors))
    verdict, reason = parsed_answer(str(form.answer.data))
    is_check = verdict is DeskVerdict.CHECK
    try:
        service.decide(
            db.session,
            kind,
            subject_id,
            verdict,
            actor=person,
            seen=str(form.seen.data),
            reason=reason,
            note="" if is_check else (form.note.data or "").strip(),
            details=form.check_details() if is_check else None,
        )
    except Refusal as refusal:
        return _refused(item, refusal_text(refusal))
    return _on(form.next.data)


def _refused(item: str, sentence: str) -> Response:
    """Back to the item, which leads on by itself where it does not wait any more."""
    flash(sentence, "error")
    return _to(presenters.url_of(item, _requested_kind()))


def _on(next_item: str | None) -> Response:
    kind = _requested_kind()
    if next_item and parsed_key(next_item) is not None:
        return _to(presenters.url_of(next_item, kind))
    return _to(presenters.desk_url(kind))


def decide_many() -> Response:
    """Give one verdict on several items; those that need a look of their own stay."""
    person, form, kind = _manager(), BulkForm(), _requested_kind()
    chosen = {subject for key in request.form.getlist("item") if (subject := parsed_key(key)) is not None}
    if not form.validate() or not chosen:
        flash(_("Choose at least one item first."), "warning")
        return _to(presenters.desk_url(kind))
    verdict, reason = parsed_answer(str(form.answer.data))
    if kind is None or verdict not in rules.KINDS[kind].in_bulk:
        abort(400)
    queue = queries.queue_of(db.session, person, utc_now())
    entries = [e for e in queue.of(kind) if (e.item.kind, e.item.subject_id) in chosen]
    batch = service.new_batch()
    done = sum(_decided_in_bulk(person, entry, verdict, reason, batch) for entry in entries)
    flash(presenters.settled_words(done, len(chosen) - done), "success" if done else "warning")
    return _to(presenters.desk_url(kind))


def _decided_in_bulk(person: Person, entry: Waiting, verdict: DeskVerdict, reason: str, batch: str) -> bool:
    """Decide on one of several, unless it needs a look of its own."""
    details = None
    if verdict is DeskVerdict.CHECK:
        listing = db.session.get_one(Listing, entry.item.subject_id)
        scores = proposed_scores(checks.facts_of(listing))
        if quality_of(scores) is not Quality.PASSED:
            return False
        details = {"scores": {criterion.value: score for criterion, score in scores.items()}, "advice": ""}
    try:
        service.decide(
            db.session,
            entry.item.kind,
            entry.item.subject_id,
            verdict,
            actor=person,
            seen=entry.item.version,
            reason=reason,
            details=details,
            batch=batch,
        )
    except Refusal:
        return False
    return True


def undo() -> Response:
    """Take the last decision back and open its item again."""
    person = _manager()
    try:
        decisions = service.undo(db.session, request.form.get("batch", "")[:32], actor=person)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return _to(presenters.desk_url(_requested_kind()))
    return _to(presenters.url_of(f"{decisions[0].kind.value}-{decisions[0].subject_id}", _requested_kind()))


def agree(item: str) -> Response:
    """Be the second pair of eyes: say yes."""
    decision, person, form = _decision_to_look_at(item), _manager(), SecondLookForm()
    try:
        service.agree(db.session, decision, actor=person)
    except Refusal as refusal:
        return _refused(item, refusal_text(refusal))
    return _on(form.next.data)


def send_back(item: str) -> Response:
    """Be the second pair of eyes: say no."""
    decision, person, form = _decision_to_look_at(item), _manager(), SecondLookForm()
    try:
        service.send_back(db.session, decision, actor=person, note=(form.note.data or "").strip())
    except Refusal as refusal:
        return _refused(item, refusal_text(refusal))
    flash(_("It waits again, and whoever looks next sees your note."), "success")
    return _to(presenters.url_of(item, _requested_kind()))


def _decision_to_look_at(item: str) -> DeskDecision:
    decision = queries.live_decision(db.session, *_subject(item))
    if decision is None or decision.state is not DecisionState.SECOND_LOOK:
        abort(404)
    permissions.check(_manager(), "desk.use", db.session.get_one(Organisation, decision.cluster_id))
    return decision


def settings() -> str:
    """On which kinds of items two managers must agree, for each cluster the person manages."""
    person = _manager()
    clusters = [m.organisation for m in person.memberships if m.organisation_id in person.managed_cluster_ids]
    return render_template(
        "curation/settings.html",
        clusters=[(cluster, queries.settings_of(db.session, cluster).second_look) for cluster in clusters],
        kinds=[(one.value, words.one) for one, words in KINDS.items() if one in presenters.SECOND_LOOKED],
    )


def save_settings(slug: str) -> Response:
    """Keep on which kinds two managers of a cluster must agree."""
    cluster, form = load(Organisation, "desk.use", slug=slug), SettingsForm()
    if form.validate():
        kinds = [DeskKind(value) for value in form.kinds.data or ()]
        service.set_second_look(db.session, cluster, kinds, actor=require_person())
        flash(_("The desk of %(cluster)s works like this from now on.", cluster=cluster.name), "success")
    return _to(url_for("desk.settings"))


def _manager() -> Person:
    """The person of the request, who manages a cluster.

    :raises NotAllowed: they manage none.
    """
    person = require_person()
    if not person.managed_cluster_ids:
        raise NotAllowed(permissions.PERMISSIONS["desk.use"].refusal)
    return person


def _subject(item: str) -> tuple[DeskKind, int]:
    subject = parsed_key(item)
    if subject is None:
        abort(404)
    return subject


def _requested_kind() -> DeskKind | None:
    value = request.args.get("kind", "")
    return DeskKind(value) if value in set(DeskKind) else None


def _to(address: str) -> Response:
    return make_response(redirect(address, code=303))
