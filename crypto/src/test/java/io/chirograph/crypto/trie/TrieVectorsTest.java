package io.chirograph.crypto.trie;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The public trie tests of Ethereum: key-value lists, some with removals, and their roots.
class TrieVectorsTest {
    private record Change(Bytes key, Optional<Bytes> value) {}

    @TestFactory
    Stream<DynamicTest> listsInTheirOrder() {
        return Stream.of("trietest", "trietest_secureTrie").flatMap(file -> cases(file, false));
    }

    @TestFactory
    Stream<DynamicTest> mapsInAnyOrder() {
        return Stream.of("trieanyorder", "trieanyorder_secureTrie", "hex_encoded_securetrie_test")
                .flatMap(file -> cases(file, true));
    }

    private static Stream<DynamicTest> cases(String file, boolean anyOrder) {
        Path path =
                Path.of(System.getProperty("repository.root"))
                        .resolve(System.getProperty("vectors"))
                        .resolve("evm/trie/" + file + ".json");
        boolean hashedKeys = file.contains("secure");
        return JsonMapper.shared().readTree(path.toFile()).properties().stream()
                .map(entry ->
                        DynamicTest.dynamicTest(
                                file + " " + entry.getKey(),
                                () -> check(entry.getValue(), hashedKeys, anyOrder)));
    }

    private static void check(JsonNode test, boolean hashedKeys, boolean anyOrder) {
        List<Change> changes = changes(test.get("in"), hashedKeys);
        Hash32 expected = Hash32.fromHex(test.get("root").asString());
        Random random = new Random(1);
        for (int round = 0; round < (anyOrder ? 20 : 1); round++) {
            Trie trie = new Trie(Hashes.EMPTY_TRIE_ROOT, hash -> Optional.empty());
            for (Change change : changes) {
                change.value()
                        .ifPresentOrElse(
                                value -> trie.put(change.key(), value),
                                () -> trie.remove(change.key()));
            }
            assertThat(trie.commit().root()).isEqualTo(expected);
            if (anyOrder) {
                Collections.shuffle(changes, random);
            }
        }
    }

    private static List<Change> changes(JsonNode in, boolean hashedKeys) {
        List<Change> changes = new ArrayList<>();
        if (in.isArray()) {
            in.forEach(pair -> changes.add(change(pair.get(0), pair.get(1), hashedKeys)));
        } else {
            in.properties()
                    .forEach(e ->
                            changes.add(
                                    new Change(
                                            key(bytes(e.getKey()), hashedKeys),
                                            Optional.of(bytes(e.getValue().asString())))));
        }
        return changes;
    }

    private static Change change(JsonNode key, JsonNode value, boolean hashedKeys) {
        return new Change(
                key(bytes(key.asString()), hashedKeys),
                value.isNull() ? Optional.empty() : Optional.of(bytes(value.asString())));
    }

    private static Bytes key(Bytes key, boolean hashed) {
        return hashed ? Hashes.keccak256(key).bytes() : key;
    }

    private static Bytes bytes(String text) {
        return text.startsWith("0x") ? Bytes.fromHex(text) : Bytes.ofUtf8(text);
    }
}
