"""The interface language of a browser follows the person who signs in with it."""

from typing import TypeVar

from django.conf import settings
from django.http import HttpResponse

from consilium.accounts.models import Person

Answer = TypeVar("Answer", bound=HttpResponse)


def speaks(language: str) -> bool:
    """Whether the site offers `language`."""
    return language in dict(settings.LANGUAGES)


def speak_to(person: Person, response: Answer) -> Answer:
    """Has the browser ask for the language of the profile from now on, if the site offers it."""
    if speaks(person.interface_language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            person.interface_language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response
