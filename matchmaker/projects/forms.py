"""The form of a project."""

from __future__ import annotations

from wtforms import DateField
from wtforms.validators import DataRequired, Optional

from matchmaker.projects.queries import BEFORE_SLUG
from matchmaker.projects.rules import LIMITS, ProjectValues
from matchmaker.publication.fields import EuroField, LineField, ProseField, Within
from matchmaker.publication.forms import PublicationForm
from matchmaker.web.translation import _l
from models import Project


class ProjectForm(PublicationForm):
    """What a project does, with whom, when and for how much."""

    acronym = LineField(_l("Acronym"), [Within(LIMITS["acronym"])])
    title = LineField(_l("Title"), [DataRequired(_l("Give it a title.")), Within(LIMITS["title"])])
    summary = ProseField(_l("Summary"), [Within(LIMITS["summary"])])
    programme = LineField(_l("Programme"), [Within(LIMITS["programme"])])
    topic = LineField(_l("Call or topic"), [Within(LIMITS["topic"])])
    starts_on = DateField(_l("First day"), [Optional()])
    ends_on = DateField(_l("Last day"), [Optional()])
    budget = EuroField(_l("Whole budget in euros"))
    own_share = EuroField(_l("Own share in euros"))
    participants = ProseField(_l("Participants beside the lead"))
    results = ProseField(_l("Results"), [Within(LIMITS["results"])])
    homepage = LineField(_l("Web page"), [Within(LIMITS["homepage"])])
    contact = LineField(_l("Contact"), [Within(LIMITS["contact"])])

    @property
    def participant_lines(self) -> list[str]:
        """What was typed, one organisation each."""
        lines = (" ".join(line.split()) for line in self.participants.data.splitlines())
        return [line for line in lines if line]

    def fill_participants(self, project: Project) -> None:
        """Write the participants as lines that are understood again."""
        lead = project.lead
        others = dict.fromkeys(p.organisation for p in project.participations)
        self.participants.data = "\n".join(
            f"{organisation.name}{BEFORE_SLUG}{organisation.slug}"
            for organisation in others
            if organisation is not lead and not organisation.hidden
        )

    def values(self) -> ProjectValues:
        """What was typed; a half-filled form gives its half."""
        return ProjectValues(
            title=self.title.data,
            acronym=self.acronym.data,
            language=self.language.data,
            summary=self.summary.data,
            programme=self.programme.data,
            topic=self.topic.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            budget=self.budget.data,
            own_share=self.own_share.data,
            results=self.results.data,
            homepage=self.homepage.data,
            contact=self.contact.data,
            keywords=self.keywords.data,
        )
