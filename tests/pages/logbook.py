"""What the tests of the logbook share: logging, opening and pressing."""

from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db.observations import records
from db.session import open_read_session, open_write_session
from impact.access import Role
from impact.model import Observation, Who
from tests.build import make_observation, make_person

PAGE = "pages/logbook/screen.py"
FOLDED = ("ripple_save", "bin_do_", "witness_make")  # in a box that opens first


def log(engine: Engine, who: Who, what: str, **fields: object) -> str:
    with open_write_session(engine) as session:
        return make_observation(session, who, what=what, **fields)  # type: ignore[arg-type]


def kept(engine: Engine, who: Who, observation_id: str) -> Observation:
    with open_read_session(engine) as session:
        return records.get_observation(session, who, observation_id)


def colleague(engine: Engine, who: Who, role: Role = Role.MEMBER) -> Who:
    with open_write_session(engine) as session:
        return make_person(session, who.collaboration_id, role)


def buttons(app: AppTest) -> list[str]:
    return [one.label for one in app.button if not str(one.key).startswith(FOLDED)]


def click(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()
