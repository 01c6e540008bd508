"""The recorder: leases a seminar, follows its log, has tools/recorder write what is said and shown."""
