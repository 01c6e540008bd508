"""Guests of the room that are programs: they hold tokens and event types, never rows. No Django here."""
