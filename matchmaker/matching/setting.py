"""The setting of the engine: the numbers that decide how texts are weighed."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.matching.items import Field


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything that decides a score; one for all kinds of texts.

    A word in a title counts as `title_weight` words of the body, a part of a compound as
    `part_weight` words. `saturation` is k above.
    Terms in more than `common_share` of the texts (and more than `common_least` of them)
    do not count: they tell nothing apart and make for half of the postings.
    `owner_ranks` weigh an owner's best pairs of texts, best first.
    A text that asks with up to `few_words` different words chose each of them: their idf, which
    counts in the texts found as well, counts in it to the power `few_words_idf`; in full from
    `many_words` on, and in between in proportion.
    """

    title_weight: float = 3.0
    body_weight: float = 1.0
    keywords_weight: float = 2.0
    pair_weight: float = 0.5
    part_weight: float = 0.5
    common_share: float = 0.2
    common_least: int = 1000
    saturation: float = 1.2
    owner_ranks: tuple[float, ...] = (1.0, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6)
    few_words: int = 20
    many_words: int = 60
    few_words_idf: float = 0.5
    default_language: str = "en"

    def field_weight(self, name: Field) -> float:
        """How often a word in this field counts."""
        match name:
            case "title":
                return self.title_weight
            case "body":
                return self.body_weight
            case "keywords":
                return self.keywords_weight
