"""Pages of projects."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, render_template, url_for

from matchmaker.extensions import db
from matchmaker.matching.languages import detect_language
from matchmaker.permissions import allowed, check
from matchmaker.projects import presenters, queries, rules, service
from matchmaker.projects.forms import ProjectForm
from matchmaker.projects.words import PHASES
from matchmaker.publication.editing import acting_organisation, answer_form, gaps_fragment, lead_on, told
from matchmaker.publication.fields import country_choices
from matchmaker.publication.rules import Gap, is_web_address
from matchmaker.web.authorising import load, require_person, signed_in_person
from matchmaker.web.paging import page_of
from matchmaker.web.translation import _
from models import Organisation, Project
from models.columns import utc_now


def browse() -> str:
    """What everybody may read, the latest start first."""
    filters, today = presenters.filters_in_force(), utc_now().date()
    page = page_of(
        queries.count_shown(db.session, filters, today=today),
        lambda limit, offset: queries.shown_projects(db.session, filters, limit, offset, today=today),
    )
    company = queries.company_of(db.session, page.rows)
    return render_template(
        "projects/browse.html",
        page=page,
        cards=[presenters.card_of(project, company[project.id]) for project in page.rows],
        filters=filters,
        phases=PHASES,
        programmes=[(name, name) for name in queries.programmes_shown(db.session)],
        countries=country_choices(),
    )


def mine() -> str:
    """All projects of the organisation the person acts for."""
    organisation = acting_organisation()
    projects = queries.projects_of(db.session, organisation)
    company = queries.company_of(db.session, [project for project, _leads in projects])
    return render_template(
        "projects/mine.html",
        organisation=organisation,
        entries=[
            (project, presenters.card_of(project, company[project.id]), leads) for project, leads in projects
        ],
    )


def new() -> Response:
    """An empty form."""
    organisation = acting_organisation()
    check(require_person(), "project.edit", organisation)
    return _form_page(_form(), organisation, None)


def create() -> Response:
    """Write a draft, or publish at once."""
    person, organisation = require_person(), acting_organisation()
    check(person, "project.edit", organisation)
    form = _form()

    def write() -> str:
        participants = queries.organisations_named(db.session, form.participant_lines)
        project = service.draft_project(db.session, organisation, form.values(), participants, actor=person)
        if form.is_publishing:
            service.publish_project(db.session, project, actor=person)
            flash(_("Published. Below is whom it may fit."), "success")
        else:
            flash(_("Saved as a draft. Nobody else sees it yet."), "success")
        return url_for("projects.show", project_id=project.id)

    return answer_form(form, write, lambda status: _form_page(form, organisation, None, status))


def show(project_id: int) -> str:
    """One project, who is in it, and whom it fits for those who may see that."""
    person = signed_in_person()
    project = queries.visible_project(db.session, project_id, person)
    if project is None:
        abort(404)
    return render_template(
        "projects/show.html",
        project=project,
        badge=presenters.badge_of(project),
        period=presenters.period_of(project),
        details=presenters.details_of(project),
        participants=presenters.participants_of(project),
        homepage=project.homepage if is_web_address(project.homepage) else "",
        may_edit=allowed(person, "project.edit", project),
        may_see_suggestions=allowed(person, "suggestions.see", project),
    )


def edit(project_id: int) -> Response:
    """The form, filled in."""
    project = load(Project, "project.edit", id=project_id)
    form = _form(project)
    form.fill_participants(project)
    form.version.data = service.version_now(project)
    return _form_page(form, project.lead, project)


def save(project_id: int) -> Response:
    """Replace the description; publish it with the second button."""
    project = load(Project, "project.edit", id=project_id)
    person, form = require_person(), _form()

    def write() -> str:
        participants = queries.organisations_named(db.session, form.participant_lines)
        service.change_project(
            db.session, project, form.values(), participants, actor=person, seen=form.version.data or ""
        )
        if form.is_publishing:
            service.publish_project(db.session, project, actor=person)
        flash(_("Saved and published.") if form.is_publishing else _("Saved."), "success")
        return url_for("projects.show", project_id=project.id)

    return answer_form(
        form,
        write,
        lambda status: _form_page(form, project.lead, project, status),
        lambda: service.version_now(project),
    )


def check_text() -> Response:
    """What is missing in the form as it is typed; nothing is saved."""
    require_person()
    return gaps_fragment(_gaps(_form()))


def publish(project_id: int) -> Response:
    """Show it to everybody."""
    project = load(Project, "project.edit", id=project_id)
    service.publish_project(db.session, project, actor=require_person())
    flash(_("Published. Below is whom it may fit."), "success")
    return _to(project)


def withdraw(project_id: int) -> Response:
    """Take it out of sight."""
    project = load(Project, "project.edit", id=project_id)
    service.withdraw_project(db.session, project, actor=require_person())
    flash(_("Withdrawn. Nobody else sees it any more; publish it again whenever you like."), "success")
    return _to(project)


def delete(project_id: int) -> Response:
    """Delete a draft."""
    project = load(Project, "project.edit", id=project_id)
    service.delete_project(db.session, project, actor=require_person())
    flash(_("The draft is deleted."), "success")
    return lead_on(url_for("projects.mine"))


def _form(project: Project | None = None) -> ProjectForm:
    form = ProjectForm(obj=project)
    form.offer_choices()
    return form


def _form_page(
    form: ProjectForm, lead: Organisation | None, project: Project | None, status: int = 200
) -> Response:
    return make_response(
        render_template("projects/form.html", form=form, lead=lead, project=project, gaps=told(_gaps(form))),
        status,
    )


def _gaps(form: ProjectForm) -> list[Gap]:
    values = form.values()
    detected = detect_language(f"{values.title} {values.summary}", values.language)
    return rules.gaps(values, detected_language=detected, has_partners=bool(form.participant_lines))


def _to(project: Project) -> Response:
    return lead_on(url_for("projects.show", project_id=project.id))
