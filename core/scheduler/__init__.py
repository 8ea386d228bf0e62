"""What has to happen by itself: jobs that look at the data and do what is due.

APScheduler only wakes `tick()`. What is due is computed from the data up to now, so a tick after an outage catches up;
each thing is made once because the database says so (a unique key), not because only one process runs.
"""
