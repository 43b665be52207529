package io.chirograph.cli;

import picocli.CommandLine.Command;

@Command(
        name = "config",
        description = "Look at a node's configuration.",
        subcommands = ConfigShowCommand.class)
final class ConfigCommand extends CommandGroup {}
