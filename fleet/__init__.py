"""Many machines: one schedules, any number work. The jobs stand in the same PostgreSQL.

A job is a wake-up, and no more: what is to be crawled stands in the checks, what is to be sent in
the outbox. A job that is lost is made again from those.
"""
