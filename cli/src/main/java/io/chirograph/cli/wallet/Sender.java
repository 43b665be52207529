package io.chirograph.cli.wallet;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.crypto.SecretFile;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.wallet.ChecksumAddress;
import io.chirograph.crypto.wallet.DemoAccounts;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The key that signs a transaction.
public final class Sender {
    @Option(names = "--from", paramLabel = "ADDRESS", description = "An account of the keystore.")
    private Optional<String> account = Optional.empty();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "A file with the key as 0x and 64 digits, such as keys/account.key.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--demo-account",
            paramLabel = "INDEX",
            description = "One of the well-known development accounts, 0 to 9.")
    private Optional<Integer> demo = Optional.empty();

    @Mixin private Keystore keystore = new Keystore();
    @Mixin private Password password = new Password();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli before a command runs
    private CommandSpec command;

    /// @throws ParameterException when not exactly one sender is given
    public SigningKey key() throws IOException {
        long given = Stream.of(account, file, demo).filter(Optional::isPresent).count();
        if (given != 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "give one of --from, --key-file and --demo-account, not " + given);
        }
        if (account.isPresent()) {
            return keystore.open(ChecksumAddress.parse(account.get()), password.existing());
        }
        return file.isPresent() ? readKey(file.get()) : demoKey(demo.orElseThrow());
    }

    private static SigningKey demoKey(int index) {
        if (index < 0 || index >= DemoAccounts.COUNT) {
            throw new CommandFailure(
                    "--demo-account is 0 to %d, not %d".formatted(DemoAccounts.COUNT - 1, index));
        }
        return DemoAccounts.keys().get(index);
    }

    /// @throws CommandFailure when `file` holds no secret key; its content is not told
    public static SigningKey readKey(Path file) throws IOException {
        String text = SecretFile.read(file, 256).toUtf8().strip();
        if (!text.matches("(0x)?[0-9a-fA-F]{64}")) {
            throw new CommandFailure(
                    file + " is not a key: 0x and 64 hexadecimal digits are needed");
        }
        return SigningKey.of(Hash32.fromHex(text));
    }
}
