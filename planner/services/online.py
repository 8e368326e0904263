"""An online geocoder asked about the words that wait: only where one is set up, and only with a person's consent.

Its answers become candidates that a person may choose; they place nothing by themselves.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from geodata.errors import BadInput
from geodata.gazetteer import online_answers
from geodata.location import Alternative, Location, unplaced
from geodata.online.plan import SendPlan, plan_sending
from geodata.online.settings import OnlineSettings
from planner import tasks
from planner.services.base import UseCases, allow
from planner.services.review_views import Asks
from planner.services.views import Account, Role
from planner.store import people, review

# At a text a second, this many take two minutes; the others can be asked about next.
MOST_TEXTS = 120
MOST_CANDIDATES = 8
URL, KEY = "OUTREACH_ONLINE_URL", "OUTREACH_ONLINE_KEY"
Progress = Callable[[float, str], None]


class OnlineUseCases(UseCases):
    """Ask somebody outside, knowingly."""

    def online_settings(self) -> OnlineSettings | None:
        """The online geocoder that whoever runs this has set up in the environment, or None."""
        url, key = os.environ.get(URL), os.environ.get(KEY)
        return OnlineSettings.of(url, key) if url or key else None

    def online_plan(self, viewer: Account | None) -> SendPlan | None:
        """What would be sent where, or None while no online geocoder is set up.

        Words that name no place, and words that may hold details of a person, are not in it.
        """
        allow(viewer, Role.MANAGER)
        settings = self.online_settings()
        return None if settings is None else self._plan(settings)

    def _plan(self, settings: OnlineSettings) -> SendPlan:
        with self.store.reading() as session:
            texts = list(review.texts_without_online_candidates(session))
        plan = plan_sending(texts, [unplaced("")] * len(texts), settings)
        return SendPlan(plan.texts[:MOST_TEXTS], plan.personal, plan.host, plan.title)

    def start_asking_online(self, viewer: Account, digest: str) -> str:
        """Send the texts of the plan that the person saw and agreed to, beside the web; the task's id."""
        plan = self.online_plan(viewer)
        if plan is None:
            raise BadInput("No online geocoder is set up.")
        _same_plan(plan, digest)
        return tasks.start(self, "ask-online", viewer.username, {"digest": digest})  # type: ignore[arg-type]

    def ask_online(self, digest: str, by: str, progress: Progress) -> tuple[int, int]:
        """Send the agreed texts and keep the answers as candidates; how many were sent, and how many had one."""
        from geodata.online.asking import OnlineGeocoder

        settings = self.online_settings()
        if settings is None:
            raise BadInput("No online geocoder is set up.")
        plan = self._plan(settings)
        _same_plan(plan, digest)
        with self.store.transaction() as session:
            people.write_audit(
                session, by, "agreed to send texts", host=plan.host, texts=len(plan.texts), digest=plan.digest
            )
        kept = self.data_dir / online_answers.FILE
        done = 0

        def tell(more: int) -> None:
            nonlocal done
            done += more
            progress(done / max(len(plan.texts), 1), f"{done} of {len(plan.texts)} texts sent to {plan.host}")

        found = OnlineGeocoder(settings, self.need_area(), kept).geocode(plan, plan.agree(by), progress=tell)
        candidates = {text: _candidates(answer, settings) for text, answer in found.items()}
        with self.store.transaction() as session:
            for text, offered in candidates.items():
                for row in review.waiting_with_words(session, text):
                    row.alternatives = [*offered, *row.alternatives][:MOST_CANDIDATES]
                    row.asks = Asks.WHICH.value if row.alternatives else row.asks
                    row.asked_online = True
        return len(found), sum(bool(offered) for offered in candidates.values())


def _same_plan(plan: SendPlan, digest: str) -> None:
    if plan.digest != digest or not plan.texts:
        raise BadInput("The words that wait are others than those you agreed to send. Look at them again.")


def _candidates(answer: Location, settings: OnlineSettings) -> list[list[object]]:
    """Label, lon, lat and radius of what was answered, its source in the label."""
    found: list[Location | Alternative] = [*([answer] if answer.is_placed else []), *answer.alternatives]
    return [[f"{one.matched} ({settings.title})", one.lon, one.lat, one.radius_m] for one in found]
