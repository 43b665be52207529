package io.chirograph.cli;

import picocli.CommandLine.Command;

@Command(
        name = "account",
        description = "Keep the user's own accounts in encrypted key files.",
        subcommands = {
            AccountNewCommand.class,
            AccountImportCommand.class,
            AccountListCommand.class,
            AccountBalanceCommand.class
        })
final class AccountCommand extends CommandGroup {}
