package io.chirograph.cli;

import picocli.CommandLine.Command;

@Command(
        name = "tx",
        description = "Send and look at transactions.",
        subcommands = {TransactionSendCommand.class, TransactionShowCommand.class})
final class TransactionCommand extends CommandGroup {}
