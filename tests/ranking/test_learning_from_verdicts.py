"""What people said becomes a model; it ranks where it beats the text and nobody switched it off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker.matching import Index, MemoryIndex
from matchmaker.matching.features import Feature
from matchmaker.matching.learning import Judgement, LearntModel, NothingToLearn
from matchmaker.ranking import queries, service
from matchmaker.ranking.facts_access import FACTS, FactsAccess
from matchmaker.ranking.rules import Word, gains_of, refusal_weight
from matchmaker.suggestions import texts, training
from matchmaker.suggestions.plain import plain
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.reasons import Suggestion
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.subjects import find_subject
from matchmaker.suggestions.why import term_bars
from matchmaker.verdicts import Candidate, Seen, note_verdict
from models import (
    ClusterMembership,
    ClusterMembershipState,
    Membership,
    MembershipRole,
    Organisation,
    OrganisationKind,
    Person,
    RankingModel,
    VerdictKind,
)
from tests.factories import make_organisation, make_person, make_secretariat
from tests.forms_in_pages import form_in, press
from tests.suggestions import rows

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
BETTER, NO_BETTER = Judgement(50, 0.5, 0.6), Judgement(50, 0.5, 0.5)
TIES = LearntModel({Feature.WORKED_TOGETHER: 5.0})


@pytest.fixture
def facts(session: Session, tmp_path: Path) -> Iterator[FactsAccess]:
    access = FactsAccess(tmp_path / "ranking")
    before = session.info.get(FACTS)
    session.info[FACTS] = access
    yield access
    session.info[FACTS] = before


class Network:
    """One that asks, a friend it worked with, and a stranger whose text fits better."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.asking = make_organisation(session, name="Asking")
        self.friend = make_organisation(session, name="Friend")
        self.stranger = make_organisation(session, name="Stranger")
        self.others: tuple[Organisation, ...] = ()
        self.need = rows.need(session, self.asking, "Cold enzymes on silica carriers")
        rows.offer(session, self.friend, "Enzymes and much else besides")
        rows.offer(session, self.stranger, "Cold enzymes on silica")
        rows.project(session, "Unrelated", self.asking, self.friend, signed_on=date(2025, 1, 1))
        session.flush()

    def index(self) -> Index:
        index = MemoryIndex()
        index.rebuild(texts.all_items(self.session, NOW), texts.owner_facets(self.session))
        return index

    def suggestions(self) -> tuple[Suggestion, ...]:
        subject = find_subject(self.session, f"listing-{self.need.id}")
        assert subject is not None
        search = SuggestionSearch(self.session, self.index(), subject, asker=self.asking, now=NOW)
        return search.found(TargetKind.PARTNER, 0, 10).suggestions

    def order(self) -> list[str]:
        return [one.target.name for one in self.suggestions() if isinstance(one.target, Organisation)]

    def learn(self) -> RankingModel:
        return training.lesson_of(self.session, self.index(), now=NOW).keep(self.session)

    def say(self, kind: VerdictKind, target: Organisation, at: datetime = NOW, subject: str = "") -> None:
        listed = (self.stranger, self.friend, *self.others)
        shown = tuple(Candidate(one.id, place, 1.0) for place, one in enumerate(listed, 1))
        verdict = note_verdict(
            self.session,
            kind,
            actor=None,
            organisation_id=self.asking.id,
            target_kind="organisation",
            target_id=target.id,
            subject=subject or f"listing-{self.need.id}",
            seen=Seen(shown, 1, 1.0),
        )
        verdict.at = at
        self.session.flush()


@pytest.fixture
def network(session: Session, facts: FactsAccess) -> Network:
    return Network(session)


def keep(session: Session, model: LearntModel, judgement: Judgement) -> RankingModel:
    return service.keep_model(session, model, judgement, verdicts=1, newest_verdict_id=1)


def test_a_model_that_is_better_ranks_and_its_parts_add_up(app: Flask, network: Network) -> None:
    assert network.order() == ["Stranger", "Friend"]
    training.gather_facts(network.session)
    keep(network.session, TIES, BETTER)
    first, second = network.suggestions()
    assert [first.target, second.target] == [network.friend, network.stranger]
    assert first.learnt.keys() == {Feature.WORKED_TOGETHER}
    assert second.learnt == {}
    for one in (first, second):
        terms = sum(reason.value for reason in one.contributions)
        assert terms + sum(one.learnt.values()) == pytest.approx(one.score, rel=1e-6)
        with app.test_request_context():
            reasons = plain(one)["reasons"]
            assert sum(reason["weight"] for reason in reasons) == pytest.approx(one.score, rel=1e-6)
            assert sum(bar.weight for bar in term_bars(one).shown) == pytest.approx(one.score, rel=1e-6)


def test_a_model_that_is_not_better_is_kept_and_not_used(network: Network) -> None:
    training.gather_facts(network.session)
    text_alone = [(one.target, one.score, one.contributions) for one in network.suggestions()]
    keep(network.session, TIES, BETTER)
    worse = keep(network.session, TIES, NO_BETTER)
    assert queries.newest_model(network.session) is worse
    assert queries.model_in_use(network.session) is None
    assert [(one.target, one.score, one.contributions) for one in network.suggestions()] == text_alone


