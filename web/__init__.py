"""The web part: pages, API, feeds, the links in mails and Telegram's webhook."""
