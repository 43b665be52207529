package io.chirograph.cli.wallet;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.crypto.SecretFile;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The password of key files: from a file, else asked for.
public final class Password {
    private static final int FILE_BYTES_MAX = 4096;
    private static final int LENGTH_MIN = 8;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "A file whose first line is the password (default: ask).")
    private Optional<Path> file = Optional.empty();

    /// The password of a key that exists.
    public String existing() throws IOException {
        return file.isPresent() ? fromFile(file.get()) : new String(ask("Password: "));
    }

    /// A new password, asked for twice.
    /// @throws CommandFailure when it is shorter than 8 characters or the two differ
    public String chosen() throws IOException {
        String password;
        if (file.isPresent()) {
            password = fromFile(file.get());
        } else {
            char[] first = ask("New password: ");
            if (!Arrays.equals(first, ask("The same again: "))) {
                throw new CommandFailure("the two passwords differ, nothing was done");
            }
            password = new String(first);
        }
        if (password.length() < LENGTH_MIN) {
            throw new CommandFailure(
                    "the password has %d characters, at least %d are needed"
                            .formatted(password.length(), LENGTH_MIN));
        }
        return password;
    }

    private static String fromFile(Path file) throws IOException {
        return SecretFile.read(file, FILE_BYTES_MAX).toUtf8().lines().findFirst().orElse("");
    }

    private static char[] ask(String question) {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readPassword("%s", question))
                .orElseThrow(() ->
                        new CommandFailure(
                                "a password is needed and there is no terminal to ask at;"
                                        + " give --password-file"));
    }
}
