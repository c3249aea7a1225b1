"""When: the calendar, buckets, windows, and which period is compared with which."""
