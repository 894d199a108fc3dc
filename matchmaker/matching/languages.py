"""Which language a text is in, and how its words are reduced to stems."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from itertools import chain

import Stemmer
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from matchmaker.matching.endings import finished
from matchmaker.matching.latvian import stem_latvian
from matchmaker.matching.stopwords import STOP_WORDS

SNOWBALL: dict[str, str] = {
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "lt": "lithuanian",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ru": "russian",
    "sv": "swedish",
}
"""Languages with a Snowball stemmer, by ISO 639-1 code."""

DETECTABLE = frozenset({*SNOWBALL, "lv"})
"""Languages a text without one may be found to be in."""

COMPOUNDING: dict[str, int] = {"da": 3, "de": 4, "et": 4, "fi": 4, "nl": 4, "no": 3, "sv": 3}
"""Languages that write compounds in one word, and how short their last part may be.

Where endings are longer, a shorter part would be one of them more often than a word.
"""

SAME_AS: dict[str, str] = {"nb": "no", "nn": "no"}
CODES_KEPT = 1_000

DETECTION_SAMPLE = 300
"""Characters looked at; more does not change the answer and costs time."""

DETECTION_MINIMUM = 10
"""Texts with fewer letters are taken to be in the default language."""

MIN_CERTAINTY = 0.55
"""How likely the best language must be to be taken at once."""

DEFAULT_DOUBT = 0.05
"""Below this likelihood of the default language the best one is taken, however unsure.

Sister languages share the certainty of a short title among them (Danish, Norwegian and
Swedish a third each); that it is not English is beyond doubt all the same.
"""

COMMON_WORD_FACTOR = 2.0
"""How much likelier a language is for each of its common words in a text."""

_CLEAR_LEAD = 3
"""Stop words by which a language must lead for its answer to need no model."""

_LANGUAGES_OF_WORD: dict[str, tuple[str, ...]] = {}
for _language, _words in STOP_WORDS.items():
    for _word in _words:
        _LANGUAGES_OF_WORD[_word] = (*_LANGUAGES_OF_WORD.get(_word, ()), _language)

_identifier_lock = threading.Lock()


@lru_cache(maxsize=CODES_KEPT)
def normal_language(code: str) -> str:
    """The code under which a language is indexed: ``nb``, ``EN`` and ``de-AT`` are known.

    A code nobody has a stemmer for comes back in lower case; its words stay unstemmed.
    """
    base = code.strip().lower().replace("_", "-").split("-")[0]
    return SAME_AS.get(base, base)


def detect_language(text: str, default: str) -> str:
    """The language of a text by its first characters; `default` for very short ones.

    Common words decide where they clearly can; only otherwise the statistical model is
    asked, which takes a second to load.
    """
    sample = text[:DETECTION_SAMPLE]
    if sum(map(str.isalpha, sample)) < DETECTION_MINIMUM:
        return default
    words = sample.lower().split()
    votes = Counter(chain.from_iterable(_LANGUAGES_OF_WORD.get(word, ()) for word in words))
    ranking = votes.most_common(2)
    if ranking and ranking[0][1] - (ranking[1][1] if len(ranking) > 1 else 0) >= _CLEAR_LEAD:
        return ranking[0][0]
    return _most_likely(sample, votes, default)


def _most_likely(sample: str, votes: Mapping[str, int], default: str) -> str:
    """The statistical model's best language, or the default where that may be it as well.

    Each common word of a language makes it likelier than the letters alone do.
    """
    likelihoods = {
        str(language): float(value) * COMMON_WORD_FACTOR ** votes.get(language, 0)
        for language, value in _identifier().rank(sample)
    }
    best = max(likelihoods, key=lambda language: likelihoods[language])
    total = sum(likelihoods.values())
    if likelihoods[best] >= MIN_CERTAINTY * total:
        return best
    return best if likelihoods.get(default, 0.0) < DEFAULT_DOUBT * total else default


def stemmer_of(language: str) -> Callable[[str], str]:
    """How a lower-case word of a language becomes its stem; unchanged where unknown.

    The returned function belongs to the calling thread: Snowball stemmers keep state.
    """
    if language == "lv":
        return finished(language, stem_latvian)
    algorithm = SNOWBALL.get(language)
    if algorithm is None:
        return str
    return finished(language, Stemmer.Stemmer(algorithm, 0).stemWord)


def _identifier() -> LanguageIdentifier:
    with _identifier_lock:
        return _load_identifier()


@cache
def _load_identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(DETECTABLE)
    return identifier
