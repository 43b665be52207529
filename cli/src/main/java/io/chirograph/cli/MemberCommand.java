package io.chirograph.cli;

import picocli.CommandLine.Command;

@Command(
        name = "member",
        description = "Make the keys of an organisation; list, add and remove members.",
        subcommands = {
            MemberNewCommand.class,
            MemberListCommand.class,
            MemberAddCommand.class,
            MemberRemoveCommand.class,
            MemberApproveCommand.class,
            MemberWithdrawCommand.class
        })
final class MemberCommand extends CommandGroup {}
