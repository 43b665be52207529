package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chirograph.crypto.Hashes;
import io.chirograph.testkit.Vectors;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Ethereum's first test suite, for the machine alone under the rules of Frontier: the gas that is left,
/// the output, the logs and the storage. A case without them must fail.
class MachineVectorsTest {
    private static final String DIRECTORY = "evm/vm-legacy";

    @Test
    void agreesWithThePublicMachineTests() {
        assumeTrue(Vectors.has(DIRECTORY), Vectors.missing(DIRECTORY));
        Evm evm = new Evm(Fork.FRONTIER);
        int count =
                Vectors.files(DIRECTORY).parallelStream()
                        .mapToInt(file -> check(evm, JsonMapper.shared().readTree(file.toFile())))
                        .sum();
        assertThat(count).isEqualTo(385);
    }

    private static int check(Evm evm, JsonNode tests) {
        tests.properties().forEach(test -> check(evm, test.getKey(), test.getValue()));
        return tests.size();
    }

    private static void check(Evm evm, String name, JsonNode test) {
        JsonNode exec = test.get("exec");
        Address contract = Address.fromHex(exec.get("address").asString());
        Address caller = Address.fromHex(exec.get("caller").asString());
        UInt256 value = number(exec.get("value"));
        TransactionState state = evm.begin(world(test.get("pre"), contract, caller, value));
        Message message =
                new Message.Call(
                        caller,
                        contract,
                        value,
                        Bytes.fromHex(exec.get("data").asString()),
                        number(exec.get("gas")).toLong());
        TransactionContext transaction =
                new TransactionContext(
                        Address.fromHex(exec.get("origin").asString()),
                        number(exec.get("gasPrice")),
                        List.of());
        Result result = evm.run(message, state, block(test.get("env")), transaction);
        if (!test.has("gas")) {
            assertThat(result).as(name).isInstanceOf(Result.Failed.class);
            return;
        }
        Bytes output = Bytes.fromHex(test.get("out").asString());
        assertThat(result)
                .as(name)
                .isEqualTo(new Result.Success(output, number(test.get("gas")).toLong()));
        assertThat(logsHash(state.logs())).as(name).isEqualTo(test.get("logs").asString());
        assertThat(storageAfter(test.get("pre"), state.changes()))
                .as(name)
                .isEqualTo(storage(test.get("post")));
    }

    /// These tests don't move the value, so the contract starts with that much less.
    private static MemoryWorld world(
            JsonNode pre, Address contract, Address caller, UInt256 value) {
        MemoryWorld world = new MemoryWorld().put(caller, 0, value, Bytes.EMPTY);
        for (var entry : pre.properties()) {
            Address address = Address.fromHex(entry.getKey());
            JsonNode account = entry.getValue();
            UInt256 balance = number(account.get("balance"));
            if (address.equals(contract) && !contract.equals(caller)) {
                balance = balance.minus(value);
            }
            long nonce = number(account.get("nonce")).toLong();
            world.put(address, nonce, balance, Bytes.fromHex(account.get("code").asString()));
        }
        storage(pre)
                .forEach((address, slots) ->
                        slots.forEach((slot, word) -> world.putStorage(address, slot, word)));
        return world;
    }

    private static BlockContext block(JsonNode env) {
        return new BlockContext(
                number(env.get("currentNumber")).toLong(),
                number(env.get("currentTimestamp")).toLong(),
                Address.fromHex(env.get("currentCoinbase").asString()),
                number(env.get("currentGasLimit")).toLong(),
                UInt256.ZERO,
                Hash32.ZERO,
                UInt256.ZERO,
                number(env.get("currentDifficulty")),
                1,
                height ->
                        Hashes.keccak256(
                                Long.toString(height).getBytes(StandardCharsets.US_ASCII)));
    }

    /// The slots that are not zero, of the accounts that have any.
    private static Map<Address, SortedMap<UInt256, UInt256>> storage(JsonNode accounts) {
        Map<Address, SortedMap<UInt256, UInt256>> storage = new TreeMap<>();
        for (var entry : accounts.properties()) {
            for (var slot : entry.getValue().get("storage").properties()) {
                storage.computeIfAbsent(Address.fromHex(entry.getKey()), _ -> new TreeMap<>())
                        .put(UInt256.parse(slot.getKey()), number(slot.getValue()));
            }
        }
        return storage;
    }

    private static Map<Address, SortedMap<UInt256, UInt256>> storageAfter(
            JsonNode pre, StateChanges changes) {
        Map<Address, SortedMap<UInt256, UInt256>> storage = storage(pre);
        changes.accounts()
                .forEach((address, change) -> {
                    switch (change) {
                        case StateChanges.Deleted() -> storage.remove(address);
                        case StateChanges.Updated(_, var slots) ->
                                storage.computeIfAbsent(address, _ -> new TreeMap<>())
                                        .putAll(slots);
                    }
                });
        storage.values().forEach(slots -> slots.values().removeIf(UInt256::isZero));
        storage.values().removeIf(Map::isEmpty);
        return storage;
    }

    private static String logsHash(List<Log> logs) {
        Bytes encoded =
                RlpWriter.list(list -> logs.forEach(log -> list.beginList(f -> write(f, log))));
        return Hashes.keccak256(encoded).toHex();
    }

    private static void write(RlpWriter fields, Log log) {
        fields.address(log.address())
                .beginList(topics -> log.topics().forEach(topics::hash))
                .bytes(log.data());
    }

    private static UInt256 number(JsonNode quantity) {
        return UInt256.parse(Objects.requireNonNull(quantity).asString());
    }
}
