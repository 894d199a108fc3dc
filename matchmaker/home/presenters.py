"""Cities, parameters of the ranking and permissions in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from flask import url_for
from flask_babel import format_decimal, format_percent

from matchmaker import permissions
from matchmaker.matching import Setting
from matchmaker.network.queries import City, PublishedNeed
from matchmaker.permissions import Permission, Predicate
from matchmaker.suggestions.rules import Meets, TextKind
from matchmaker.web.text import country_name
from matchmaker.web.translation import LazyString, _, _l, current_language

CITIES_LISTED = 12


@dataclass(frozen=True, slots=True)
class Example:
    """A text to try, and the first page answering it."""

    title: str
    url: str
    language: str


#: To try where nobody has published a need yet.
_SENTENCES = (
    _l("Enzymes that work in cold water"),
    _l("Fatigue testing of printed metal parts"),
    _l("A hospital that tries out image analysis"),
)


def example_links(needs: Sequence[PublishedNeed]) -> list[Example]:
    """Needs of the network to try, else sentences of ours."""
    if not needs:
        return [
            Example(str(words), url_for("pages.home", text=words, _anchor="answers"), current_language())
            for words in _SENTENCES
        ]
    return [
        Example(need.title, url_for("pages.home", need=need.id, _anchor="answers"), need.language)
        for need in needs
    ]


@dataclass(frozen=True, slots=True)
class CityLine:
    """A city in the list beside the map."""

    name: str
    country: str
    url: str
    organisations: int
    hosts: int


def city_lines(cities: Sequence[City]) -> list[CityLine]:
    """The cities with the most organisations."""
    return [
        CityLine(
            name=city.name,
            country=country_name(city.country),
            url=url_for("organisations.directory", q=city.name, country=city.country),
            organisations=city.organisations,
            hosts=city.hosts,
        )
        for city in cities[:CITIES_LISTED]
    ]


def map_entry(city: City) -> list[str | float | int]:
    """City, country, latitude, longitude, organisations, hosts; a list, as there are thousands."""
    return [
        city.name,
        city.country,
        city.latitude,
        city.longitude,
        city.organisations,
        city.hosts,
    ]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that decides a score: its name, its value, and what it does."""

    name: str
    value: str
    what: str


#: What each field of the engine's setting is called and does.
_PARAMETERS: dict[str, tuple[LazyString, LazyString]] = {
    "title_weight": (
        _l("A word in the title"),
        _l("counts as often as this. A title says what a text is about."),
    ),
    "keywords_weight": (
        _l("A keyword"),
        _l("counts as often as this. Keywords are chosen with care."),
    ),
    "body_weight": (
        _l("A word in the running text"),
        _l("counts as often as this; the measure of the rest."),
    ),
    "pair_weight": (
        _l("Two neighbouring words"),
        _l("count together, as one more term, at this share: “heat pump” says more than “heat” and “pump”."),
    ),
    "saturation": (
        _l("Repeating a word"),
        _l("brings less each time, the sooner the smaller this number. Ten times gains next to nothing."),
    ),
    "part_weight": (
        _l("Parts of a compound word"),
        _l("count at this share: some languages write in one word what others write in two."),
    ),
    "common_share": (
        _l("Words in more than this share of all texts"),
        _l("do not count at all, because nearly everybody uses them. Rare words count most."),
    ),
    "common_least": (
        _l("… and in more than this many texts"),
        _l("so that in a small network no word is left out too soon."),
    ),
    "owner_ranks": (
        _l("An organisation's best matches"),
        _l("count with these weights, the best first: one strong match beats many weak ones."),
    ),
    "few_words": (
        _l("A question of up to this many different words"),
        _l("was put with care: each of its words is meant, the rare ones count less than in a long text."),
    ),
    "many_words": (
        _l("… and from this many words on"),
        _l("rare words count in full; in between, in proportion."),
    ),
    "few_words_idf": (
        _l("In a short question rarity counts"),
        _l("to this power: 1 would be in full, 0 not at all. In the texts that are found it counts in full."),
    ),
    "default_language": (
        _l("Language of texts too short to tell"),
        _l("is taken to be this one. Word forms are recognised by the rules of each text's language."),
    ),
}


