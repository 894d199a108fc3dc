"""Visits: people of an organisation at a venue, from the request to the feedback."""
