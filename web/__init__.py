"""What a browser and Telegram's servers reach: links of mails, the webhook, later the dashboard."""
