"""The form in which the secretariat drafts a new version of the terms: the draft lives in the form alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, cast

from wtforms import BooleanField, DateField, Field, HiddenField, IntegerField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from matchmaker.agreements import rules
from matchmaker.agreements.changes import SAID_BY
from matchmaker.agreements.rules import ClauseText, TermsText
from matchmaker.agreements.words import CLAUSE_RULES, TERMS_VALUES
from matchmaker.publication.fields import LineField, ProseField, Within
from matchmaker.publication.forms import RefusableForm
from matchmaker.web.translation import _, _l
from models import ClauseRule

#: Empty clauses that are offered below the others.
FURTHER_CLAUSES = 2
#: Of a draft, at most.
MOST_CLAUSES = 60


def _number(name: str, least: int = 1) -> IntegerField:
    between = NumberRange(least, rules.MOST_IN_TERMS, _l("Between %(min)s and %(max)s."))
    return IntegerField(TERMS_VALUES[name], [InputRequired(_l("Write a number.")), between])


class TermsForm(RefusableForm):
    """One version of the terms; its clauses are numbered fields, see `terms_form`."""

    title = LineField(_l("Title"), [DataRequired(_l("Give the terms a title.")), Within(rules.LONGEST_TITLE)])
    introduction = ProseField(_l("What it is for"), [Within(rules.LONGEST_TEXT)])
    effective_from = DateField(_l("Holds from"), [InputRequired(_l("Choose the first day."))])
    free_working_days = _number("free_working_days")
    same_fees = BooleanField(TERMS_VALUES["same_fees"])
    term_months = _number("term_months")
    withdrawal_notice_days = _number("withdrawal_notice_days", 0)
    answer_days = _number("answer_days")
    #: The version it was drafted from, and what was looked at before it is published.
    seen = IntegerField(validators=[Optional()])
    looked_at = HiddenField(default="")
    confirmed = BooleanField(_l("Publish it: those who signed get a mail, and nobody can change it any more"))

    clause_count = 0
    language = "en"

    def clause_fields(self) -> Iterator[tuple[Field, Field, Field, ClauseRule | None]]:
        """Number, title and text of each clause, and what it settles."""
        for place in range(self.clause_count):
            typed = self[f"rule_{place}"].data
            rule = ClauseRule(typed) if typed in set(ClauseRule) else None
            yield self[f"number_{place}"], self[f"title_{place}"], self[f"text_{place}"], rule

    def fill(self, terms: TermsText, version: int) -> None:
        """Begin with a version that there is."""
        self.language = terms.language
        self.seen.data = version
        for name in ("title", "introduction", "effective_from", *SAID_BY):
            self[name].data = getattr(terms, name)
        for place, clause in enumerate(terms.clauses):
            for name in ("number", "title", "text"):
                self[f"{name}_{place}"].data = getattr(clause, name)
            self[f"rule_{place}"].data = clause.rule.value if clause.rule is not None else ""

    def validate(self, extra_validators: Any = None) -> bool:
        """As all forms; and a clause is written whole, or not at all where the service needs none."""
        valid = bool(super().validate(extra_validators))
        for number, title, text, rule in self.clause_fields():
            written = [bool(field.data) for field in (number, title, text)]
            if all(written) or (rule is None and not any(written)):
                continue
            valid = False
            sentence = (
                _("The service decides by this clause: it needs a number, a title and a text.")
                if rule is not None
                else _("Give it a number, a title and a text, or leave all of it empty.")
            )
            text.errors = [*text.errors, sentence]
        return valid

    def written(self) -> TermsText:
        """What was typed, once the form has validated."""
        # It is required, and the form was found valid.
        assert self.effective_from.data is not None
        return TermsText(
            effective_from=self.effective_from.data,
            title=self.title.data,
            introduction=self.introduction.data,
            language=self.language,
            same_fees=bool(self.same_fees.data),
            free_working_days=self.free_working_days.data or 0,
            term_months=self.term_months.data or 0,
            withdrawal_notice_days=self.withdrawal_notice_days.data or 0,
            answer_days=self.answer_days.data or 0,
            clauses=tuple(
                ClauseText(number.data, title.data, text.data, rule)
                for number, title, text, rule in self.clause_fields()
                if text.data
            ),
        )


def fingerprint(terms: TermsText) -> str:
    """Tells drafts apart: what was looked at is what is published."""
    return hashlib.sha256(repr(terms).encode()).hexdigest()


def terms_form(clauses: int, **options: Any) -> TermsForm:
    """A form with room for so many clauses."""
    count = min(clauses, MOST_CLAUSES)
    fields = {name: field for place in range(count) for name, field in _clause(place)}
    made = type("TermsFormWithClauses", (TermsForm,), {**fields, "clause_count": count})
    return cast("TermsForm", made(**options))


def _clause(place: int) -> Sequence[tuple[str, Any]]:
    return (
        (f"number_{place}", LineField(_l("Number"), [Within(rules.LONGEST_NUMBER)])),
        (f"title_{place}", LineField(_l("Title"), [Within(rules.LONGEST_CLAUSE_TITLE)])),
        (f"text_{place}", ProseField(_l("Text"), [Within(rules.LONGEST_CLAUSE)])),
        (f"rule_{place}", HiddenField(default="")),
    )


def settles_words(rule: ClauseRule | None) -> str:
    """What a clause settles, for who edits it."""
    return _("Settles nothing the service decides by") if rule is None else str(CLAUSE_RULES[rule])
