"""The Flask extensions, made once and bound to an application by the factory."""

from __future__ import annotations

import flask_sqlalchemy_lite._extension as lite
from flask import Flask
from flask.sansio.app import App
from flask_alembic import Alembic
from flask_babel import Babel
from flask_mailman import Mail
from flask_security.core import Security
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect

from matchmaker.transactions import tune_engine
from models import Base


class Database(SQLAlchemy):
    """Flask-SQLAlchemy-Lite with our engine settings and without its asynchronous teardown.

    That teardown starts an event loop at the end of every request (0.4 ms) and fails in a thread
    that already runs one; the service has no asynchronous sessions.
    """

    def init_app(self, app: App) -> None:
        super().init_app(app)
        assert isinstance(app, Flask)
        app.teardown_appcontext_funcs.remove(lite._close_async_sessions)
        with app.app_context():
            tune_engine(self.engine)


db = Database(engine_options={"pool_pre_ping": True})
# The folder and the rendering of our column kinds are set by the factory.
alembic = Alembic(metadatas=Base.metadata, run_mkdir=False, command_name="")
babel = Babel()
csrf = CSRFProtect()
mail = Mail()
security = Security()
