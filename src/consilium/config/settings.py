"""Django settings: one file. What an administrator may change comes from the environment (see env.py)."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import to_locale

from consilium.config import catalogues, env, logs, storage
from consilium.kernel import languages

ROOT = env.ROOT
DATA_DIR = env.data_dir()
DATA_DIR.mkdir(parents=True, exist_ok=True)
MODELS_DIR = Path(env.text("MODELS_DIR", str(DATA_DIR / "models"))).resolve()  # speech/ and translation/
_secrets = env.secrets()

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY", _secrets.get("SECRET_KEY", "insecure-until-consilium-up-has-run"))
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000")
LIVE_URL = env.text("LIVE_URL", "http://127.0.0.1:8001")
LIVEKIT_URL = env.text("LIVEKIT_URL", "ws://127.0.0.1:7880")
SFU_DOOR = "consilium.sfu.livekit.LiveKit"
LIVEKIT_API_KEY = env.text("LIVEKIT_API_KEY", _secrets.get("LIVEKIT_API_KEY", "consilium"))
LIVEKIT_API_SECRET = env.text("LIVEKIT_API_SECRET", _secrets.get("LIVEKIT_API_SECRET", "insecure-" * 5))
METRICS_TOKEN = env.text("METRICS_TOKEN")
WORKER_TOKEN = env.text("WORKER_TOKEN", _secrets.get("WORKER_TOKEN", ""))  # "": no worker is let in

_site = urlsplit(SITE_URL)
_secure = _site.scheme == "https"
ALLOWED_HOSTS = [_site.hostname or "127.0.0.1", "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
SECURE_HSTS_SECONDS = 31536000 if _secure else 0
SECURE_REFERRER_POLICY = "same-origin"  # join links carry a token in the path
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "consilium.config.apps.MachineConfig",
    "consilium.eventlog",
    "consilium.ui",
    "consilium.accounts",
    "consilium.organisation",
    "consilium.seminars",
    "consilium.jobs",
    "consilium.translation",
    "consilium.recordings",
    "consilium.slides",
    "consilium.interpretation",
    "consilium.captions",
    "consilium.questions",
    "consilium.polls",
    "consilium.checks",
    "consilium.chat",
    "consilium.room",
    "consilium.search",
    "consilium.archive",
    "consilium.certificates",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
    "django_vite",
    "csp",
]

LOGGING = logs.logging_config(debug=DEBUG)
MIDDLEWARE = [
    "consilium.config.logs.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "consilium.ui.compression.CompressWords",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "consilium.config.urls"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that `ui` gives every field its look
WSGI_APPLICATION = "consilium.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consilium.ui.context.page",
            ]
        },
    }
]

DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
DATABASES = {"default": env.database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits and codes are counted across web processes, so the cache is a table of the one database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
_queues = ["default", "mail", "media", "slides"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": _queues}}

EMAIL_URL = env.text("EMAIL_URL", "console:")
globals().update(env.email(EMAIL_URL))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Consilium <consilium@{_site.hostname}>")

LANGUAGE_CODE = "en"
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGES = [  # only what is translated: a page must not claim a language it does not speak
    (language.tag, language.endonym)
    for language in languages.INTERFACE
    if language.tag == LANGUAGE_CODE
    or env.flag("OFFER_DRAFTS")  # for translators, to see their words in place
    or catalogues.is_offered(LOCALE_PATHS[0] / to_locale(language.tag))
]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE, LANGUAGE_COOKIE_SECURE = "Lax", _secure
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WEB_DIST = Path(env.text("WEB_DIST", str(ROOT / "web" / "dist")))  # what Vite built
STATICFILES_DIRS = [WEB_DIST] if WEB_DIST.exists() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/"  # Vite puts a hash into these names
DJANGO_VITE = {"default": {"manifest_path": WEB_DIST / "manifest.json"}}
PAPER_FONTS = Path(env.text("PAPER_FONTS", str(ROOT / "build" / "fonts")))  # made by tools/fonts.py
SIGNING_DIR = DATA_DIR / "signing"  # the key of certificates, and those that ever signed (paper/keys.py)
SIGNING_KEY, SIGNING_CHAIN = env.text("SIGNING_KEY"), env.text("SIGNING_CHAIN")  # PEM files of one's own
TIMESTAMP_URL = env.text("TIMESTAMP_URL")  # of a time-stamping authority (RFC 3161); none is asked without
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
_bucket = storage.Bucket.parse(os.environ)  # None: the disk
STORAGES: dict[str, Any] = storage.storages(_bucket, data_dir=DATA_DIR)
MEDIA_CDN = _bucket.cdn if _bucket else ""
_segments = _bucket.origins if _bucket else []
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000

_websocket = LIVEKIT_URL.replace("ws", "http", 1)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "media-src": [SELF, "blob:", *_segments],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "connect-src": [SELF, LIVE_URL, LIVEKIT_URL, _websocket, *_segments],
        "form-action": [SELF, *env.origins("OIDC_SERVER_URL")],  # signing in is a form that leads there
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": ["self"],
    "microphone": ["self"],
    "display-capture": ["self"],
    "geolocation": [],
    "payment": [],
    "usb": [],
}

# Engines in order of preference; those that need an address are left out without one.
TRANSLATION_ENGINES = (
    env.text("TRANSLATION_ENGINES", "firefox,libretranslate,openai").replace(",", " ").split()
)
LIBRETRANSLATE_URL, LIBRETRANSLATE_KEY = env.text("LIBRETRANSLATE_URL"), env.text("LIBRETRANSLATE_KEY")
OPENAI_URL, OPENAI_KEY = env.text("TRANSLATION_OPENAI_URL"), env.text("TRANSLATION_OPENAI_KEY")
OPENAI_MODEL = env.text("TRANSLATION_OPENAI_MODEL")
OPENAI_LANGUAGES = (
    env.text("TRANSLATION_OPENAI_LANGUAGES").replace(",", " ").split()
)  # none named: the twelve

INTERACTIVE_SEATS = int(env.text("INTERACTIVE_SEATS", "300"))  # of the audience on the SFU; others by HLS
# By what those others follow the log: "stream" (SSE), or "segments" beside the media, which a CDN carries.
OVERFLOW_LOG = env.choice("OVERFLOW_LOG", "stream", "segments")

JOIN_LINK_LIFE = timedelta(days=30)
SFU_TOKEN_LIFE = timedelta(minutes=10)  # enough to connect; a connected client is renewed by the SFU itself
STREAM_TOKEN_LIFE = timedelta(minutes=15)

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:profile"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# Sign-in: a code by e-mail, no passwords. Answers are the same whether or not the e-mail is known.
ACCOUNT_ADAPTER = "consilium.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "consilium.accounts.adapter.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 900  # slow mail is common
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key",
    "signup": "20/m/ip",
    "verify_certificate": "60/m/ip",
    "search": "120/m/ip",
    "search_signed_in": "120/m/user",
    "confirm_email": "3/m/key",
    "change_email": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "switch_user": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.text("TRUSTED_PROXIES", "0"))
USERSESSIONS_TRACK_ACTIVITY = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _secure  # only loopback is served without TLS
MFA_TOTP_ISSUER = "Consilium"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # the operator configures only a provider it trusts with e-mails
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = env.openid_connect(os.environ)
