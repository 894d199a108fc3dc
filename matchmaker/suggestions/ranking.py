"""The engine's best for a subject, joined with what may be shown now: however old the index is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from sqlalchemy.orm import Session

from matchmaker.matching import Ask, FoundOwners, Index, ItemMatch, OwnerMatch, Where, rank_items
from matchmaker.matching.diversity import diversified, is_far_above
from matchmaker.matching.reranking import LearntMatch, rerank_owners
from matchmaker.ranking.queries import TEXT, LearntRanking, learnt_ranking_for
from matchmaker.suggestions import targets
from matchmaker.suggestions.apart import Apart, kept_apart
from matchmaker.suggestions.places import PlacedMatch, place_matches
from matchmaker.suggestions.rules import MEETS, TargetKind
from matchmaker.suggestions.sources import still_shown
from matchmaker.suggestions.subjects import Subject
from matchmaker.suggestions.texts import ANY
from models import Organisation

#: How many of the best a list goes down to.
MOST_FOUND = 60
#: More places than any network has; they are few, and all of them are weighed.
ALL_PLACES = 5_000
#: So many partners are looked at before all of a list are: enough for the first page of ten, beyond which
#: few look, and for whoever may change places with one of them.
LOOKED_AT_FIRST = 20
#: A list is full without being made where so many times as many are found: some of those that the index
#: still has may not be shown any more.
SURELY_FULL = 2
#: Rounds of leaving out what the index still has and nobody may see any more.
ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Filters:
    """What suggestions are narrowed to. Empty for all.

    `countries` and `kinds` are of the organisation (for calls: who may apply; for venues: the
    country they are in); `categories` are of the listing, or kinds of call.
    """

    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sme_only: bool = False
    categories: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Is anything narrowed at all?"""
        return bool(self.countries or self.kinds or self.sme_only or self.categories)


NO_FILTERS = Filters()


def asks_of(index: Index, subject: Subject, kind: TargetKind) -> list[Ask]:
    """A subject's texts as the engine takes them when a kind of target is looked for."""
    return [
        Ask(
            source.id,
            index.query_of(source.id, source.text),
            {str(met): weight for met, weight in MEETS[kind][source.kind].items()},
        )
        for source in subject.sources
    ]


class _Ranked(NamedTuple):
    """The best partners, best first, and whether there are surely as many as a list goes down to."""

    ranked: list[PlacedMatch]
    fill_a_list: bool


class _Beginning(NamedTuple):
    """The first partners of a list, as they stand in the whole of it, and how long that is."""

    settled: list[PlacedMatch]
    total: int


