"""Measurements that an administrator can run on their own server: `consilium measure …`."""
