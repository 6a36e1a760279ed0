"""Runs Forewarn on many machines: one scheduler, any number of workers, jobs in PostgreSQL.

A job is only a wake-up: the checks say what to crawl, the outbox says what to send. A job that is
lost is made again from those.
"""
