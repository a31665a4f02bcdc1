"""What waits in the outbox, made into messages and handed over."""

from __future__ import annotations

from contextlib import closing

from index.errors import DigestMissing
from index.outbox import Outbox, OutboxMail
from index.records import StoredDigest
from index.subscribers import EVERYTHING, Subscriber, SubscriberError, Subscribers
from reports.editions import edition_name
from reports.mail import (
    MailHead,
    MailParts,
    alert_parts,
    build_message,
    digest_parts,
    digest_pictures,
    late_note,
    unsubscribe_url,
)
from reports.sending import Sender, SendReport, Unwanted
from reports.unsubscribe import make_token
from reports.words import words_of
from stdiplo_scan.alert_mail import SCOPE, search_name
from stdiplo_scan.mail_office import mail_identity, mail_policy, mail_secret, mail_transport
from stdiplo_scan.presence import present, vanished
from stdiplo_scan.wiring import Office


class Messages:
    """Makes the message of a mail of the outbox, when it is sent."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.identity = mail_identity(office)
        self.secret = mail_secret(office.folder)
        self.subscribers = Subscribers(office.store)
        self._bodies: dict[str, StoredDigest] = {}
        self._pictures: dict[str, dict[str, bytes]] = {}

    def message(self, mail: OutboxMail) -> bytes:
        """The whole message. Raises Unwanted where the recipient left, MailError where it cannot be made."""
        try:
            subscriber = self.subscribers.get(mail.subscriber_id)
        except SubscriberError as error:
            raise Unwanted("the recipient was removed") from error
        list_id = mail.edition or mail.scope
        if subscriber.state != "active":
            raise Unwanted(f"the recipient is {subscriber.state}")
        if {list_id, EVERYTHING} & set(subscriber.left):
            raise Unwanted("the recipient unsubscribed")
        token = make_token(self.secret, subscriber.id, list_id)
        head = MailHead(
            key=mail.key,
            address=mail.address,
            name=subscriber.name,
            language=mail.language,
            queued_utc=mail.queued_utc,
            list_name=_list_name(mail),
            list_id=list_id,
            unsubscribe_token=token,
        )
        link = unsubscribe_url(self.identity.public_url, token, mail.language)
        if mail.parts is not None:
            html = subscriber.form == "html"
            ready = dict(mail.parts) if html else {"text": mail.parts["text"]}
            return build_message(alert_parts(ready, mail.subject, mail.language, link), head, self.identity)
        return build_message(self._digest_parts(mail, subscriber, link), head, self.identity)

    def _digest_parts(self, mail: OutboxMail, subscriber: Subscriber, link: str) -> MailParts:
        try:
            stored = self._bodies.get(mail.digest_id) or self.office.store.digest(mail.digest_id)
        except DigestMissing as error:
            raise Unwanted(str(error)) from error
        self._bodies[mail.digest_id] = stored
        elsewhere = len(stored.body["entries"]) - len(mail.items)
        late = late_note(mail.due_utc, mail.queued_utc, self.office.settings.timezone, mail.language)
        words = words_of(mail.language)
        return digest_parts(
            stored.body,
            frozenset(mail.items),
            form=subscriber.form,
            identity=self.identity,
            unsubscribe=link,
            notes=[late] if late else [],
            elsewhere=words.name("mail", "elsewhere").format(elsewhere) if elsewhere else "",
            pictures=self._drawn(stored) if subscriber.form == "html" else {},
        )

    def _drawn(self, stored: StoredDigest) -> dict[str, bytes]:
        """The pictures of a digest, drawn once for all its recipients."""
        if not self.office.settings.mail.charts:
            return {}
        if stored.id not in self._pictures:
            self._pictures[stored.id] = digest_pictures(stored.body)
        return self._pictures[stored.id]


def _list_name(mail: OutboxMail) -> str:
    """What is subscribed, by name: the edition or the saved search, the same in each of its mails."""
    if mail.kind == "digest":
        return edition_name(mail.edition, mail.language)
    return search_name(mail.scope.removeprefix(SCOPE), mail.language)


def send_waiting(office: Office) -> SendReport:
    """Hand over what waits in the outbox. Raises MailError where the office's set-up lacks something."""
    outbox, subscribers = Outbox(office.store), Subscribers(office.store)
    messages = Messages(office)
    folder = office.folder / "senders"
    most = office.settings.mail.bounces

    def bounced(mail: OutboxMail) -> None:
        subscribers.count_bounce(mail.subscriber_id, most=most)

    with closing(mail_transport(office)) as transport, present(folder) as holder:
        sender = Sender(
            outbox=outbox,
            transport=transport,
            holder=holder,
            message_of=messages.message,
            policy=mail_policy(office.settings),
            on_bounce=bounced,
            on_sent=lambda mail: subscribers.clear_bounces(mail.subscriber_id),
        )
        return sender.run(lambda holders: vanished(folder, holders))
