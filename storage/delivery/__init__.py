"""Who is sent what: subscribers, the outbox, digests."""