def parameters(setting: Setting) -> list[Parameter]:
    """Every parameter of the engine with the value in force."""
    values = {field.name: getattr(setting, field.name) for field in fields(setting)}
    return [
        Parameter(str(name), _value(key, values[key]), str(what)) for key, (name, what) in _PARAMETERS.items()
    ]


def _value(name: str, value: float | str | tuple[float, ...]) -> str:
    if isinstance(value, tuple):
        return weights_in_words(value)
    if isinstance(value, str):
        return value
    if name.endswith("_share"):
        return str(format_percent(value))
    return str(format_decimal(value))


def weights_in_words(weights: Sequence[float]) -> str:
    """Weights in a row, the best first."""
    return " · ".join(format_decimal(round(weight, 2)) for weight in weights)


TEXT_KINDS: dict[TextKind, LazyString] = {
    TextKind.NEED: _l("A need"),
    TextKind.OFFER: _l("An offer"),
    TextKind.PROJECT: _l("A project"),
    TextKind.PROFILE: _l("A profile"),
    TextKind.CALL: _l("A call"),
    TextKind.VENUE: _l("A place"),
    TextKind.TEXT: _l("A typed text"),
}


@dataclass(frozen=True, slots=True)
class DirectionLine:
    """What one kind of text is held against, heaviest first."""

    asked: str
    meets: list[tuple[str, str]]


def directions(table: Mapping[TextKind, Meets]) -> list[DirectionLine]:
    """Which texts may meet, and with what weight."""
    return [
        DirectionLine(
            str(TEXT_KINDS[asked]),
            [
                (str(TEXT_KINDS[kind]), format_decimal(weight))
                for kind, weight in sorted(meets.items(), key=lambda entry: -entry[1])
            ],
        )
        for asked, meets in table.items()
    ]


#: Who each predicate of the permission table speaks of.
WHO: dict[Predicate, LazyString] = {
    permissions.is_signed_in: _l("anybody with an account"),
    permissions.is_secretariat: _l("the network's secretariat"),
    permissions.belongs_to_it: _l("people of the organisation"),
    permissions.owns_it: _l("its owners, for a cluster its managers"),
    permissions.manages_its_cluster: _l("the manager of a cluster it belongs to"),
    permissions.manages_it: _l("the manager of the cluster"),
    permissions.manages_any_cluster: _l("the manager of any cluster"),
    permissions.asks_in_it: _l("people of the asking organisation"),
    permissions.is_asked_in_it: _l("people of the asked organisation"),
    permissions.brokers_it: _l("the manager of the cluster that brokers it"),
    permissions.looks_after_a_side: _l("the manager of a cluster that one of the two belongs to"),
    permissions.receives_visitors: _l("people of a park, an incubator or a cluster"),
    permissions.was_introduced_to_it: _l("people of organisations it was introduced to"),
    permissions.visits_in_it: _l("people of the visiting organisation"),
    permissions.hosts_it: _l("people of the host"),
    permissions.looks_after_the_visitor: _l("the manager of a cluster the visitor belongs to"),
    permissions.made_the_claim: _l("who made the claim"),
    permissions.looks_after_the_claimed: _l("the manager of a verified cluster that the profile belongs to"),
    permissions.may_run_calls: _l("people of an organisation of a kind that runs calls"),
}


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """One line of the table: what, who, and what the refused read."""

    what: str
    who: list[str]
    refusal: str


def permission_rows(table: Iterable[Permission]) -> list[PermissionRow]:
    """The permission table in words."""
    return [
        PermissionRow(
            _(permission.what),
            [str(WHO[predicate]) for predicate in permission.any_of],
            _(permission.refusal),
        )
        for permission in table
    ]
