"""Made-up items, owners and conditions for tests of properties."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from matchmaker.matching import Item, Text, Where

WORDS = (
    *("laser", "welding", "of", "thin", "steel", "sheets", "battery", "recycling", "plant"),
    *("seaweed", "packaging", "for", "food", "hydrogen", "valley", "state", "art", "data"),
    *("laserschweißen", "energiaverkko"),
)
TYPES = ("offer", "need", "project")
OWNERS = tuple(str(number) for number in range(6))
COUNTRIES = ("EE", "LV", "FI")
TODAY = date(2026, 3, 2)

words = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
texts = st.builds(Text, title=words, body=words, keywords=words, language=st.sampled_from(["en", "de", "xx"]))
items = st.builds(
    Item,
    id=st.integers(0, 14).map("listing:{}".format),
    owners=st.lists(st.sampled_from(OWNERS), max_size=3, unique=True).map(tuple),
    type=st.sampled_from(TYPES),
    title=words,
    body=words,
    keywords=words,
    language=st.sampled_from(["en", "de", "xx"]),
    facets=st.fixed_dictionaries({"category": st.lists(st.sampled_from(["a", "b"]), unique=True).map(tuple)}),
    until=st.none() | st.integers(-3, 3).map(lambda days: TODAY + timedelta(days)),
)
facets = st.dictionaries(
    st.sampled_from(OWNERS),
    st.fixed_dictionaries({"country": st.sampled_from(COUNTRIES).map(lambda country: (country,))}),
)
conditions = st.builds(
    Where,
    items=st.dictionaries(
        st.sampled_from(["type", "category"]),
        st.sets(st.sampled_from([*TYPES, "a", "b"]), min_size=1),
        max_size=1,
    ),
    owners=st.dictionaries(st.just("country"), st.sets(st.sampled_from(COUNTRIES), min_size=1), max_size=1),
    open_on=st.none() | st.just(TODAY),
    without_items=st.sets(st.integers(0, 14).map("listing:{}".format), max_size=2),
    without_owners=st.sets(st.sampled_from(OWNERS), max_size=2),
)
operations = st.lists(
    st.one_of(
        st.tuples(st.just("upsert"), st.lists(items, max_size=5)),
        st.tuples(st.just("delete"), st.lists(st.integers(0, 14).map("listing:{}".format))),
        st.tuples(st.just("owners"), facets),
        st.tuples(st.just("rebuild"), st.none()),
        st.tuples(st.just("publish"), st.none()),
    ),
    max_size=6,
)
