"""Read responses into documents. This file imports nothing: the readers' libraries take 20 MB."""
