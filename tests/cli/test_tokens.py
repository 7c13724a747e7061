"""Tokens from the command line open the API, until they are taken back."""
from engine.actors import SYSTEM
from engine.tokens import find_bearer
from tests.cli.test_commands import aanzet, programme  # noqa: F401 - the fixtures of the other commands
from webui.cli.program import Program
from webui.cli.settings import read_settings


def opens(secret: str) -> bool:
    with Program(read_settings()).office.reading(SYSTEM) as work:
        return find_bearer(work, secret) is not None


def test_a_token_is_printed_alone_and_taken_back(programme):  # noqa: F811
    code, out, err = programme("token", "create", "noor.zandloper", "--name", "rooster")
    secret = out.strip()
    assert code == 0 and out.count("\n") == 1 and "1" in err and opens(secret)
    assert programme("token", "revoke", "1")[0] == 0 and not opens(secret)
    assert programme("token", "revoke", "1")[0] == 0


def test_a_role_names_somebody_too_and_nobody_is_refused(programme):  # noqa: F811
    assert programme("token", "create", "coordinator@GM0546")[0] == 0
    for arguments in (("create", "niemand"), ("revoke", "99"), ("create", "noor.zandloper", "--as", "romy.waterbrug")):
        code, out, err = programme("token", *arguments)
        assert (code, out) == (1, "") and err.count("\n") == 1, arguments
