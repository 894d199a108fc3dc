"""The application for a WSGI server: ``gunicorn wsgi:app``."""

from matchmaker import create_app

app = create_app()
