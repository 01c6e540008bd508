"""Mail servers on a bad day."""

import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend


class Away(EmailBackend):
    """It cannot be reached."""

    def open(self) -> bool:
        raise ConnectionRefusedError


class Grumpy(EmailBackend):
    """It refuses some addresses."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        if any("refused" in address for message in messages for address in message.to):
            raise smtplib.SMTPRecipientsRefused({})
        return int(super().send_messages(list(messages)) or 0)
