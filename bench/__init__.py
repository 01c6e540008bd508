"""`make bench`: the measurements that the design rests on, each beside a baseline of the same run.

Absolute times depend on the machine and on what else it does; the ratios are what to hold.
"""
