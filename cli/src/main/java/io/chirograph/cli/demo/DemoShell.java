package io.chirograph.cli.demo;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.wallet.DemoAccounts;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A prompt on the running network: look at it, break it, ask it.
final class DemoShell {
    private static final String HELP =
            """
            status          what each member is at
            kill N          end member N at once (SIGKILL)
            restart N       start member N again
            pause N         hold member N still (SIGSTOP); resume N lets it go on
            search TEXT     find passages
            send            send one transfer and wait for its receipt
            verify          check the proof that was written, and a tampered copy
            quit            stop everything\
            """;

    private final DemoNetwork network;
    private final CommandRunner commands;
    private final PrintWriter out;

    DemoShell(DemoNetwork network, CommandRunner commands, PrintWriter out) {
        this.network = network;
        this.commands = commands;
        this.out = out;
    }

    void run() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            LineReader reader =
                    LineReaderBuilder.builder()
                            .terminal(terminal)
                            .completer(
                                    new StringsCompleter(
                                            "status", "kill", "restart", "pause", "resume",
                                            "search", "send", "verify", "help", "quit"))
                            .build();
            out.println("\nThe network runs on. 'help' tells what you can do.");
            out.flush();
            boolean goOn = true;
            while (goOn) {
                try {
                    goOn = execute(reader.readLine("chirograph> ").strip());
                } catch (UserInterruptException | EndOfFileException e) {
                    goOn = false;
                } catch (CommandFailure | IOException e) {
                    out.println("error: " + e.getMessage());
                }
                out.flush();
            }
        }
    }

    /// @return whether to go on
    private boolean execute(String line) throws IOException {
        String[] words = line.split("\\s+", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0].toLowerCase(Locale.ROOT)) {
            case "" -> {}
            case "status" -> network.nodes().forEach(this::status);
            case "kill" -> {
                member(rest).process().kill();
                status(member(rest));
            }
            case "restart" -> restart(member(rest));
            case "pause" -> {
                member(rest).process().pause();
                status(member(rest));
            }
            case "resume" -> {
                member(rest).process().resume();
                status(member(rest));
            }
            case "search" -> search(rest);
            case "send" -> send();
            case "verify" -> verify();
            case "help" -> out.println(HELP);
            case "quit", "exit" -> {
                return false;
            }
            default -> out.println("unknown: '%s'; try 'help'".formatted(words[0]));
        }
        return true;
    }

    private DemoNode member(String number) {
        for (DemoNode node : network.nodes()) {
            if (Integer.toString(node.number()).equals(number)) {
                return node;
            }
        }
        throw new CommandFailure(
                "%s; give a number from 1 to %d"
                        .formatted(
                                number.isEmpty()
                                        ? "which member?"
                                        : "'%s' is no member".formatted(number),
                                DemoNetwork.MEMBERS));
    }

    private void status(DemoNode node) {
        out.println(
                "member-%d  %s  %s"
                        .formatted(
                                node.number(),
                                node.address(),
                                node.height()
                                        .map(height -> "block " + height)
                                        .orElseGet(() -> silence(node.process()))));
    }

    private static String silence(NodeProcess process) {
        if (process.isPaused()) {
            return "held still";
        }
        return process.isRunning() ? "no answer" : "down";
    }

    private void restart(DemoNode node) {
        if (node.process().isRunning()) {
            node.process().stop();
        }
        node.process().start();
        network.awaitUp(node);
        status(node);
    }

    private void search(String text) throws IOException {
        if (text.isEmpty()) {
            throw new CommandFailure("search for what? give some words");
        }
        DemoNode owner = network.node(DemoPlay.OWNER);
        if (!network.running().contains(owner)) {
            throw new CommandFailure(
                    "member %d holds the documents and is not up; 'restart %d' starts it"
                            .formatted(owner.number(), owner.number()));
        }
        List<JsonNode> hits = DemoDocuments.search(owner.client(), text);
        if (hits.isEmpty()) {
            out.println("nothing found");
        }
        hits.forEach(hit -> out.println("  " + DemoDocuments.describe(hit)));
    }

    private void send() throws IOException {
        DemoNode node = network.runningNode(0);
        SigningKey sender = DemoAccounts.keys().getFirst();
        long nonce =
                node.publicClient()
                        .quantity("eth_getTransactionCount", sender.address().toHex(), "pending")
                        .toLong();
        Bytes envelope =
                new UnsignedTransaction.FeeMarket(
                                network.genesis().chainId(),
                                new Fees(UInt256.ZERO, UInt256.ZERO),
                                new Call(
                                        nonce,
                                        21_000,
                                        Recipient.of(DemoAccounts.keys().get(1).address()),
                                        UInt256.ONE,
                                        Bytes.EMPTY),
                                List.of())
                        .sign(sender)
                        .encode();
        long startNanos = System.nanoTime();
        JsonNode hash =
                node.publicClient()
                        .rpc(
                                "eth_sendRawTransaction",
                                JsonNodeFactory.instance.stringNode(envelope.toHex()));
        DemoNetwork.await(
                "the transfer is confirmed", Duration.ofSeconds(30), () -> hasReceipt(node, hash));
        out.println(
                "%s confirmed after %d ms"
                        .formatted(
                                hash.asString(""), (System.nanoTime() - startNanos) / 1_000_000));
    }

    private static boolean hasReceipt(DemoNode node, JsonNode hash) {
        try {
            return node.publicClient().rpc("eth_getTransactionReceipt", hash).isObject();
        } catch (IOException e) {
            throw new CommandFailure("the node does not answer: " + e.getMessage(), e);
        }
    }

    private void verify() {
        for (String name : List.of("proof.json", "proof-tampered.json")) {
            out.println(name + ":");
            commands.run(
                    out,
                    out,
                    "verify",
                    "--genesis",
                    network.genesisFile().toString(),
                    network.directory().resolve(name).toString());
        }
    }
}
