package io.chirograph.cli;

import io.chirograph.cli.console.Output;
import io.chirograph.cli.wallet.Keystore;
import io.chirograph.cli.wallet.Password;
import io.chirograph.cli.wallet.Sender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = "Keep a secret key from a file under a password; the file itself stays.")
final class AccountImportCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            description = "A file of mode 0600 with the key as 0x and 64 hexadecimal digits.")
    private Path file = Path.of("");

    @Mixin private Keystore keystore = new Keystore();
    @Mixin private Password password = new Password();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        AccountNewCommand.add(Sender.readKey(file), keystore, password, output);
        return 0;
    }
}