class Ranking:
    """A subject's partners, calls and venues in order; each list is made once, when asked for."""

    def __init__(
        self,
        session: Session,
        index: Index,
        subject: Subject,
        *,
        asker: Organisation | None,
        filters: Filters,
        now: datetime,
        most: int = MOST_FOUND,
    ) -> None:
        self.session = session
        self.index = index
        self.subject = subject
        self.asker = asker
        self.filters = filters
        self.now = now
        self.most = most
        self._asks: dict[TargetKind, list[Ask]] = {}

    @cached_property
    def verdicts(self) -> targets.Verdicts:
        """What the asking organisation saved and dismissed."""
        return targets.verdicts_of(self.session, self.asker)

    @cached_property
    def learnt(self) -> LearntRanking | None:
        """What ranks partners beside their texts, for who asks; None for the texts alone."""
        return learnt_ranking_for(self.session, self.asker or self.subject.organisation)

    @property
    def model_name(self) -> str:
        """What ranks the list of partners, as verdicts name it."""
        return self.learnt.name if self.learnt is not None else TEXT

    @cached_property
    def apart(self) -> Apart:
        """Who is not suggested to the asking organisation because of what happened between them."""
        return kept_apart(self.session, self.asker, self.now.date())

    def asks(self, kind: TargetKind) -> list[Ask]:
        """The subject's texts as the engine takes them when a kind of target is looked for."""
        if kind not in self._asks:
            self._asks[kind] = asks_of(self.index, self.subject, kind)
        return self._asks[kind]

    def total(self, kind: TargetKind) -> int:
        """How long the list of a kind is."""
        if kind is TargetKind.PARTNER and not self._is_whole:
            return self._beginning.total
        return len(self.matches(kind))

    def first(self, kind: TargetKind, number: int) -> Sequence[PlacedMatch]:
        """The first so many of the list of a kind."""
        if kind is TargetKind.PARTNER and number <= LOOKED_AT_FIRST and not self._is_whole:
            settled, total = self._beginning
            if min(number, total) <= len(settled):
                return settled[:number]
        return self.matches(kind)[:number]

    def matches(self, kind: TargetKind) -> Sequence[PlacedMatch]:
        """The list of a kind, best first, at most `most`."""
        match kind:
            case TargetKind.PARTNER:
                return self._partners
            case TargetKind.CALL:
                return self._calls
            case TargetKind.VENUE:
                return self._venues

    def partner_where(self) -> Where:
        """Who may be found as a partner, by the filters, the verdicts and who asks."""
        owners: dict[str, Collection[str]] = {}
        if self.filters.countries:
            owners["country"] = self.filters.countries
        if self.filters.kinds:
            owners["kind"] = self.filters.kinds
        if self.filters.sme_only:
            owners["sme"] = ("yes",)
        items = {"category": self.filters.categories} if self.filters.categories else {}
        return replace(self._anybody, owners=owners, items=items)

    @property
    def _anybody(self) -> Where:
        without = self.subject.owner_ids | self.verdicts.dismissed("organisation") | self.apart.all
        return Where(
            open_on=self.now.date(),
            without_items=self.subject.own_items,
            without_owners=frozenset(map(str, without)),
        )

    @property
    def _is_whole(self) -> bool:
        """Is the list of partners made already, or made whole at once?

        What was learnt puts the best two hundred in another order, of which a few cannot be had alone.
        """
        made = "_partners" in vars(self) or ("_fitting" in vars(self) and not self.filters.any)
        return made or self.learnt is not None

    @cached_property
    def _beginning(self) -> _Beginning:
        """The first partners of the list, as far as they can be told from the best few alone."""
        found = self._ranked_partners(self.partner_where(), min(LOOKED_AT_FIRST, self.most))
        if not found.fill_a_list:
            return _Beginning(self._partners, len(self._partners))
        ordered = diversified(found.ranked, PlacedMatch.texts)
        # Whoever comes further down, with no better score than the last of these, changes places with
        # nobody above whose score is far enough from it.
        last = found.ranked[-1].score
        far = takewhile(lambda match: is_far_above(match.score, last), found.ranked)
        return _Beginning(ordered[: sum(1 for _ in far)], self.most)

    @cached_property
    def _partners(self) -> list[PlacedMatch]:
        if self.filters.any:
            return diversified(
                self._ranked_partners(self.partner_where(), self.most).ranked, PlacedMatch.texts
            )
        return diversified(self._fitting, PlacedMatch.texts)

    @cached_property
    def _fitting(self) -> list[PlacedMatch]:
        """Partners without any filter: those around a place make it fit."""
        return self._ranked_partners(self._anybody, self.most).ranked

    @cached_property
    def _calls(self) -> list[PlacedMatch]:
        items: dict[str, Collection[str]] = {}
        if self.filters.countries:
            items["country"] = (*self.filters.countries, ANY)
        if self.filters.kinds:
            items["applicant"] = (*self.filters.kinds, ANY)
        if self.filters.categories:
            items["category"] = self.filters.categories
        dismissed = {f"call:{number}" for number in self.verdicts.dismissed("call")}
        without = self.subject.own_items | dismissed
        where = Where(items=items, open_on=self.now.date(), without_items=without)
        matches = self._ranked_items(TargetKind.CALL, where, self.most)
        return [PlacedMatch.of_item(match) for match in matches]

    @cached_property
    def _venues(self) -> list[PlacedMatch]:
        items = {"country": self.filters.countries} if self.filters.countries else {}
        own_texts = self._ranked_items(TargetKind.VENUE, Where(items=items), ALL_PLACES)
        around = self._fitting
        places = targets.shown_places(
            self.session,
            countries=self.filters.countries,
            without_hosts=self.subject.owner_ids | self.apart.blocked,
            without=self.verdicts.dismissed("venue"),
        )
        positions = targets.places_of(self.session, [match.target_id for match in around])
        return place_matches(places, own_texts, around, positions)[: self.most]

    def _ranked_partners(self, where: Where, k: int) -> _Ranked:
        asks = self.asks(TargetKind.PARTNER)
        if not asks:
            return _Ranked([], fill_a_list=False)
        standing: dict[int, int] = {}
        for _round in range(ROUNDS):
            matches, fill_a_list = self._best_owners(asks, k, where)
            standing, gone_items = self._standing(matches)
            gone_owners = [match.owner for match in matches if int(match.owner) not in standing]
            if not gone_owners and not gone_items:
                break
            where = _without(where, gone_items, gone_owners)
        else:
            matches = [match for match in matches if not _touches(match.match, gone_items)]
        placed = [
            PlacedMatch.of_owner(match, standing[int(match.owner)])
            for match in matches
            if int(match.owner) in standing
        ]
        return _Ranked(sorted(placed, key=PlacedMatch.order), fill_a_list)

    def _best_owners(self, asks: list[Ask], k: int, where: Where) -> tuple[list[LearntMatch], bool]:
        """The best `k`, and whether there are surely as many as a list goes down to."""
        learnt = self.learnt
        if learnt is None:
            found = FoundOwners(self.index, asks, where)
            enough = SURELY_FULL * self.most
            return [LearntMatch(match, {}) for match in found.best(k)], found.count(enough) == enough
        matches = rerank_owners(
            self.index, asks, k, where, model=learnt.model, facts=learnt.facts, asking=learnt.asking
        )
        return matches, False

    def _standing(self, matches: Sequence[LearntMatch]) -> tuple[dict[int, int], set[str]]:
        """How well each owner that is still shown stands, and the texts that are not any more."""
        items = {part.item_id for match in matches for part in match.match.parts}
        gone = items - still_shown(self.session, items, self.now)
        owners = [int(match.owner) for match in matches]
        return targets.standing_of(self.session, owners, self.now), gone

    def _ranked_items(self, kind: TargetKind, where: Where, k: int) -> list[ItemMatch]:
        asks = self.asks(kind)
        if not asks:
            return []
        for _round in range(ROUNDS):
            matches = rank_items(self.index, asks, k, where)
            items = {match.item_id for match in matches}
            gone = items - still_shown(self.session, items, self.now)
            if not gone:
                return matches
            where = _without(where, gone, ())
        return [match for match in matches if match.item_id not in gone]


def _touches(match: OwnerMatch, item_ids: Collection[str]) -> bool:
    return any(part.item_id in item_ids for part in match.parts)


def _without(where: Where, items: Collection[str], owners: Collection[str]) -> Where:
    return replace(
        where,
        without_items=frozenset(where.without_items) | frozenset(items),
        without_owners=frozenset(where.without_owners) | frozenset(owners),
    )
