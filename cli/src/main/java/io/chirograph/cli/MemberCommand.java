package io.chirograph.cli;

import picocli.CommandLine.Command;

@Command(
        name = "member",
        description = "Make the keys of an organisation.",
        subcommands = MemberNewCommand.class)
final class MemberCommand extends CommandGroup {}
