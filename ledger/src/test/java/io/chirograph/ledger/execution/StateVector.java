package io.chirograph.ledger.execution;

import io.chirograph.crypto.Hashes;
import io.chirograph.evm.BlockContext;
import io.chirograph.evm.Fork;
import io.chirograph.evm.Log;
import io.chirograph.evm.Tracer;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One case of Ethereum's public state tests: a state, a block, a signed transaction, and the root of the
/// state and the hash of the logs that must come out.
record StateVector(String name, Fork fork, JsonNode test, JsonNode expected) {
    private static final Map<String, Fork> FORKS =
            Map.of(
                    "London", Fork.LONDON,
                    "Paris", Fork.PARIS,
                    "Shanghai", Fork.SHANGHAI,
                    "Cancun", Fork.CANCUN,
                    "Prague", Fork.PRAGUE,
                    "Osaka", Fork.OSAKA);

    /// All cases of a file.
    static List<StateVector> of(String file, JsonNode tests) {
        List<StateVector> vectors = new ArrayList<>();
        for (var test : tests.properties()) {
            for (var post : test.getValue().get("post").properties()) {
                int index = 0;
                for (JsonNode entry : post.getValue()) {
                    String name =
                            String.join(" ", file, test.getKey(), post.getKey()) + " " + index++;
                    vectors.add(new StateVector(name, fork(post.getKey()), test.getValue(), entry));
                }
            }
        }
        return vectors;
    }

    private static Fork fork(String name) {
        return Optional.ofNullable(FORKS.get(name)).orElseThrow();
    }

    /// What is wrong; empty when the machine agrees.
    Optional<String> run(TransactionProcessor processor, Tracer tracer) {
        MemoryState state = state();
        List<Log> logs = List.of();
        Outcome outcome = execute(processor, state, tracer);
        boolean mustReject = expected.has("expectException");
        switch (outcome) {
            case Outcome.Rejected(String reason) when !mustReject -> {
                return Optional.of("rejected: " + reason);
            }
            case Outcome.Rejected _ -> {}
            case Outcome.Executed executed -> {
                if (mustReject) {
                    return Optional.of("not rejected: " + expected.get("expectException"));
                }
                state.apply(executed.changes());
                logs = executed.logs();
            }
        }
        if (!state.root().equals(Hash32.fromHex(text("hash")))) {
            return Optional.of("state root differs; outcome " + outcome);
        }
        if (!logsHash(logs).equals(Hash32.fromHex(text("logs")))) {
            return Optional.of("logs differ; outcome " + outcome);
        }
        return Optional.empty();
    }

    private String text(String field) {
        return expected.get(field).asString();
    }

    private Outcome execute(TransactionProcessor processor, MemoryState state, Tracer tracer) {
        Bytes envelope = Bytes.fromHex(text("txbytes"));
        return switch (Transaction.decode(envelope)) {
            case Transaction.Invalid(String reason) -> new Outcome.Rejected(reason);
            case Transaction.Valid(Transaction transaction) -> {
                Optional<Address> sender = transaction.sender();
                if (sender.isEmpty()) {
                    yield new Outcome.Rejected("no sender");
                }
                if (!transaction.encode().equals(envelope)) {
                    throw new AssertionError("encoding differs");
                }
                yield processor.execute(transaction, sender.get(), block(), state, tracer);
            }
        };
    }

    MemoryState state() {
        MemoryState state = new MemoryState();
        for (var entry : test.get("pre").properties()) {
            Address address = Address.fromHex(entry.getKey());
            JsonNode account = entry.getValue();
            long nonce = number(account.get("nonce")).w0();
            Bytes code = Bytes.fromHex(account.get("code").asString());
            state.put(address, nonce, number(account.get("balance")), code);
            for (var slot : account.get("storage").properties()) {
                state.putStorage(address, UInt256.parse(slot.getKey()), number(slot.getValue()));
            }
        }
        return state;
    }

    private BlockContext block() {
        JsonNode env = test.get("env");
        return new BlockContext(
                number(env.get("currentNumber")).toLong(),
                number(env.get("currentTimestamp")).toLong(),
                Address.fromHex(env.get("currentCoinbase").asString()),
                number(env.get("currentGasLimit")).toLong(),
                optional(env, "currentBaseFee"),
                optional(env, "currentRandom").toHash32(),
                blobBaseFee(optional(env, "currentExcessBlobGas")),
                optional(env, "currentDifficulty"),
                1,
                height ->
                        Hashes.keccak256(
                                Long.toString(height).getBytes(StandardCharsets.US_ASCII)));
    }

    private static UInt256 optional(JsonNode env, String field) {
        return env.has(field) ? number(env.get(field)) : UInt256.ZERO;
    }

    /// e to the (excess / fraction), by its Taylor series in whole numbers (EIP-4844).
    private UInt256 blobBaseFee(UInt256 excess) {
        BigInteger fraction =
                BigInteger.valueOf(fork.isAtLeast(Fork.PRAGUE) ? 5_007_716 : 3_338_477);
        BigInteger sum = BigInteger.ZERO;
        BigInteger term = fraction;
        for (int i = 1; term.signum() > 0; i++) {
            sum = sum.add(term);
            term =
                    term.multiply(excess.toBigInteger())
                            .divide(fraction.multiply(BigInteger.valueOf(i)));
        }
        return UInt256.of(sum.divide(fraction));
    }

    private static UInt256 number(JsonNode quantity) {
        return UInt256.parse(quantity.asString());
    }

    private static Hash32 logsHash(List<Log> logs) {
        return Hashes.keccak256(
                RlpWriter.list(list -> logs.forEach(log -> list.beginList(f -> write(f, log)))));
    }

    private static void write(RlpWriter fields, Log log) {
        fields.address(log.address())
                .beginList(topics -> log.topics().forEach(topics::hash))
                .bytes(log.data());
    }
}
