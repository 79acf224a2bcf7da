"""The home: found upwards, owned by one process, secrets private and never known ones."""

import json
import os
import stat
import subprocess
import sys

import pytest

from ascertain.core.errors import Conflict, Invalid, NotFound
from ascertain.store.home import CONFIG, Owner, find_home, make_home


def test_a_home_is_found_from_a_folder_below_it(tmp_path):
    home = make_home(tmp_path / "h")
    below = home.folder / "a" / "b"
    below.mkdir(parents=True)
    assert find_home(None, {}, below) == home
    assert find_home(home.folder, {}, tmp_path) == home
    assert find_home(None, {"ASCERTAIN_HOME": str(home.folder)}, tmp_path) == home


@pytest.mark.parametrize("environment", [{}, {"ASCERTAIN_HOME": "nowhere"}])
def test_no_home_names_the_command_that_makes_one(tmp_path, environment):
    with pytest.raises(NotFound, match="ascertain init"):
        find_home(None, environment, tmp_path)


def test_making_a_home_again_changes_nothing(tmp_path):
    home = make_home(tmp_path)
    home.config.write_text("[work]\nheld = 1\n")
    secret = home.secret()
    assert make_home(tmp_path).secret() == secret
    assert home.settings({}).work.held == 1


def test_secrets_are_for_the_operator_alone(tmp_path):
    home = make_home(tmp_path)
    home.announce(Owner("http://127.0.0.1:1", "t", os.getpid()))
    for path in (home.folder / "secrets.toml", home.server_file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "key = 3", 'key = "short"', 'key = "' + "00" * 32 + '"', "?"])
def test_a_missing_short_or_known_key_is_refused(tmp_path, text):
    home = make_home(tmp_path)
    (home.folder / "secrets.toml").write_text(text)
    with pytest.raises(Invalid) as raised:
        home.secret()
    assert raised.value.code == "home.secret"


OWN = """
import sys, time
from pathlib import Path
from ascertain.store.home import Home, Owner
home = Home(Path(sys.argv[1]))
with home.owned():
    home.announce(Owner("http://127.0.0.1:9", "secret", 42))
    print("owned", flush=True)
    time.sleep(60)
"""


def test_one_process_owns_a_home_and_a_killed_owner_frees_it(tmp_path):
    home = make_home(tmp_path)
    assert home.owner() is None
    with subprocess.Popen(
        [sys.executable, "-c", OWN, str(tmp_path)], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"owned\n"
        assert home.owner() == Owner("http://127.0.0.1:9", "secret", 42)
        with pytest.raises(Conflict, match=r"127\.0\.0\.1:9"), home.owned():
            pass
        other.kill()
    assert json.loads(home.server_file.read_text())["pid"] == 42, "the dead owner's note is left"
    assert home.owner() is None
    with home.owned():
        assert not home.server_file.exists()
    assert (home.folder / CONFIG).exists()
