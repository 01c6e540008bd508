"""What is said in writing, and the captions, in the languages that are read.

`texts` and `ledger` are pure: which texts a log holds and what of them is still to be translated. `follower`
is the process (`consilium translator`), `actions` and `api` are what people do.
See docs/decisions/0006-translation-below-the-features.md.
"""
