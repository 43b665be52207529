package io.chirograph.cli;

import picocli.CommandLine.Command;

@Command(
        name = "genesis",
        description = "Make and check the file all members agree on before the first block.",
        subcommands = {GenesisBuildCommand.class, GenesisCheckCommand.class})
final class GenesisCommand extends CommandGroup {}