def test_switching_off_brings_exactly_the_order_of_the_text_back(network: Network) -> None:
    text_alone = [(one.target, one.score, one.learnt) for one in network.suggestions()]
    training.gather_facts(network.session)
    keep(network.session, TIES, BETTER)
    secretariat = make_secretariat(network.session)
    service.switch_off(network.session, None, actor=secretariat)
    service.switch_off(network.session, None, actor=secretariat)
    assert [(one.target, one.score, one.learnt) for one in network.suggestions()] == text_alone
    service.switch_on(network.session, None, actor=secretariat)
    assert network.order() == ["Friend", "Stranger"]


def test_a_cluster_switches_off_for_its_members_alone(network: Network) -> None:
    session = network.session
    training.gather_facts(session)
    keep(session, TIES, BETTER)
    clusters = [make_organisation(session, kind=OrganisationKind.CLUSTER) for _ in range(2)]
    session.add(
        ClusterMembership(
            organisation=network.asking, cluster=clusters[0], state=ClusterMembershipState.ACTIVE
        )
    )
    service.switch_off(session, clusters[1], actor=None)
    assert network.order() == ["Friend", "Stranger"]
    service.switch_off(session, clusters[0], actor=None)
    assert network.order() == ["Stranger", "Friend"]


def test_refused_ones_fall(network: Network) -> None:
    network.say(VerdictKind.DECLINED, network.stranger)
    training.gather_facts(network.session)
    keep(network.session, LearntModel({Feature.REFUSED_BEFORE: -5.0}), BETTER)
    assert network.order() == ["Friend", "Stranger"]


def test_learning_from_few_verdicts_keeps_the_order_of_the_text(network: Network) -> None:
    with pytest.raises(NothingToLearn):
        network.learn()
    # Whom nobody wants, for a text that hardly fits.
    network.others = (make_organisation(network.session),)
    rows.offer(network.session, network.others[0], "Silica on roads", "In winter, by lorry.")
    needs = [rows.need(network.session, network.asking, "Cold enzymes on silica carriers") for _ in range(8)]
    for number, need in enumerate(needs):
        wanted = network.friend if number % 2 else network.stranger
        network.say(VerdictKind.ACCEPTED, wanted, NOW - timedelta(days=40 - number), f"listing-{need.id}")
    first = network.learn()
    assert first.parameters["weights"]["worked_together"] > 0
    assert (first.verdicts, first.held_out_lists, first.in_use) == (8, 2, False)
    again = network.learn()
    assert again.parameters == first.parameters


def test_learning_is_due_after_a_week_or_many_verdicts(network: Network) -> None:
    session = network.session
    assert not training.is_due(session, NOW)
    network.say(VerdictKind.SAVED, network.friend)
    assert training.is_due(session, NOW)
    row = keep(session, TIES, BETTER)
    row.trained_at, row.newest_verdict_id = NOW, 10**6
    session.flush()
    assert not training.is_due(session, NOW + timedelta(days=30))
    row.newest_verdict_id = 0
    session.flush()
    assert not training.is_due(session, NOW + timedelta(days=6))
    assert training.is_due(session, NOW + timedelta(days=8))


def test_the_last_word_counts_and_taking_back_forgets() -> None:
    words = [Word(1, VerdictKind.SAVED), Word(1, VerdictKind.DISMISSED), Word(2, VerdictKind.SAVED)]
    assert gains_of(words) == {1: -1.0, 2: 0.5}
    assert gains_of([*words, Word(1, VerdictKind.TAKEN_BACK)]) == {2: 0.5}


def test_a_refusal_counts_half_after_a_year() -> None:
    assert refusal_weight(VerdictKind.DECLINED, 0) == 1.0
    assert refusal_weight(VerdictKind.DECLINED, 1) == 0.5
    assert refusal_weight(VerdictKind.LAPSED, 2) == 0.125


def test_facts_written_anew_are_read_anew(network: Network, facts: FactsAccess) -> None:
    assert facts.current() is None
    for _ in range(3):
        training.gather_facts(network.session)
    read = FactsAccess(facts.folder).current()
    assert read is not None
    assert len(read) == 3
    assert len([one for one in facts.folder.iterdir() if one.is_dir()]) == 2


def test_facts_of_a_version_before_are_none_until_they_are_written_anew(
    network: Network, facts: FactsAccess
) -> None:
    training.gather_facts(network.session)
    for array in facts.folder.glob("*/latitudes.npy"):
        array.unlink()
    assert FactsAccess(facts.folder).current() is None
    training.gather_facts(network.session)
    assert FactsAccess(facts.folder).current() is not None


def test_a_manager_sees_the_figures_and_switches(
    app: Flask, session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    cluster = make_organisation(session, kind=OrganisationKind.CLUSTER, name="Photonics", slug="photonics")
    manager = make_person(session)
    session.add(Membership(person=manager, organisation=cluster, role=MembershipRole.MANAGER))
    keep(session, TIES, BETTER)
    session.commit()
    client = sign_in(manager)
    page = client.get("/ranking").get_data(as_text=True)
    assert "Worked together before" in page
    assert "0.600" in page
    assert press(client, "/ranking", "/ranking/off").status_code == 303
    assert queries.switched_off(session).keys() == {f"cluster:{cluster.id}"}
    form = form_in(client.get("/ranking"), "/ranking/on")
    assert form.sent(client, {"cluster": ""}).status_code == 403
    assert form.sent(client).status_code == 303
    session.expire_all()
    assert queries.switched_off(session) == {}
