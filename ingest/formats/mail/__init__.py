"""Mails, mailboxes, and what mails are packed and signed in."""
