package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.trie.TrieProof;
import io.chirograph.crypto.trie.TrieRoot;
import io.chirograph.evm.Account;
import io.chirograph.evm.Log;
import io.chirograph.ledger.execution.LogsBloom;
import io.chirograph.ledger.execution.Outcome;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.proof.BlockHeader;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The formats here against a chain that other software made: the one of Ethereum's public RPC tests.
class PublicChainTest {
    private static final int TRANSACTIONS_ROOT = 4;

    private static Path vectors() {
        return Path.of(System.getProperty("repository.root"))
                .resolve(System.getProperty("vectors"))
                .resolve("rpc/tests");
    }

    /// Each block as the reader of its elements.
    private static List<RlpReader> blocks() throws IOException {
        Bytes file = Bytes.owning(Files.readAllBytes(vectors().resolve("chain.rlp")));
        RlpReader reader = RlpReader.list(RlpWriter.list(w -> w.encoded(file)));
        List<RlpReader> blocks = new ArrayList<>();
        while (reader.hasNext()) {
            blocks.add(reader.list());
        }
        return blocks;
    }

    private static Bytes lastHeader() throws IOException {
        return blocks().getLast().encoded();
    }

    private static JsonNode result(String test) throws IOException {
        String line =
                Files.readAllLines(vectors().resolve(test)).stream()
                        .filter(text -> text.startsWith("<< "))
                        .findFirst()
                        .orElseThrow();
        return JsonMapper.shared().readTree(line.substring(3)).get("result");
    }

    @Test
    void readsItsNewestHeader() throws IOException {
        BlockHeader header = BlockHeader.fromRlp(lastHeader());
        assertThat(header.hash())
                .isEqualTo(
                        Hash32.fromHex(
                                result("eth_getBlockByNumber/get-finalized.io")
                                        .get("hash")
                                        .asString()));
        assertThat(header.number()).isEqualTo(54);
    }

    @Test
    void givesTheTransactionsRootsOfAllItsBlocks() throws IOException {
        int transactions = 0;
        for (RlpReader block : blocks()) {
            RlpReader header = block.list();
            for (int i = 0; i < TRANSACTIONS_ROOT; i++) {
                header.encoded();
            }
            List<Bytes> envelopes = new ArrayList<>();
            RlpReader list = block.list();
            while (list.hasNext()) {
                Bytes envelope = list.nextIsList() ? list.encoded() : list.bytes();
                assertThat(Transaction.decode(envelope)).isInstanceOf(Transaction.Valid.class);
                envelopes.add(envelope);
            }
            assertThat(TrieRoot.ofIndexed(envelopes)).isEqualTo(header.hash());
            transactions += envelopes.size();
        }
        assertThat(transactions).isGreaterThan(100);
    }

    @Test
    void givesTheReceiptsRootAndBloomOfItsNewestBlock() throws IOException {
        BlockHeader header = BlockHeader.fromRlp(lastHeader());
        List<Receipt> receipts = new ArrayList<>();
        for (JsonNode json : result("eth_getBlockReceipts/get-block-receipts-latest.io")) {
            receipts.add(receipt(json));
        }
        assertThat(receipts).hasSize(4);
        assertThat(receipts.stream().mapToInt(receipt -> receipt.logs().size()).sum()).isPositive();
        assertThat(TrieRoot.ofIndexed(receipts.stream().map(Receipt::encode).toList()))
                .isEqualTo(header.receiptsRoot());
        assertThat(LogsBloom.union(receipts.stream().map(Receipt::logsBloom).toList()))
                .isEqualTo(header.logsBloom());
    }

    private static Receipt receipt(JsonNode json) {
        List<Log> logs = new ArrayList<>();
        for (JsonNode log : json.get("logs")) {
            List<Hash32> topics = new ArrayList<>();
            log.get("topics").forEach(topic -> topics.add(Hash32.fromHex(topic.asString())));
            logs.add(
                    new Log(
                            Address.fromHex(log.get("address").asString()),
                            topics,
                            Bytes.fromHex(log.get("data").asString())));
        }
        return new Receipt(
                (int) quantity(json, "type"),
                quantity(json, "status") == 1,
                quantity(json, "gasUsed"),
                quantity(json, "cumulativeGasUsed"),
                UInt256.of(quantity(json, "effectiveGasPrice")),
                LogsBloom.of(logs),
                logs,
                new Outcome.CreatedContract.None(),
                "");
    }

    private static long quantity(JsonNode json, String field) {
        return Long.decode(json.get(field).asString());
    }

    @Test
    void verifiesItsAccountAndStorageProofs() throws IOException {
        Hash32 stateRoot = BlockHeader.fromRlp(lastHeader()).stateRoot();
        for (String test : List.of("get-account-proof-latest", "get-account-proof-with-storage")) {
            JsonNode json = result("eth_getProof/" + test + ".io");
            Address address = Address.fromHex(json.get("address").asString());
            StoredAccount expected =
                    new StoredAccount(
                            new Account(
                                    quantity(json, "nonce"),
                                    UInt256.parse(json.get("balance").asString()),
                                    Hash32.fromHex(json.get("codeHash").asString())),
                            Hash32.fromHex(json.get("storageHash").asString()));
            assertThat(
                            TrieProof.verify(
                                    stateRoot,
                                    TrieState.accountKey(address),
                                    nodes(json.get("accountProof"))))
                    .isEqualTo(new TrieProof.Result.Present(expected.toRlp()));
            for (JsonNode slot : json.get("storageProof")) {
                UInt256 key = UInt256.parse(slot.get("key").asString());
                UInt256 value = UInt256.parse(slot.get("value").asString());
                assertThat(
                                TrieProof.verify(
                                        expected.storageRoot(),
                                        TrieState.slotKey(key),
                                        nodes(slot.get("proof"))))
                        .isEqualTo(
                                value.isZero()
                                        ? new TrieProof.Result.Absent()
                                        : new TrieProof.Result.Present(TrieState.slotValue(value)));
            }
        }
    }

    private static List<Bytes> nodes(JsonNode json) {
        List<Bytes> nodes = new ArrayList<>();
        json.forEach(node -> nodes.add(Bytes.fromHex(node.asString())));
        return nodes;
    }
}
