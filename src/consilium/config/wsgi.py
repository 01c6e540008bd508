"""The door for granian: pages, forms, API, webhooks."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from consilium.config.held import Held
from consilium.translation import detection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consilium.config.settings")
application = Held(get_wsgi_application())
get_resolver().url_patterns  # noqa: B018 - loaded now, so that the first visitor does not wait for it
Thread(target=detection.prepare, name="languages", daemon=True).start()
