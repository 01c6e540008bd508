"""The door for granian: pages, forms, API, webhooks."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consilium.config.settings")
application = get_wsgi_application()
