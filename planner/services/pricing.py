"""What a change of a planned week would be worth: asked in choices, priced beside the web, kept with its bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from pydantic import TypeAdapter

from geodata.errors import BadInput
from models.week import WEEKDAYS, Week
from planner import tasks
from planner.rota.problem import PROBLEM_JSON
from planner.rota.result import ROTA_JSON
from planner.rota.what_if import Price, understood, what_if
from planner.services.base import COMMAND_LINE, allow
from planner.services.manager_views import PriceChoices, PricedChange
from planner.services.replanning import ReplanUseCases, digest_of
from planner.services.views import Account, Role
from planner.store import decisions
from planner.store.manager_tables import PriceRow

PRICE_JSON: TypeAdapter[Price] = TypeAdapter(Price)
KINDS = ("more", "minutes", "no_joint", "without")
MORE = {"driver": "driver", "lead": "lead", "worker": "worker", "bus": "bus"}
TIME_LIMIT_S = 20.0


@dataclass(frozen=True, slots=True)
class AskedChange:
    """A change as it is asked for in choices.

    `kind` is one of `KINDS`; `what` is a key of `MORE`, a partner's id or the id of a worker, bus or site; `weekday`
    of None means all week; `minutes` are more minutes of a partner.
    """

    kind: str
    what: str = ""
    weekday: int | None = None
    minutes: int = 0

    @property
    def text(self) -> str:
        """The change as the pricing reads it."""
        day = "all week" if self.weekday is None else f"on {WEEKDAYS[self.weekday]}"
        return {
            "more": f"one more {self.what} {day}",
            "minutes": f"{self.minutes} more minutes of {self.what}",
            "no_joint": "no joint sessions",
            "without": f"without {self.what}",
        }[self.kind]

    def words(self, names: dict[str, str]) -> str:
        """The change as a person reads it."""
        day = "all week" if self.weekday is None else f"on {WEEKDAYS[self.weekday]}"
        name = names.get(self.what, self.what)
        return {
            "more": f"one more {self.what} {day}",
            "minutes": f"{self.minutes} more minutes of {name} in each of its windows",
            "no_joint": "no joint sessions",
            "without": f"{name} out all week",
        }[self.kind]


class PriceUseCases(ReplanUseCases):
    """Ask what a change would be worth."""

    def price_choices(self, viewer: Account | None, week: Week) -> PriceChoices | None:
        """What may be asked of a week; None while it is not planned."""
        allow(viewer, Role.MANAGER)
        row = self._row(week, None)
        if row is None:
            return None
        problem, rota = PROBLEM_JSON.validate_python(row.problem), ROTA_JSON.validate_python(row.rota)
        return PriceChoices(
            partners={one.id: one.name or one.id for one in problem.partners},
            workers={one.id: one.name or one.id for one in problem.workers},
            vehicles={one.id: row.names.get(one.id, one.id) for one in problem.vehicles},
            sites={one.id: one.name for one in problem.sites},
            value=rota.objective,
            joint=len(problem.joint_requests) + sum(one.partner is not None for one in problem.operations),
            synthetic=row.synthetic,
        )

    def start_price(self, viewer: Account, week: Week, change: AskedChange) -> str:
        """Price a change beside the web; return the task's id.

        Raises
        ------
        BadInput
            When it names what there is not, or the week is not planned.
        """
        allow(viewer, Role.MANAGER)
        problem, rota = self.planned(week)
        if change.kind not in KINDS:
            raise BadInput("Choose one of the changes.")
        if rota.objective is None:
            raise BadInput("This week has no rota to compare with. Give up what contradicts itself first.")
        understood(problem, change.text)
        arguments = {"week": str(week), "change": asdict(change)}
        return tasks.start(self, "what-if", viewer.username, arguments)  # type: ignore[arg-type]

    def price_change(
        self,
        week: Week,
        change: AskedChange,
        by: str = COMMAND_LINE,
        progress: Callable[[float, str], None] | None = None,
    ) -> PricedChange:
        """Price a change of the week as it stands, and keep the price."""
        say = progress or (lambda _share, _message: None)
        row = self._planned_row(week)
        problem, rota = PROBLEM_JSON.validate_python(row.problem), ROTA_JSON.validate_python(row.rota)
        say(0.05, "Planning the changed week")
        price = what_if(
            problem,
            rota,
            change.text,
            time_limit_s=TIME_LIMIT_S,
            progress=lambda stage, _value, _bound, seconds: say(
                min(0.1 + 0.85 * seconds / TIME_LIMIT_S, 0.95), f"Planning the changed week: {stage}"
            ),
        )
        kept = PriceRow(
            week=str(week),
            digest=digest_of(row),
            change=asdict(change),
            document=PRICE_JSON.dump_python(price, mode="json"),
            made_at=datetime.now(UTC),
            made_by=by,
            synthetic=row.synthetic,
        )
        with self.store.transaction() as session:
            decisions.keep_price(session, kept)
        return PricedChange(change.words(row.names), price, by)

    def prices(self, viewer: Account | None, week: Week) -> tuple[PricedChange, ...]:
        """What was priced of the week as it stands, each change once, the newest first."""
        allow(viewer, Role.MANAGER)
        row = self._row(week, None)
        if row is None:
            return ()
        with self.store.reading() as session:
            kept = decisions.prices(session, str(week), digest_of(row))
        newest: dict[str, PricedChange] = {}
        for one in kept:
            words = AskedChange(**one.change).words(row.names)
            price = PricedChange(words, PRICE_JSON.validate_python(one.document), one.made_by)
            newest.setdefault(words, price)
        return tuple(newest.values())
