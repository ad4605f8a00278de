"""All ledgers, in the order in which tabs and lists show them."""

from db.destroyed import Destruction  # noqa: F401 - no ledger either, see below
from db.ledger import Ledger
from db.ledgers.activity import ACTIVITIES, LEARNING_TOTALS
from db.ledgers.care import CARES
from db.ledgers.document import DOCUMENTS
from db.ledgers.duty import DUTIES, DUTY_ITEMS, DUTY_LISTS, PLEDGES
from db.ledgers.incident import INCIDENTS
from db.ledgers.lecture import LECTURES
from db.ledgers.meeting import MEETINGS
from db.ledgers.narrative import NARRATIVES
from db.ledgers.opinion import OPINIONS, SURVEYS
from db.ledgers.organisation import BRANCHES, DEPARTMENTS, PEOPLE
from db.ledgers.position import PATROLS, POSITIONS
from db.ledgers.publication import PUBLICATIONS
from db.ledgers.rectification import MEASURES, PROBLEM_EVENTS, PROBLEMS, PROGRESS
from db.ledgers.review import REVIEWS
from db.ledgers.risk import RISK_POINTS, RISK_ROUNDS
from db.ledgers.study import STUDIES
from db.ledgers.supervision import CHECK_ITEMS, SUPERVISIONS
from db.ledgers.talk import FOLLOW_UPS, TALKS
from db.ledgers.team import TEAM_MEMBERS
from db.ledgers.totals import PERIOD_TOTALS
from db.ledgers.training import TRAININGS
from db.collecting import Collection  # noqa: F401 - no ledger, but journalled and undone like one, so it must stand in MODELS
from db.origin import Origin  # noqa: F401 - the same
from db.record import Base, Record
from db.reports import Report  # noqa: F401 - the same

_ALL = (
    DEPARTMENTS, BRANCHES, PEOPLE,
    DUTY_LISTS, DUTIES, DUTY_ITEMS, PLEDGES,
    TALKS, FOLLOW_UPS,
    RISK_ROUNDS, RISK_POINTS,
    PROBLEMS, MEASURES, PROGRESS, PROBLEM_EVENTS,
    MEETINGS, STUDIES, ACTIVITIES, LEARNING_TOTALS, OPINIONS, SURVEYS, POSITIONS, PATROLS, REVIEWS, LECTURES, INCIDENTS, PUBLICATIONS,
    SUPERVISIONS, CHECK_ITEMS, TRAININGS, CARES, DOCUMENTS, TEAM_MEMBERS, PERIOD_TOTALS, NARRATIVES,
)
LEDGERS: dict[str, Ledger] = {ledger.key: ledger for ledger in _ALL}
MODELS: dict[str, type[Record]] = {
    mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Record)}
