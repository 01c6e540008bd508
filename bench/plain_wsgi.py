"""The site without what config/held.py keeps: the baseline of bench.overflow."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consilium.config.settings")
application = get_wsgi_application()
