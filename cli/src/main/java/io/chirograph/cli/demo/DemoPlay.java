package io.chirograph.cli.demo;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.console.CommandFailure;
import io.chirograph.crypto.SigningKey;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What happens in the demonstration, from the token's deployment to the last check. Single-owner.
final class DemoPlay {
    /// The number of the member that hands in documents.
    static final int OWNER = 2;

    private static final UInt256 SUPPLY = UInt256.parse("1000000000000000000000000");
    private static final UInt256 SHARE = UInt256.parse("100000000000000000000");
    private static final List<String> SAMPLE_QUERIES =
            List.of("moisture and protein of the soybeans", "铅封 提单 不符");
    private static final Duration RECEIPT_PATIENCE = Duration.ofSeconds(30);
    private static final Duration CATCH_UP_PATIENCE = Duration.ofMinutes(3);
    private static final Duration DOWN_TIME = Duration.ofSeconds(3);
    private static final double NANOS_PER_MILLI = 1e6;

    private final DemoNetwork network;
    private final List<SigningKey> accounts;
    private final Optional<Path> documents;
    private final int seconds;
    private final CommandRunner commands;
    private final DemoReport report;
    private final DemoScreen screen;

    DemoPlay(
            DemoNetwork network,
            List<SigningKey> accounts,
            Optional<Path> documents,
            int seconds,
            CommandRunner commands,
            DemoReport report,
            DemoScreen screen) {
        this.network = network;
        this.accounts = accounts;
        this.documents = documents;
        this.seconds = seconds;
        this.commands = commands;
        this.report = report;
        this.screen = screen;
    }

    void run() throws IOException, InterruptedException {
        if (network.existed()) {
            findDocumentsOfBefore();
        }
        long chainId = network.genesis().chainId();
        Address token = deployToken(chainId);
        report.check("token deployed", true, token.toHex());
        shareOut(chainId, token);

        long startNanos = System.nanoTime();
        long endNanos = startNanos + Duration.ofSeconds(seconds).toNanos();
        try (TransferLoad load =
                        new TransferLoad(
                                network, new TransferSender.Target(chainId, token), accounts);
                LiveFigures _ = new LiveFigures(network, load.confirmations(), screen)) {
            say("Sending token transfers from %d accounts".formatted(accounts.size()));
            JsonNode hit = documents();
            proof(hit);
            sleepUntil(startNanos + Duration.ofSeconds(seconds).toNanos() / 2);
            killPrimary(load.confirmations());
            sleepUntil(endNanos);
            int lost = load.drain();
            long elapsedNanos = System.nanoTime() - startNanos;
            transfers(load, lost, elapsedNanos);
        }
        balances(token);
        agreement();
    }

    // ---- transfers

    private Address deployToken(long chainId) throws IOException {
        say("Deploying a token contract");
        JsonNode receipt =
                execute(chainId, Recipient.newContract(), DemoToken.deployment(SUPPLY), 2_000_000);
        return Address.fromHex(receipt.path("contractAddress").asString(""));
    }

    private void shareOut(long chainId, Address token) throws IOException {
        for (SigningKey account : accounts.subList(1, accounts.size())) {
            execute(
                    chainId,
                    Recipient.of(token),
                    DemoToken.transfer(account.address(), SHARE),
                    100_000);
        }
    }

    /// Sends one transaction of the first account and waits for its receipt.
    private JsonNode execute(long chainId, Recipient to, Bytes data, long gasLimit)
            throws IOException {
        NodeClient client = network.node(1).publicClient();
        SigningKey sender = accounts.getFirst();
        long nonce =
                client.quantity("eth_getTransactionCount", sender.address().toHex(), "pending")
                        .toLong();
        Bytes envelope =
                new UnsignedTransaction.FeeMarket(
                                chainId,
                                new Fees(UInt256.ZERO, UInt256.ZERO),
                                new Call(nonce, gasLimit, to, UInt256.ZERO, data),
                                List.of())
                        .sign(sender)
                        .encode();
        JsonNode hash = client.rpc("eth_sendRawTransaction", text(envelope.toHex()));
        List<JsonNode> receipts = new ArrayList<>();
        DemoNetwork.await(
                "transaction " + hash.asString("") + " is confirmed",
                RECEIPT_PATIENCE,
                () -> {
                    receipts.add(receipt(client, hash));
                    return receipts.getLast().isObject();
                });
        JsonNode receipt = receipts.getLast();
        if (!receipt.path("status").asString("").equals("0x1")) {
            throw new CommandFailure("transaction %s failed".formatted(hash.asString("")));
        }
        return receipt;
    }

