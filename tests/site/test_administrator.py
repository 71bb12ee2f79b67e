"""A new installation gets its head office and its first administrator from the command line."""

import json

import pytest

from quanyi.foundation.audit.models import Record
from quanyi.foundation.org.models import Unit, User
from quanyi.site.commands import administrator


@pytest.mark.django_db
def test_the_first_administrator_of_a_new_bank_signs_in_once_with_a_given_password(capsys):
    assert administrator.main(["li", "--name", "李工", "--json"]) == 2
    assert "--bank" in json.loads(capsys.readouterr().out)["error"]
    assert administrator.main(["li", "--name", "李工", "--bank", "江海银行", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    user = User.objects.get(username="li")
    assert user.check_password(answer["password"])
    assert [grant.role.code for grant in user.grants.all()] == ["system_administrator"]
    assert Unit.objects.get().name == "江海银行"
    record = Record.objects.get()
    assert (record.action, answer["password"] in str(record.changes)) == ("administration.first_administrator", False)


@pytest.mark.django_db
def test_a_taken_user_name_is_refused(bank, capsys):
    assert administrator.main(["ann", "--name", "x", "--json"]) == 2
    assert "taken" in json.loads(capsys.readouterr().out)["error"]
