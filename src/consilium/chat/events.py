"""Facts about the chat for all and the backstage chat of the staff."""

from consilium.kernel.facts import fact


@fact
class MessagePosted:
    id: str
    text: str
    language: str
    by: str
    backstage: bool


@fact
class MessageRemoved:
    """Its text is gone from the page; that there was a message stays."""

    id: str


@fact
class MessageWorded:
    """What is shown of it from now on; "" for hidden."""

    id: str
    text: str
