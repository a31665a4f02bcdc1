"""Sending: mails of the outbox handed over one by one; any number of senders may run, and any may die."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from index.outbox import Outbox, OutboxMail
from reports.transport import DATA_S, Handed, Outcome, Transport, TransportError
from reports.week import instant

CLAIM = timedelta(seconds=2 * DATA_S)  # after it, a sender on another machine counts as vanished
_LOST_IN_A_ROW = 3  # connections; after them the server is at fault, not the mails
_REFUSED_IN_A_ROW = 5  # mails, none having been taken; the same
_LONGEST_WAIT = timedelta(hours=4)


class Unwanted(Exception):
    """A mail that is not to be sent any longer; the text says why."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is done about mails that were not taken."""

    attempts: int = 12  # then a mail has failed
    retry_s: float = 60.0  # after the first time; doubled each time
    hold_uncertain: bool = False  # hold for a person, instead of sending again under the same Message-ID


@dataclass(slots=True)
class SendReport:
    """What a sender did."""

    outcomes: Counter[str] = field(
        default_factory=Counter
    )  # sent, later, bounced, failed, uncertain, dropped
    lines: list[str] = field(default_factory=list)  # one for each mail that was not sent
    taken_back: int = 0  # mails of senders that vanished before they handed them over
    doubtful: int = 0  # and of those of which nobody knows whether they arrived
    fault: str = ""  # of the server: the rest waits


@dataclass(frozen=True, slots=True)
class Sender:
    """Hands over what is queued; `holder` names this sender and no other."""

    outbox: Outbox
    transport: Transport
    holder: str
    message_of: Callable[[OutboxMail], bytes]  # raises Unwanted
    policy: Policy = Policy()
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    on_bounce: Callable[[OutboxMail], None] = lambda _mail: None
    on_sent: Callable[[OutboxMail], None] = lambda _mail: None

    def run(self, dead: Callable[[set[str]], set[str]], most: int | None = None) -> SendReport:
        """Send until nothing is left to try now, or `most` mails were tried.

        `dead`: those of these senders that are known to have vanished; their mails are taken back first.
        """
        report = SendReport()
        holders = self.outbox.holders() - {self.holder}
        report.taken_back, report.doubtful = self.outbox.take_back(
            dead(holders), self._now(), hold_uncertain=self.policy.hold_uncertain
        )
        tried = lost = refused = 0
        while most is None or tried < most:
            mail = self.outbox.claim(self.holder, self._now(), instant(self.clock() + CLAIM))
            if mail is None:
                break
            tried += 1
            try:
                handed = self._send(mail, report)
            except TransportError as error:
                self.outbox.release(mail.pk, self.holder, str(error))
                report.fault = str(error)
                break
            if handed is None:
                continue
            lost = lost + 1 if handed.lost else 0
            refused = refused + 1 if handed.outcome is Outcome.REFUSED else 0
            if lost >= _LOST_IN_A_ROW:
                report.fault = f"mail.host: {handed.reply}, {lost} times in a row; the rest waits; run again"
                break
            if refused >= _REFUSED_IN_A_ROW and not report.outcomes["sent"]:
                report.fault = (
                    f"mail.host: refused {refused} recipients and took none ({handed.reply}); wanted a "
                    "server that takes our mail; the rest waits; then `outbox retry --state bounced`"
                )
                break
        return report

    def _send(self, mail: OutboxMail, report: SendReport) -> Handed | None:
        try:
            message = self.message_of(mail)
        except Unwanted as why:
            self._close(mail, "dropped", str(why), report)
            return None
        except ValueError as error:  # a mail that cannot be made stays visible, and stops no other
            self._close(mail, "failed", str(error), report)
            return None
        handed = self.transport.hand(
            mail.key,
            mail.address,
            message,
            lambda: self.outbox.start_transmitting(mail.pk, self.holder, instant(self.clock() + CLAIM)),
        )
        self._settle(mail, handed, report)
        return handed

    def _settle(self, mail: OutboxMail, handed: Handed, report: SendReport) -> None:
        """Write down what came of a mail."""
        if handed.outcome is Outcome.SENT:
            self._close(mail, "sent", handed.reply, report)
            self.on_sent(mail)
        elif handed.outcome is Outcome.REFUSED:
            self._close(mail, "bounced", handed.reply, report)
            self.on_bounce(mail)
        elif handed.outcome is Outcome.UNCERTAIN and self.policy.hold_uncertain:
            self._close(mail, "uncertain", handed.reply, report)
        elif mail.attempts + 1 >= self.policy.attempts:
            self._close(mail, "failed", handed.reply, report)
        else:
            doubtful = handed.outcome is Outcome.UNCERTAIN
            later = instant(self.clock() + wait_before(mail.attempts + 1, self.policy.retry_s))
            self.outbox.defer(mail.pk, self.holder, handed.reply, later, uncertain=doubtful)
            report.outcomes["later"] += 1
            report.lines.append(f"later {mail.address} {mail.key}: {handed.reply}; next try {later}")

    def _close(self, mail: OutboxMail, state: str, reply: str, report: SendReport) -> None:
        self.outbox.finish(mail.pk, self.holder, state, reply, self._now())
        report.outcomes[state] += 1
        if state != "sent":
            report.lines.append(f"{state} {mail.address} {mail.key}: {reply}")

    def _now(self) -> str:
        return instant(self.clock())


def wait_before(attempt: int, retry_s: float) -> timedelta:
    """How long to wait before another attempt: doubled each time, four hours at most."""
    return min(timedelta(seconds=retry_s * 2 ** min(attempt - 1, 20)), _LONGEST_WAIT)