    private static JsonNode receipt(NodeClient client, JsonNode hash) {
        try {
            return client.rpc("eth_getTransactionReceipt", hash);
        } catch (IOException e) {
            throw new CommandFailure("the receipt can't be read: " + e.getMessage(), e);
        }
    }

    private void transfers(TransferLoad load, int lost, long elapsedNanos) {
        long[] latencies = load.confirmations().latenciesNanos();
        long confirmed = latencies.length;
        report.check(
                "every transfer confirmed",
                lost == 0 && confirmed > 0,
                "%d confirmed, %d not".formatted(confirmed, lost));
        report.figure("transactions", confirmed);
        report.figure("transactions per second", confirmed * 1e9 / elapsedNanos);
        report.figure("blocks with transfers", load.blocksWithTransfers());
        report.figure(
                "transactions per block",
                confirmed / (double) Math.max(1, load.blocksWithTransfers()));
        report.figure("latency p50 ms", DemoReport.percentile(latencies, 0.50) / NANOS_PER_MILLI);
        report.figure("latency p99 ms", DemoReport.percentile(latencies, 0.99) / NANOS_PER_MILLI);
    }

    private void balances(Address token) throws IOException {
        NodeClient client = network.runningNode(0).publicClient();
        UInt256 sum = UInt256.ZERO;
        for (SigningKey account : accounts) {
            ObjectNode call =
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("to", token.toHex())
                            .put("data", DemoToken.balanceOf(account.address()).toHex());
            sum =
                    sum.plus(
                            UInt256.parse(
                                    client.rpc("eth_call", call, text("latest")).asString("")));
        }
        report.check(
                "balances add up to the supply",
                sum.equals(SUPPLY),
                "%s of %s".formatted(sum, SUPPLY));
    }

    private void agreement() {
        String hash = network.awaitSameBlock(CATCH_UP_PATIENCE);
        report.check(
                "all members have the same block",
                network.running().size() == DemoNetwork.MEMBERS && !hash.contains("/"),
                hash);
        long resident =
                network.nodes().stream()
                        .map(node -> node.process().residentBytes())
                        .flatMap(Optional::stream)
                        .mapToLong(Long::longValue)
                        .sum();
        report.figure("resident MiB of four nodes", resident >> 20);
        network.node(1).height().ifPresent(height -> report.figure("height", height));
    }

    // ---- documents

    private void findDocumentsOfBefore() throws IOException {
        long count = 0;
        for (String query : SAMPLE_QUERIES) {
            count += DemoDocuments.search(owner(), query).size();
        }
        JsonNode list = owner().get("/api/v1/documents?limit=100").path("documents");
        report.check(
                "documents of before are there",
                !list.isEmpty() && (documents.isPresent() || count > 0),
                "%d documents, %d hits".formatted(list.size(), count));
    }

    private NodeClient owner() throws IOException {
        return network.node(OWNER).client();
    }

    /// Registers the documents and searches them.
    /// @return the first hit
    private JsonNode documents() throws IOException, InterruptedException {
        List<Path> files =
                documents.isPresent()
                        ? DemoDocuments.of(documents.get())
                        : DemoDocuments.samples(network.directory().resolve("samples"));
        say("Registering %d documents at member-2".formatted(files.size()));
        List<DemoDocuments.Put> puts = DemoDocuments.put(owner(), files);
        List<DemoDocuments.Put> failed = puts.stream().filter(DemoDocuments.Put::failed).toList();
        failed.forEach(put ->
                say("  failed alone: %s: %s".formatted(put.file().getFileName(), put.reason())));
        boolean asExpected =
                documents.isPresent()
                        ? failed.size() < puts.size()
                        : failed.size() == 1
                                && failed.getFirst().file().endsWith("damaged-scan.pdf");
        report.check(
                "documents registered",
                asExpected,
                "%d in, %d failed%s"
                        .formatted(
                                puts.size() - failed.size(),
                                failed.size(),
                                failed.isEmpty() ? "" : ": " + failed.getFirst().reason()));
        report.figure("documents in", puts.size() - failed.size());
        report.figure("documents failed", failed.size());
        JsonNode first = JsonNodeFactory.instance.missingNode();
        for (String query : queries(puts)) {
            List<JsonNode> hits = DemoDocuments.search(owner(), query);
            say("Search '%s'".formatted(query));
            hits.forEach(hit -> say("  " + DemoDocuments.describe(hit)));
            report.check("search '%s'".formatted(query), !hits.isEmpty(), hits.size() + " hits");
            if (!first.isObject() && !hits.isEmpty()) {
                first = hits.getFirst();
            }
        }
        return first;
    }

