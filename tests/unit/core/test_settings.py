"""Settings: the environment before the file before the default; a wrong name names a near one."""

import pytest

from ascertain.core import settings
from ascertain.core.errors import Invalid


def test_the_template_is_the_defaults():
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line else line
        for line in settings.template().split("\n")
    )
    assert settings.load(settings.template(), {}) == settings.Settings()
    assert settings.load(uncommented, {}) == settings.Settings()


def test_the_environment_comes_first():
    text = "[work]\nlease_seconds = 60\nheld = 2\n"
    loaded = settings.load(text, {"ASCERTAIN_WORK_LEASE_SECONDS": "5"})
    assert (loaded.work.lease_seconds, loaded.work.held) == (5, 2)


def test_the_database_has_a_variable_of_its_own():
    loaded = settings.load("", {"ASCERTAIN_DATABASE_URL": "postgresql://h/d"})
    assert loaded.database.url == "postgresql://h/d"


@pytest.mark.parametrize("entry", list(settings.entries()), ids=lambda entry: entry.variable)
def test_every_setting_can_come_from_either_place(entry):
    other = {bool: "true", int: "7", float: "0.75", str: "x"}[type(entry.default)]
    quoted = other if isinstance(entry.default, bool | int | float) else f'"{other}"'
    from_file = settings.load(f"[{entry.section}]\n{entry.name} = {quoted}", {})
    from_variable = settings.load("", {entry.variable: other})
    assert from_file == from_variable != settings.Settings()
    assert entry.about.endswith(".")


@pytest.mark.parametrize(
    ("text", "environment", "code", "said"),
    [
        ("[work]\nlease_second = 3", {}, "settings.unknown", "work.lease_seconds"),
        ("lease_seconds = 3", {}, "settings.unknown", "work.lease_seconds"),
        ("", {"ASCERTAIN_WORK_LEASE": "3"}, "settings.unknown", "ASCERTAIN_WORK_LEASE"),
        ("[work]\nheld = 'x'", {}, "settings.value", "whole number"),
        ("[work]\nheld = 2.5", {}, "settings.value", "whole number"),
        ("[work]\nheld = true", {}, "settings.value", "whole number"),
        ("", {"ASCERTAIN_LOG_JSON": "perhaps"}, "settings.value", "true or false"),
        ("[work", {}, "settings.syntax", "Expected"),
    ],
)
def test_a_wrong_setting_says_what_would_do(text, environment, code, said):
    with pytest.raises(Invalid) as raised:
        settings.load(text, environment)
    assert raised.value.code == code
    assert said in raised.value.message


def test_other_peoples_variables_are_left_alone():
    assert settings.load("", {"ASCERTAIN_TOKEN": "t", "PATH": "/bin"}) == settings.Settings()
