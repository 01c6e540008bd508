"""Why an action did not happen: raised by actions, shown as a message by forms, an error body by the API.

`code` is a stable word for programs, `message` a translated sentence for people; neither holds a name or a
question's text.
"""


class Refused(Exception):
    """Base of all refusals; `status` is the HTTP status the API answers with."""

    status = 409

    def __init__(self, code: str, message: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class NotAllowed(Refused):
    """The role does not permit it."""

    status = 403


class Unknown(Refused):
    """There is no such thing, or not for this reader."""

    status = 404


class Conflict(Refused):
    """The thing is in a state in which this cannot happen (a closed poll, a full seminar)."""

    status = 409


class Invalid(Refused):
    """The values cannot be accepted."""

    status = 422


class TooMany(Refused):
    """Asked too often; try again later."""

    status = 429
