"""The roles of the programme and the board each plays on; a role of both boards counts as wijk."""
from typing import Final

WIJK: Final = "wijk"
BESTUUR: Final = "bestuur"
COORDINATOR: Final = "coordinator"
FACILITATOR: Final = "facilitator"
PROGRAMME_MANAGER: Final = "programme_manager"
MANAGER: Final = "manager"
KEY_FIGURE: Final = "key_figure"

BOARD_OF: Final = {
    COORDINATOR: WIJK, FACILITATOR: WIJK, "experience_expert": WIJK, "key_figure": WIJK, "resident": WIJK, "community_host": WIJK,
    "care_professional": WIJK, "district_officer": WIJK, "housing_corporation": WIJK, "vve_board": WIJK, "expert": WIJK,
    "policy_officer": BESTUUR, PROGRAMME_MANAGER: BESTUUR, "executive": BESTUUR, "finance": BESTUUR,
    "learning_partner": WIJK, MANAGER: WIJK,
}


def board_of(role: str) -> str:
    """The board of a role; a role of a municipality's own making plays on the wijk."""
    return BOARD_OF.get(role, WIJK)
