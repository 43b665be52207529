package io.chirograph.cli.demo;

import io.chirograph.crypto.wallet.DemoAccounts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// An anvil of its own, with the demonstration's accounts, to compare answers with.
final class Anvil implements AutoCloseable {
    private static final String LISTENING = "Listening on ";

    private final Process process;
    private final URI address;

    /// @param folder of the client that has anvil
    Anvil(Path folder) throws IOException {
        process =
                new ProcessBuilder(
                                folder.resolve("node_modules/.bin/anvil").toString(),
                                "--port",
                                "0",
                                "--hardfork",
                                "osaka",
                                "--mnemonic",
                                DemoAccounts.MNEMONIC)
                        .redirectErrorStream(true)
                        .start();
        BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String said = output.readLine();
        while (said != null && !said.startsWith(LISTENING)) {
            said = output.readLine();
        }
        if (said == null) {
            close();
            throw new IOException("anvil ended before it listened");
        }
        address = URI.create("http://" + said.substring(LISTENING.length()).strip());
        Thread.ofVirtual().name("anvil output").start(() -> drain(output));
    }

    /// It stops when nobody reads what it says.
    private void drain(BufferedReader output) {
        try {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            process.destroyForcibly(); // its output ends with it
        }
    }

    URI address() {
        return address;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
