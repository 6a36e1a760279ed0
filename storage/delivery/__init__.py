"""Who is told what: subscribers, the outbox, digests."""
