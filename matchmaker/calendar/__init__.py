"""Calendar files (iCalendar, RFC 5545): pure text from values, for mails and downloads."""