    /// For the samples, in both languages; for other documents the beginning of one of them.
    private List<String> queries(List<DemoDocuments.Put> puts) throws IOException {
        if (documents.isEmpty()) {
            return SAMPLE_QUERIES;
        }
        for (DemoDocuments.Put put : puts) {
            if (!put.failed() && put.passages() > 0) {
                JsonNode proof =
                        owner().get("/api/v1/documents/%s/proof?passage=0".formatted(put.id()));
                String text = proof.path("passage").path("text").asString("").strip();
                return List.of(
                        text.substring(
                                0,
                                text.offsetByCodePoints(
                                        0, Math.min(40, text.codePointCount(0, text.length())))));
            }
        }
        return List.of();
    }

    private void proof(JsonNode hit) throws IOException {
        if (!hit.isObject()) {
            report.check("proof verified", false, "there is no hit to prove");
            return;
        }
        byte[] proof = DemoDocuments.proof(owner(), hit);
        Path file = Files.write(network.directory().resolve("proof.json"), proof);
        say("Wrote %s; check it anywhere with".formatted(file));
        say("  chirograph verify --genesis %s %s".formatted(network.genesisFile(), file));
        report.check("proof verified", verify(file) == 0, file.toString());
        proof[proof.length / 2] ^= 1;
        Path tampered = Files.write(network.directory().resolve("proof-tampered.json"), proof);
        report.check("tampered proof refused", verify(tampered) == 1, tampered.toString());
    }

    private int verify(Path proof) {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return commands.run(
                nowhere,
                nowhere,
                "verify",
                "--genesis",
                network.genesisFile().toString(),
                proof.toString());
    }

    // ---- failure

    private void killPrimary(Confirmations confirmations) throws IOException {
        int index = owner().get("/api/v1/status").path("primary").asInt(0);
        DemoNode primary = network.node(index + 1);
        say("Killing the primary, member-%d (SIGKILL)".formatted(primary.number()));
        long killedNanos = System.nanoTime();
        primary.process().kill();
        sleepUntil(killedNanos + DOWN_TIME.toNanos());
        long outageNanos = confirmations.longestGapNanos(killedNanos, System.nanoTime());
        boolean goesOn = outageNanos < DOWN_TIME.toNanos();
        report.check(
                "commits go on without the primary",
                goesOn,
                "outage %.0f ms".formatted(outageNanos / NANOS_PER_MILLI));
        report.figure("outage ms", outageNanos / NANOS_PER_MILLI);
        say(
                "Outage %.0f ms; starting member-%d again"
                        .formatted(outageNanos / NANOS_PER_MILLI, primary.number()));
        long restartNanos = System.nanoTime();
        primary.process().start();
        network.awaitUp(primary);
        network.awaitSameBlock(CATCH_UP_PATIENCE);
        report.check(
                "the killed member catches up",
                true,
                "%.1f s after its start".formatted((System.nanoTime() - restartNanos) / 1e9));
    }

    private void sleepUntil(long nanos) {
        DemoNetwork.await(
                "the time has come",
                Duration.ofNanos(Math.max(0, nanos - System.nanoTime())).plusMinutes(1),
                () -> System.nanoTime() - nanos >= 0);
    }

    private static JsonNode text(String value) {
        return JsonNodeFactory.instance.stringNode(value);
    }

    private void say(String line) {
        screen.say(line);
    }
}
