"""Rows of the workers' jobs: who does which work for which seminar now."""

from django.db import models

from consilium.kernel.ids import new_id


class Lease(models.Model):
    """The work of one kind for one seminar, and its holder; one row, however often it changes hands.

    `number` is new for each holder: a token names it, so that who was replaced is refused. `note` is what the
    holder said last about its unfinished work, for its successor.
    """

    seminar = models.ForeignKey("seminars.Seminar", on_delete=models.CASCADE, related_name="leases")
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=26, default=new_id)
    holder = models.CharField(max_length=80, blank=True)  # a worker's name, "" when it was given back
    seen_at = models.DateTimeField()
    note = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seminar", "kind"], name="one_lease_of_a_kind")]
