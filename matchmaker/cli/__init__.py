"""The console script: one command a file, all named in one table."""

from __future__ import annotations

import importlib
from typing import cast

import click

from matchmaker.collector import collector_at_rest

#: Command to the module and attribute that hold it. Loaded on use: the engine takes a second.
COMMANDS = {
    "agreement": "matchmaker.cli.agreement:agreement",
    "claims": "matchmaker.cli.claims:claims",
    "db": "matchmaker.cli.database:database",
    "demo": "matchmaker.cli.demo:demo",
    "evaluate": "matchmaker.cli.evaluate:evaluate",
    "import": "matchmaker.cli.imports:imports",
    "index": "matchmaker.cli.index:index",
    "introductions": "matchmaker.cli.introductions:introductions",
    "person": "matchmaker.cli.person:person",
    "ranking": "matchmaker.cli.ranking:ranking",
    "report": "matchmaker.cli.report:report",
    "serve": "matchmaker.cli.serve:serve",
    "suggest": "matchmaker.cli.suggest:suggest",
    "visits": "matchmaker.cli.visits:visits",
    "worker": "matchmaker.cli.worker:worker",
}


class LazyCommands(click.Group):
    """A group that imports a command's module only when the command is used or described."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, attribute = place.split(":")
        with collector_at_rest():
            return cast("click.Command", getattr(importlib.import_module(module), attribute))


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="matchmaker")
def main() -> None:
    """Partner matchmaking and business roaming."""
