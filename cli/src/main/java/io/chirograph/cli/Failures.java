package io.chirograph.cli;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.node.NodeException;
import io.chirograph.node.config.ConfigException;
import io.chirograph.proof.MalformedException;
import io.chirograph.proof.NearestName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns what went wrong into one line on standard error and an exit code.
final class Failures {
    private Failures() {}

    static int explainUsage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof UnmatchedArgumentException unmatched) {
            message = unmatched(unmatched, command);
        }
        command.getErr().println("error: " + firstLine(message).replaceFirst("^Error: ", ""));
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static String unmatched(UnmatchedArgumentException failure, CommandLine command) {
        String given = failure.getUnmatched().getFirst();
        List<String> names = new ArrayList<>(command.getSubcommands().keySet());
        command.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        String kind =
                given.startsWith("-")
                        ? "unknown option"
                        : command.getSubcommands().isEmpty()
                                ? "unexpected argument"
                                : "unknown command";
        return "%s '%s'%s".formatted(kind, given, NearestName.hint(given, names));
    }

    static int explain(Exception failure, CommandLine command, ParseResult parsed) {
        command.getErr().println("error: " + message(failure));
        Object root = command.getCommandSpec().root().userObject();
        if (root instanceof ChirographCommand chirograph && chirograph.debug()) {
            failure.printStackTrace(command.getErr());
        }
        return ExitCode.SOFTWARE;
    }

    private static String message(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case CommandFailure _, MalformedException _, ConfigException _, NodeException _ ->
                    message;
            case NoSuchFileException missing -> missing.getFile() + " does not exist";
            case FileNotFoundException _ -> message;
            case AccessDeniedException denied ->
                    denied.getFile() + " may not be used by this account; check its mode and owner";
            case FileAlreadyExistsException existing ->
                    existing.getFile() + " exists already; move it away first";
            case NotDirectoryException file -> file.getFile() + " is not a directory";
            case DirectoryNotEmptyException directory -> directory.getFile() + " is not empty";
            case IOException _ -> message;
            case IllegalArgumentException _ -> message;
            default ->
                    "this is a bug in chirograph: "
                            + failure
                            + "; run it again with --debug and report what it prints";
        };
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }
}
