"""One command, one machine: starts the parts of Consilium, keeps them running, stops them in order.

Plain asyncio; nothing of Django is imported here, so that it stays small and cannot fall with the site.
"""
