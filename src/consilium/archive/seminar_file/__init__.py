"""A seminar in one file, to be kept or moved to another server: docs/reference/seminar-file.md.

`container` is the zip (no Django), `tables` what goes into it, `rows` how a row is written, `people` who is
named, `export` and `admission` the two ways.
"""
