package io.chirograph.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberKeysIT {
    @TempDir private Path directory;

    @Test
    void readsBackWhatItCreated() throws IOException {
        MemberKeys keys = MemberKeys.generate(new SecureRandom());
        keys.create(directory.resolve("keys"));
        MemberKeys same = MemberKeys.read(directory.resolve("keys"));
        assertThat(same.signingKey().address()).isEqualTo(keys.signingKey().address());
        assertThat(same.accountKey().address()).isEqualTo(keys.accountKey().address());
        assertThat(same.tlsKey().publicKey()).isEqualTo(keys.tlsKey().publicKey());
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve("keys"))))
                .isEqualTo("rwx------");
        assertThat(keys.accountKey().address()).isNotEqualTo(keys.signingKey().address());
    }

    @Test
    void neverOverwritesKeys() throws IOException {
        MemberKeys.generate(new SecureRandom()).create(directory);
        assertThatThrownBy(() -> MemberKeys.generate(new SecureRandom()).create(directory))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void refusesKeysThatOthersCanReadOrThatAreNone() throws IOException {
        MemberKeys.generate(new SecureRandom()).create(directory);
        Path file = directory.resolve("account.key");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> MemberKeys.read(directory)).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "0x" + "00".repeat(32));
        assertThatThrownBy(() -> MemberKeys.read(directory))
                .hasMessageContaining("account.key: a secret key must be from 1");
        Files.writeString(file, "secret!");
        assertThatThrownBy(() -> MemberKeys.read(directory))
                .hasMessageContaining("is not a key file")
                .hasMessageNotContaining("secret!");
    }

    @Test
    void theTokenStaysTheSameAndIsTheOwnersOnly() throws IOException {
        String token = AccessToken.ensure(directory, new SecureRandom());
        assertThat(token).hasSize(64);
        assertThat(AccessToken.ensure(directory, new SecureRandom())).isEqualTo(token);
        Path file = AccessToken.file(directory);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> AccessToken.read(file)).hasMessageContaining("chmod 600");
    }
}
