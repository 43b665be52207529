package io.chirograph.cli;

import io.chirograph.cli.console.Output;
import io.chirograph.cli.wallet.Keystore;
import io.chirograph.cli.wallet.Password;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.wallet.ChecksumAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(name = "new", description = "Make an account and keep its key under a password.")
final class AccountNewCommand implements Callable<Integer> {
    @Mixin private Keystore keystore = new Keystore();
    @Mixin private Password password = new Password();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        add(SigningKey.generate(new SecureRandom()), keystore, password, output);
        return 0;
    }

    static void add(SigningKey key, Keystore keystore, Password password, Output output)
            throws IOException {
        Path file = keystore.add(key, password.chosen());
        String address = ChecksumAddress.format(key.address());
        output.print(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("address", address)
                        .put("file", file.toString()),
                () -> "%s\nin %s; without its password nobody can use it".formatted(address, file));
    }
}
