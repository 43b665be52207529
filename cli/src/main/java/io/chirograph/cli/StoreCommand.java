package io.chirograph.cli;

import picocli.CommandLine.Command;

@Command(
        name = "store",
        description = "Look after the files in which a node keeps everything.",
        subcommands = {StoreCheckCommand.class, StoreRepairCommand.class})
final class StoreCommand extends CommandGroup {}
