package io.chirograph.ledger.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chirograph.evm.Fork;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.testkit.Vectors;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Ethereum's public transaction tests: envelopes, and under each fork the hash, the sender and the
/// intrinsic gas, or that they are not valid.
class TransactionVectorsTest {
    private static final String DIRECTORY = "evm/transaction";
    private static final Map<String, Fork> FORKS =
            Map.ofEntries(
                    Map.entry("Frontier", Fork.FRONTIER),
                    Map.entry("Homestead", Fork.HOMESTEAD),
                    Map.entry("EIP150", Fork.TANGERINE_WHISTLE),
                    Map.entry("EIP158", Fork.SPURIOUS_DRAGON),
                    Map.entry("Byzantium", Fork.BYZANTIUM),
                    Map.entry("Constantinople", Fork.CONSTANTINOPLE),
                    Map.entry("ConstantinopleFix", Fork.PETERSBURG),
                    Map.entry("Istanbul", Fork.ISTANBUL),
                    Map.entry("Berlin", Fork.BERLIN),
                    Map.entry("London", Fork.LONDON),
                    Map.entry("Paris", Fork.PARIS),
                    Map.entry("Shanghai", Fork.SHANGHAI),
                    Map.entry("Cancun", Fork.CANCUN));

    /// Where we are stricter, on purpose: a gas limit has 63 bits, since Osaka allows 25 anyway, and the high
    /// `s` is never valid, which was so only from Homestead on.
    private static final Set<String> DEVIATIONS = deviations();

    private static Set<String> deviations() {
        Set<String> names = new TreeSet<>(Set.of("TransactionWithSvalueHigh Frontier"));
        for (String fork : FORKS.keySet()) {
            names.add("TransactionWithHighGasLimit63 " + fork);
            names.add("TransactionWithHighGasLimit64Minus1 " + fork);
        }
        return names;
    }

    @Test
    void agreesWithThePublicTransactionTests() {
        assumeTrue(Vectors.has(DIRECTORY), Vectors.missing(DIRECTORY));
        SortedMap<String, String> failures = new TreeMap<>();
        int count = 0;
        for (var file : Vectors.files(DIRECTORY)) {
            for (var test : JsonMapper.shared().readTree(file.toFile()).properties()) {
                Bytes envelope = Bytes.fromHex(test.getValue().get("txbytes").asString());
                for (var result : test.getValue().get("result").properties()) {
                    String name = test.getKey() + " " + result.getKey();
                    Fork fork = Objects.requireNonNull(FORKS.get(result.getKey()));
                    check(envelope, fork, result.getValue())
                            .ifPresent(problem -> failures.put(name, problem));
                    count++;
                }
            }
        }
        assertThat(failures).containsOnlyKeys(DEVIATIONS);
        assertThat(count).isEqualTo(1636);
    }

    private static Optional<String> check(Bytes envelope, Fork fork, JsonNode expected) {
        boolean mustBeInvalid = expected.has("exception");
        return switch (Transaction.decode(envelope)) {
            case Transaction.Invalid(String reason) ->
                    mustBeInvalid ? Optional.empty() : Optional.of("invalid: " + reason);
            case Transaction.Valid(Transaction transaction) -> {
                Optional<String> problem =
                        new TransactionProcessor(fork)
                                .problem(transaction)
                                .or(() -> chainProblem(transaction))
                                .or(() ->
                                        transaction.sender().isEmpty()
                                                ? Optional.of("no sender")
                                                : Optional.empty());
                if (mustBeInvalid || problem.isPresent()) {
                    yield mustBeInvalid == problem.isPresent()
                            ? Optional.empty()
                            : Optional.of("problem: " + problem + ", " + expected);
                }
                yield compare(transaction, fork, expected);
            }
        };
    }

    /// The tests are for chain 1.
    private static Optional<String> chainProblem(Transaction transaction) {
        return transaction.chainId() > 1 ? Optional.of("other chain") : Optional.empty();
    }

    private static Optional<String> compare(Transaction transaction, Fork fork, JsonNode expected) {
        IntrinsicGas gas = new TransactionRules(fork).intrinsicGas(transaction);
        boolean same =
                transaction.hash().toHex().equals(expected.get("hash").asString())
                        && transaction
                                .sender()
                                .map(Address::toHex)
                                .equals(Optional.of(expected.get("sender").asString()))
                        && gas.gas() == Long.decode(expected.get("intrinsicGas").asString());
        return same ? Optional.empty() : Optional.of("differs: " + expected + ", gas " + gas);
    }
}
