"""Whatever is wrong is said on stderr, with exit 1 or 2, without a trace of Python."""

import pytest

from tests.fixtures.product import environment, run_command

BAD_SCHEMAS = {
    "no YAML": "fields: [",
    "a list": "- a",
    "no fields": "name: x",
    "an unknown kind": "fields: [{name: a, kind: hologram}]",
    "no kind": "fields: [{name: a}]",
    "no classes": "fields: [{name: a, kind: choice, classes: []}]",
    "a name twice": "fields: [{name: a, kind: text}, {name: a, kind: text}]",
    "no field at all": "fields: []",
    "an unknown setting": "fields: [{name: a, kind: text, colour: red}]",
    "a tag": "fields: !!python/object/apply:os.system ['true']",
    "binary": "\x00\x01",
}


@pytest.mark.parametrize("text", BAD_SCHEMAS.values(), ids=BAD_SCHEMAS.keys())
def test_a_schema_file_that_is_no_schema(text, tmp_path, refused):
    path = tmp_path / "s.yaml"
    path.write_text(text)
    refused("project", "create", "bad", "--schema", path)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["project", "show", "nowhere"], 1, "no such project"),
        (["project", "create", "x"], 1, "--schema"),
        (["project", "create", "x", "--template", "nope"], 1, "nope"),
        (["project", "create", "x", "--schema", "missing.yaml"], 1, "missing.yaml"),
        (["project", "create", "x", "--schema", "."], 1, ""),
        (["import", "nowhere", "missing.csv"], 1, ""),
        (["export", "nowhere", "out.csv"], 1, "no such project"),
        (["export", "nowhere", "out.doc"], 1, ".csv"),
        (["dataset", "verify", "missing.jsonl"], 1, "missing.jsonl"),
        (["dataset", "diff", "a@1", "b@2"], 1, ""),
        (["member", "add", "x", "--role", "king"], 1, "role"),
        (["member", "role", "nobody", "annotator"], 1, "nobody"),
        (["token", "revoke", "nothing"], 1, ""),
        (["member", "add", "x", "--count", "0"], 2, ""),
        (["simulate", "--out", "/proc/nowhere"], 1, ""),
        (["simulate", "--out", "x", "--tasks", "many"], 2, ""),
        (["backup", "/nowhere/home.tar"], 1, "/nowhere"),
        (["restore", "missing.tar"], 2, "missing.tar"),
        (["project", "list", "--server", "http://127.0.0.1:9"], 1, "ASCERTAIN_TOKEN"),
        (["project", "list", "--home", "/nowhere"], 1, "ascertain init"),
        (["init", "/proc/nowhere"], 1, ""),
        (["nonsense"], 2, ""),
    ],
)
def test_bad_input(words, code, says, refused):
    assert says in refused(*words, code=code)


def test_a_server_that_is_away_and_a_token_that_is_wrong(refused, server):
    away = refused("project", "list", "--server", "http://127.0.0.1:9", ASCERTAIN_TOKEN="x")
    assert "http://127.0.0.1:9 does not answer" in away
    refused("project", "list", "--server", server.url, ASCERTAIN_TOKEN="wrong")


def test_an_export_that_cannot_be_written(refused, said, tmp_path):
    said("project", "create", "unwritten", "--template", "text-classification")
    folder = tmp_path / "file"
    folder.write_text("")
    refused("export", "unwritten", folder / "out.csv")
    refused("export", "unwritten", tmp_path / "missing" / "out.csv")


def test_no_home_names_the_command_that_makes_one(tmp_path):
    done = run_command(["project", "list"], env=environment(HOME=str(tmp_path)), cwd=tmp_path)
    assert done.code == 1
    assert "ascertain init" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("line", "says"),
    [("[work]\nlese_seconds = 1", "lease_seconds"), ("[", "toml"), ("[work]\nheld = 'x'", "held")],
)
def test_settings_that_are_wrong(line, says, tmp_path):
    (tmp_path / "ascertain.toml").write_text(line)
    done = run_command(["project", "list", "--home", tmp_path])
    assert done.code == 1
    assert says in done.err
    assert "Traceback" not in done.err
