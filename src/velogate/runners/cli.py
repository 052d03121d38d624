"""The command line: a command a file, imported when it is called."""

from importlib import import_module

import click

from velogate import __version__

COMMANDS = {
    "check": "velogate.runners.check",
    "event": "velogate.runners.event",
    "library": "velogate.runners.library",
    "explain": "velogate.runners.explain",
    "fuzz": "velogate.runners.fuzz",
    "invoke": "velogate.runners.invoke",
    "policy": "velogate.runners.policy",
    "test": "velogate.runners.test",
    "render": "velogate.runners.render",
}
"""Each command and its room, which has a click command of the same name."""


class Commands(click.Group):
    """A group whose commands are imported when they are needed: a start takes no longer for those that are not."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in order."""
        return sorted({*COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="velogate")
def main() -> None:
    """Prove your API Gateway service proxies before you deploy them.

    \b
    Example:
      velogate render templates/send.vtl --event events/order.json
    """


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for a shell.

    \b
    Example:
      velogate completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(main, {}, "velogate", "_VELOGATE_COMPLETE").source())


if __name__ == "__main__":
    main()
