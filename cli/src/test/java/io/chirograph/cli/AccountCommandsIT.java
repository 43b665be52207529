package io.chirograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.SecretFile;
import io.chirograph.crypto.wallet.DemoAccounts;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountCommandsIT {
    private static final String FIRST = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

    @TempDir private Path directory;

    private Path secret(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        SecretFile.replace(file, Bytes.ofUtf8(text + "\n"));
        return file;
    }

    private Path keystore() {
        return directory.resolve("keystore");
    }

    private CommandRun importFirst() throws IOException {
        return CommandRun.of(
                "account",
                "import",
                secret("key", DemoAccounts.keys().getFirst().secret().toHex()),
                "--keystore",
                keystore(),
                "--password-file",
                secret("password", "correct horse"));
    }

    @Test
    void anImportedAccountIsListedAndItsFileIsEncryptedAndTheOwnersOnly() throws IOException {
        CommandRun imported = importFirst();
        assertThat(imported.exitCode()).as(imported.err()).isZero();
        assertThat(imported.out()).startsWith(FIRST);
        CommandRun list = CommandRun.of("account", "list", "--keystore", keystore(), "--json");
        assertThat(list.json().get(0).asString()).isEqualTo(FIRST);
        Path file = keystore().resolve(FIRST.toLowerCase(java.util.Locale.ROOT) + ".json");
        assertThat(Files.readString(file)).contains("scrypt").doesNotContain("ac0974bec39a17e3");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aNewAccountIsNeverTheSame() throws IOException {
        Path password = secret("password", "correct horse");
        for (int i = 0; i < 2; i++) {
            CommandRun run =
                    CommandRun.of(
                            "account",
                            "new",
                            "--keystore",
                            keystore(),
                            "--password-file",
                            password);
            assertThat(run.exitCode()).as(run.err()).isZero();
        }
        assertThat(CommandRun.of("account", "list", "--keystore", keystore()).out().lines())
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void aTransactionIsSignedOnlyWithTheRightPassword() throws IOException {
        importFirst();
        try (StubNode node = new StubNode()) {
            CommandRun run =
                    CommandRun.of(
                            "tx",
                            "send",
                            "--from",
                            FIRST,
                            "--to",
                            FIRST,
                            "--keystore",
                            keystore(),
                            "--password-file",
                            secret("wrong", "wrong horse"),
                            "--url",
                            node.url());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("the password does not open");
            assertThat(node.requests()).isEmpty();
        }
    }

    @Test
    void aShortPasswordAKeyThatIsNoneAndAnAccountThereAreRefused() throws IOException {
        assertThat(
                        CommandRun.of(
                                        "account",
                                        "new",
                                        "--keystore",
                                        keystore(),
                                        "--password-file",
                                        secret("password", "short"))
                                .err())
                .contains("has 5 characters, at least 8");
        assertThat(CommandRun.of("account", "import", secret("key", "not a key")).err())
                .contains("is not a key")
                .doesNotContain("not a key:\n");
        importFirst();
        assertThat(importFirst().err()).contains("exists already");
    }

    @Test
    void withoutATerminalItSaysHowToGiveThePassword() {
        assertThat(CommandRun.of("account", "new", "--keystore", keystore()).err())
                .contains("--password-file");
    }
}
