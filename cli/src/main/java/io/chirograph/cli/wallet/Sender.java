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
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The key that signs a transaction.
public final class Sender {
    @ArgGroup(multiplicity = "1")
    private Choice choice = new Choice();

    @Mixin private Keystore keystore = new Keystore();
    @Mixin private Password password = new Password();

    /// Exactly one is given.
    private static final class Choice {
        @Option(
                names = "--from",
                required = true,
                paramLabel = "ADDRESS",
                description = "An account of the keystore.")
        private Optional<String> account = Optional.empty();

        @Option(
                names = "--key-file",
                required = true,
                paramLabel = "FILE",
                description = "A file with the key as 0x and 64 digits, such as keys/account.key.")
        private Optional<Path> file = Optional.empty();

        @Option(
                names = "--demo-account",
                required = true,
                paramLabel = "INDEX",
                description = "One of the well-known development accounts, 0 to 9.")
        private Optional<Integer> demo = Optional.empty();
    }

    public SigningKey key() throws IOException {
        if (choice.account.isPresent()) {
            return keystore.open(ChecksumAddress.parse(choice.account.get()), password.existing());
        }
        if (choice.file.isPresent()) {
            return readKey(choice.file.get());
        }
        int index = choice.demo.orElse(0);
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
