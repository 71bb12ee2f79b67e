"""Every page opens for those it is for, in both languages, and for nobody else."""

import pytest

from quanyi.foundation.administration.listings.trail import what_label
from quanyi.foundation.audit import steps as audit
from quanyi.foundation.audit.models import Record
from quanyi.foundation.capabilities.actions import Invalid, Refused
from quanyi.foundation.org.steps import Context
from quanyi.foundation.queue.models import Job, Schedule, State
from quanyi.foundation.subjects.steps import recuse

PAGES = {
    "/administration/people/ann/": {"sys", "sec", "aud", "dai"},
    "/administration/units/A/": {"sys", "sec", "aud"},
    "/administration/roles/": {"sys", "sec", "aud", "dai"},
    "/administration/roles/handler/": {"sys", "sec", "aud", "dai"},
    "/administration/rules/CMP-01/": {"sys", "sec", "aud", "dai", "eva"},
    "/administration/calendars/": {"sys", "sec", "aud", "dai", "eva"},
    "/administration/calendars/2026/": {"sys", "sec", "aud", "dai", "eva"},
    "/administration/schedules/": {"sys"},
    "/administration/settings/": {"sys", "sec", "aud"},
    "/list/administration.jobs/": {"sys"},
    "/list/administration.trail/": {"aud", "dai"},
    "/list/administration.views/": {"aud", "dai"},
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_for_its_roles_alone(bank, page):
    names = ("sys", "sec", "aud", "dai", "eva", "ann", "bo")
    answers = {name: bank.client(getattr(bank.people, name)).get(page).status_code for name in names}
    assert {name for name, status in answers.items() if status == 200} == PAGES[page]
    assert {status for status in answers.values() if status != 200} <= {403, 404}


@pytest.mark.parametrize(
    "page",
    [
        "/administration/people/nobody/",
        "/administration/units/XX/",
        "/administration/roles/xx/",
        "/administration/rules/XX-1/",
        "/administration/calendars/1900/",
        "/administration/jobs/99/",
        "/administration/jobs/99999999999999999999/",
        "/administration/form/administration.add_person/x/",
        "/administration/form/administration.change_person/nobody/",
    ],
)
def test_what_does_not_exist_is_not_found(bank, page):
    assert bank.client(bank.people.sys).get(page).status_code == 404


def test_a_form_begins_with_what_is_there_now_and_is_sent_where_it_stands(bank):
    client, address = bank.client(bank.people.sys), "/administration/form/administration.change_person/ann/"
    page = client.get(address, {"back": "/list/administration.people/"})
    assert 'value="Ann"' in page.content.decode()
    sent = {"name": "安", "unit": "A1", "_version": "1", "_back": "/list/administration.people/"}
    assert client.post(address, sent).url == "/list/administration.people/"
    stale = client.post(address, sent | {"name": "按"})
    assert stale.status_code == 409
    assert bank.client(bank.people.eva).get(address).status_code == 403


def test_the_settings_show_no_secret(bank, settings):
    page = bank.client(bank.people.sys).get("/administration/settings/").content.decode()
    assert settings.SECRET_KEY not in page
    assert "权益版本" in page


def test_an_unverified_rule_says_so(bank):
    client = bank.client(bank.people.sys)
    assert "该规则尚未与公布文本核对" in client.get("/administration/rules/INC-01/").content.decode()
    assert "该规则尚未与公布文本核对" not in client.get("/administration/rules/CMP-01/").content.decode()
    rows = client.get("/list/administration.rules/?tab=unverified").context["rows"]
    assert {row.rule_id for row, _url in [(line["row"], line["url"]) for line in rows]} >= {"INC-01", "INT-01"}


@pytest.fixture
def dead(now):
    """A job that was laid aside."""
    return Job.objects.create(kind="queue.clear", state=State.DEAD, attempts=8, run_at=now, created_at=now, error="坏")


def test_a_job_laid_aside_runs_again_or_is_abandoned(act, bank, dead):
    page = bank.client(bank.people.sys).get(f"/administration/jobs/{dead.pk}/")
    assert "坏" in page.content.decode()
    act("administration.retry_job", bank.people.sys, str(dead.pk), reason="已修复")
    assert Job.objects.get(pk=dead.pk).state == State.WAITING
    with pytest.raises(Refused):
        act("administration.retry_job", bank.people.sys, str(dead.pk), reason="x")
    act("administration.cancel_job", bank.people.sys, str(dead.pk), reason="不再需要")
    assert Job.objects.get(pk=dead.pk).state == State.CANCELLED
    with pytest.raises(Refused):
        act("administration.cancel_job", bank.people.sys, str(dead.pk), reason="x")


def test_a_schedule_gets_other_times(act, bank):
    row = Schedule.objects.create(name="nightly", kind="queue.clear", every_minutes=60)
    act("administration.change_schedule", bank.people.sys, "nightly", active=True, at="07:30")
    row.refresh_from_db()
    assert (row.every_minutes, f"{row.at:%H:%M}", row.active) == (None, "07:30", True)
    for values in ({"at": "07:30", "every_minutes": "5"}, {}, {"at": "25:00"}):
        with pytest.raises(Invalid):
            act("administration.change_schedule", bank.people.sys, "nightly", **values)


@pytest.fixture
def acts(bank, things, now):
    """Records of a business act at A1 and at B1, of an administrator's act and of the software."""
    made = {}
    for name, unit in (("a", bank.units.a1), ("b", bank.units.b1)):
        context = Context(bank.actor(bank.people.ann), now, "web", reason="内情")
        made[name] = audit.write("complaints.register", things(unit), {"title": "密语"}, context)
    own = Context(bank.actor(bank.people.sys), now, "web")
    made["own"] = audit.write("administration.change_unit", None, {"name": "新名"}, own)
    made["job"] = audit.write("clocks.publish_year", None, {}, Context(bank.context.actor, now, "job"))
    return made


def found(client):
    return {line["row"].pk for line in client.get("/list/administration.trail/").context["rows"]}


def test_the_audit_administrator_sees_that_and_the_auditor_what(bank, acts):
    allow(bank, "internal_auditor")
    client = bank.client(bank.people.aud)
    assert found(client) == {row.pk for row in acts.values()}
    page = client.get(f"/administration/trail/{acts['a'].pk}/").content.decode()
    assert acts["a"].subject.number in page
    assert ("密语" in page, "内情" in page) == (False, False)
    assert "新名" in client.get(f"/administration/trail/{acts['own'].pk}/").content.decode()
    auditor = bank.client(bank.people.dai)
    assert found(auditor) == {row.pk for row in acts.values()}
    page = auditor.get(f"/administration/trail/{acts['a'].pk}/").content.decode()
    assert ("密语" in page, "内情" in page) == (True, True)


def allow(bank, role):
    """Let a role see the things of the tests."""
    from quanyi.foundation.org.models import Role, RolePermission

    RolePermission.objects.create(role=Role.objects.get(code=role), action="things.see")


def test_an_auditor_of_a_province_stays_within_it_and_within_sight(bank, acts):
    allow(bank, "internal_auditor")
    local = bank.person("Local", bank.units.a, "internal_auditor")
    client = bank.client(local)
    assert found(client) == {acts["a"].pk}
    assert client.get(f"/administration/trail/{acts['b'].pk}/").status_code == 404
    recuse(acts["a"].subject, "利害关系", bank.context, user=local)
    assert found(client) == set()


def test_the_trail_is_filtered_by_day_action_and_person(bank, acts):
    client = bank.client(bank.people.aud)
    listed = lambda **q: len(client.get("/list/administration.trail/", q).context["rows"])  # noqa: E731
    assert listed(action="complaints.register") == 2
    assert listed(user="SYS") == 1
    assert listed(q=acts["b"].subject.number.lower()) == 1
    assert listed(**{"from": "2026-11-24", "to": "2026-11-24"}) == 4
    assert listed(**{"from": "2026-11-25"}) == 0
    assert listed(to="9999-12-31") == 4
    assert listed(tab="house") == 2


def test_a_denial_is_told_in_words(bank):
    bank.client(bank.people.ann).get("/list/administration.people/")
    row = bank.client(bank.people.aud).get("/list/administration.views/?tab=denied").context["rows"][0]
    assert row["cells"][0]["text"] == "拒绝访问：人员"
    assert what_label("search") == "搜索"


def test_reading_the_administration_leaves_no_record(bank):
    client = bank.client(bank.people.sys)
    for page in PAGES:
        client.get(page)
    assert Record.objects.count() == 0
