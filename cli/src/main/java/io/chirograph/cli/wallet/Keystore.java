package io.chirograph.cli.wallet;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.crypto.SecretFile;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.wallet.ChecksumAddress;
import io.chirograph.crypto.wallet.EncryptedKey;
import io.chirograph.types.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// A directory with one encrypted key file for each account, named after its address.
public final class Keystore {
    private static final String EXTENSION = ".json";

    @Option(
            names = "--keystore",
            paramLabel = "DIR",
            description =
                    "Where the user's key files are (default: environment CHIROGRAPH_KEYSTORE,"
                            + " else ~/.chirograph/keystore).")
    private Optional<Path> directory = Optional.empty();

    public Path directory() {
        return directory
                .or(() -> Optional.ofNullable(System.getenv("CHIROGRAPH_KEYSTORE")).map(Path::of))
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".chirograph/keystore"));
    }

    /// Writes `key` under `password`.
    /// @return the new file
    /// @throws java.nio.file.FileAlreadyExistsException when the account is there already
    public Path add(SigningKey key, String password) throws IOException {
        SecretFile.createDirectory(directory());
        Path file = file(key.address());
        EncryptedKey encrypted =
                EncryptedKey.encrypt(
                        key, password, EncryptedKey.Scrypt.STANDARD, new SecureRandom());
        SecretFile.create(file, KeystoreFile.write(encrypted));
        return file;
    }

    private Path file(Address address) {
        return directory().resolve(address.toHex() + EXTENSION);
    }

    /// The accounts in the order of their addresses.
    public List<Address> list() throws IOException {
        if (!Files.isDirectory(directory())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("0x[0-9a-f]{40}\\.json"))
                    .map(name -> Address.fromHex(name.substring(0, 42)))
                    .sorted()
                    .toList();
        }
    }

    /// @throws CommandFailure when the account is not here or `password` is wrong
    public SigningKey open(Address address, String password) throws IOException {
        Path file = file(address);
        if (!Files.exists(file)) {
            throw new CommandFailure(
                    "account %s is not in %s; 'chirograph account list' shows those that are"
                            .formatted(ChecksumAddress.format(address), directory()));
        }
        return open(file, password);
    }

    /// Opens any version 3 key file.
    public static SigningKey open(Path file, String password) throws IOException {
        return KeystoreFile.read(SecretFile.read(file, KeystoreFile.FILE_BYTES_MAX))
                .decrypt(password)
                .orElseThrow(() ->
                        new CommandFailure(
                                "the password does not open " + file + ", or it was changed"));
    }
}
