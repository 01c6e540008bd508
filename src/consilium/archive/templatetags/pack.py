"""Times of an offline pack's sound, as its page needs them."""

from django import template

from consilium.archive.pack import timeline

register = template.Library()


@register.filter
def clock(milliseconds: int) -> str:
    """For people: "1:02:03"."""
    return timeline.clock(milliseconds)


@register.filter
def seconds(milliseconds: int) -> str:
    """For a media element, in whatever language the page is: "62.25"."""
    return f"{milliseconds / 1000:.2f}"
