package io.chirograph.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.evm.Log;
import io.chirograph.ledger.Block;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.Receipt;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.TransactionPlace;
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
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What we write against Ethereum's public RPC tests: the same chain must give the same JSON.
final class PublicVectorsTest {
    private static final Path TESTS =
            Path.of(System.getProperty("repository.root"))
                    .resolve(System.getProperty("vectors"))
                    .resolve("rpc/tests");

    private static JsonNode expected(String test) throws IOException {
        return JsonMapper.shared()
                .readTree(
                        Files.readAllLines(TESTS.resolve(test)).stream()
                                .filter(line -> line.startsWith("<< "))
                                .findFirst()
                                .orElseThrow()
                                .substring(3))
                .get("result");
    }

    /// The RLP of all blocks of the chain.
    private static List<RlpReader> chain() throws IOException {
        Bytes file = Bytes.owning(Files.readAllBytes(TESTS.resolve("chain.rlp")));
        RlpReader all = RlpReader.list(RlpWriter.list(w -> w.encoded(file)));
        List<RlpReader> blocks = new ArrayList<>();
        while (all.hasNext()) {
            blocks.add(all.list());
        }
        return blocks;
    }

    private static List<SentTransaction> transactions(RlpReader list) {
        List<SentTransaction> transactions = new ArrayList<>();
        while (list.hasNext()) {
            Bytes envelope = list.nextIsList() ? list.encoded() : list.bytes();
            Transaction transaction =
                    ((Transaction.Valid) Transaction.decode(envelope)).transaction();
            transactions.add(new SentTransaction(transaction, transaction.sender().orElseThrow()));
        }
        return transactions;
    }

    private static SentTransaction find(Hash32 hash) throws IOException {
        for (RlpReader block : chain()) {
            block.encoded();
            for (SentTransaction each : transactions(block.list())) {
                if (each.transaction().hash().equals(hash)) {
                    return each;
                }
            }
        }
        throw new AssertionError("the chain has no transaction " + hash);
    }

    /// The newest block, with receipts as the tests have them.
    private static ExecutedBlock newest() throws IOException {
        RlpReader block = chain().getLast();
        BlockHeader header = BlockHeader.fromRlp(block.encoded());
        List<Receipt> receipts = new ArrayList<>();
        for (JsonNode each : expected("eth_getBlockReceipts/get-block-receipts-latest.io")) {
            receipts.add(receipt(each));
        }
        return new ExecutedBlock(
                new Block(header, header.hash(), transactions(block.list())), receipts, List.of());
    }

    private static Receipt receipt(JsonNode json) {
        List<Log> logs = new ArrayList<>();
        for (JsonNode each : json.get("logs")) {
            List<Hash32> topics = new ArrayList<>();
            each.get("topics").forEach(topic -> topics.add(Hash32.fromHex(topic.stringValue())));
            logs.add(
                    new Log(
                            Address.fromHex(each.get("address").stringValue()),
                            topics,
                            Bytes.fromHex(each.get("data").stringValue())));
        }
        return new Receipt(
                (int) number(json, "type"),
                number(json, "status") == 1,
                number(json, "gasUsed"),
                number(json, "cumulativeGasUsed"),
                UInt256.parse(json.get("effectiveGasPrice").stringValue()),
                Bytes.fromHex(json.get("logsBloom").stringValue()),
                logs,
                json.path("contractAddress").isString()
                        ? new Outcome.CreatedContract.At(
                                Address.fromHex(json.get("contractAddress").stringValue()))
                        : new Outcome.CreatedContract.None(),
                "");
    }

    private static long number(JsonNode json, String field) {
        return Long.decode(json.get(field).stringValue());
    }

    @Test
    void writesBlocksAlike() throws IOException {
        ObjectNode ours = BlockJson.withTransactions(newest());
        // Ours says that there are none, which the schema allows; the tests' node leaves it out.
        JsonNode expected = expected("eth_getBlockByNumber/get-finalized.io");
        if (!expected.has("withdrawals")) {
            ours.remove("withdrawals");
        }

        assertThat(ours).isEqualTo(expected);
    }

    @Test
    void writesReceiptsAlike() throws IOException {
        List<JsonNode> ours = new ArrayList<>();
        ReceiptJson.places(newest()).forEach(place -> ours.add(ReceiptJson.of(place)));
        List<JsonNode> expected = new ArrayList<>();
        expected("eth_getBlockReceipts/get-block-receipts-latest.io").forEach(expected::add);

        assertThat(ours).isEqualTo(expected);
    }

    @Test
    void writesTransactionsOfEveryTypeAlike() throws IOException {
        for (String test :
                List.of(
                        "get-access-list",
                        "get-dynamic-fee",
                        "get-legacy-create",
                        "get-legacy-tx",
                        "get-setcode-tx")) {
            JsonNode expected = expected("eth_getTransactionByHash/" + test + ".io");

            JsonNode ours = TransactionJson.included(place(expected));

            assertThat(new TreeSet<>(ours.propertyNames()))
                    .as(test)
                    .isEqualTo(new TreeSet<>(expected.propertyNames()));
            assertThat(ours).as(test).isEqualTo(expected);
        }
    }

    /// Where the test says that the transaction is; of the block only what the answer shows is true.
    private static TransactionPlace place(JsonNode json) throws IOException {
        BlockHeader other = newest().block().header();
        BlockHeader header =
                new BlockHeader(
                        other.parentHash(),
                        other.ommersHash(),
                        other.coinbase(),
                        other.stateRoot(),
                        other.transactionsRoot(),
                        other.receiptsRoot(),
                        other.logsBloom(),
                        other.difficulty(),
                        number(json, "blockNumber"),
                        other.gasLimit(),
                        other.gasUsed(),
                        number(json, "blockTimestamp"),
                        other.extraData(),
                        other.prevRandao(),
                        other.nonce(),
                        other.baseFeePerGas(),
                        other.withdrawalsRoot(),
                        other.blobGasUsed(),
                        other.excessBlobGas(),
                        other.parentBeaconBlockRoot(),
                        other.requestsHash());
        SentTransaction sent = find(Hash32.fromHex(json.get("hash").stringValue()));
        Receipt receipt =
                new Receipt(
                        sent.transaction().type(),
                        true,
                        0,
                        0,
                        UInt256.parse(json.get("gasPrice").stringValue()),
                        other.logsBloom(),
                        List.of(),
                        new Outcome.CreatedContract.None(),
                        "");
        return new TransactionPlace(
                new Block(
                        header, Hash32.fromHex(json.get("blockHash").stringValue()), List.of(sent)),
                (int) number(json, "transactionIndex"),
                sent,
                receipt,
                0);
    }
}
