"""The few places where allauth asks us."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse

from consilium.accounts.language import speak_to
from consilium.accounts.models import Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in is the newer choice: passes that join links gave to this browser end with it."""

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        request.session.pop("passes", None)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return speak_to(user, response)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A first sign-in through the operator's OIDC provider takes over the name it states."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """An address the provider has verified needs no code of ours, also on an invited person's account."""
        if sociallogin.is_existing:
            vouched = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
            EmailAddress.objects.filter(user=sociallogin.user, email__in=vouched).update(verified=True)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Person:
        person: Person = super().populate_user(request, sociallogin, data)
        given = [str(data.get(key) or "") for key in ("first_name", "last_name")]
        name = str(data.get("name") or " ".join(given).strip())
        person.name = name[:120]
        return person
