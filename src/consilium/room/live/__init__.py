"""The live process: tails the log and writes each entry, encoded once, to every connection that may read it.

It also takes bursts (upvotes, ballots, presence) and commits them in batches. See docs/explanation/live.md.
"""
