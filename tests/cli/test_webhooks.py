"""Other systems that listen, from the command line."""
import json

from tests.cli.test_commands import aanzet, programme  # noqa: F401 - the fixtures of the other commands


def test_a_system_listens_until_it_is_removed(programme):  # noqa: F811
    code, out, err = programme("webhook", "add", "https://example.org/hook", "--municipality", "GM0546", "--event", "TaskOpened")
    assert code == 0 and out.startswith("whsec_") and out.count("\n") == 1 and "1" in err
    listed = json.loads(programme("webhook", "list", "--municipality", "GM0546", "--json")[1])["items"]
    assert listed == [{"id": 1, "address": "https://example.org/hook", "events": ["TaskOpened"], "status": "hears"}]
    assert programme("webhook", "remove", "1")[0] == 0
    assert "verwijderd" in programme("webhook", "list", "--municipality", "GM0546")[1]


def test_what_cannot_listen_is_refused_in_a_sentence(programme):  # noqa: F811
    for arguments in (("add", "niets", "--municipality", "GM0546"), ("add", "https://example.org", "--municipality", "GM0546", "--event", "Gossip"),
                      ("remove", "99"), ("add", "https://example.org", "--municipality", "GM0546", "--as", "facilitator@GM0546")):
        code, out, err = programme("webhook", *arguments)
        assert (code, out) == (1, "") and 1 <= err.count("\n") <= 2, arguments
