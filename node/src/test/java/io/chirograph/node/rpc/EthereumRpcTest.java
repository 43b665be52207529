package io.chirograph.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.TrieProof;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.transaction.Authorization;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The methods against a real ledger, state and pool.
final class EthereumRpcTest {
    private static final Bytes SEVEN = UInt256.of(7).toHash32().bytes();
    private static final Address ALICE = TestChain.ALICE.address();
    private static final String NOWHERE = "'0x" + "ff".repeat(32) + "'";

    private final TestChain chain = new TestChain();

    @AfterEach
    void close() {
        chain.close();
    }

    private static String quoted(Object value) {
        return "'" + value + "'";
    }

    private static Transaction keep(long nonce) {
        return TestChain.transaction(TestChain.ALICE, nonce, TestChain.KEEPER, SEVEN);
    }

    @Test
    void tellsChainNodeAndHeight() throws Exception {
        chain.include();

        assertThat(chain.result("eth_chainId", "").stringValue()).isEqualTo("0x1267");
        assertThat(chain.result("net_version", "").stringValue()).isEqualTo("4711");
        assertThat(chain.result("eth_blockNumber", "").stringValue()).isEqualTo("0x1");
        assertThat(chain.result("web3_clientVersion", "").stringValue())
                .isEqualTo("Chirograph/test");
        assertThat(chain.result("net_listening", "").booleanValue()).isTrue();
        assertThat(chain.result("net_peerCount", "").stringValue()).isEqualTo("0x3");
        assertThat(chain.result("eth_accounts", "").size()).isZero();
        assertThat(chain.result("web3_sha3", "'0x68656c6c6f'").stringValue())
                .isEqualTo(Hashes.keccak256(Bytes.ofUtf8("hello")).toHex());
    }

    @Test
    void tellsHowFarItIsBehind() throws Exception {
        assertThat(chain.result("eth_syncing", "").booleanValue()).isFalse();

        chain.syncState(new RpcNode.SyncState.Syncing(1, 5, 9));

        assertThat(chain.result("eth_syncing", "").path("highestBlock").stringValue())
                .isEqualTo("0x9");
    }

    @Test
    void findsABlockByEveryNameItHas() throws Exception {
        chain.include();
        ExecutedBlock newest = chain.include(keep(0));

        for (String name :
                List.of("'latest'", "'safe'", "'finalized'", "'pending'", "'0x2'", "'0x02'")) {
            assertThat(
                            chain.result("eth_getBlockByNumber", name + ",false")
                                    .path("hash")
                                    .stringValue())
                    .as(name)
                    .isEqualTo(newest.hash().toHex());
        }
        JsonNode byHash = chain.result("eth_getBlockByHash", quoted(newest.hash()) + ",true");
        assertThat(byHash.path("transactions").get(0).path("hash").stringValue())
                .isEqualTo(keep(0).hash().toHex());
        assertThat(chain.result("eth_getBlockByNumber", "'earliest'").path("number").stringValue())
                .isEqualTo("0x0");
        assertThat(chain.result("eth_getBlockByNumber", "'0x3',false").isNull()).isTrue();
        assertThat(chain.result("eth_getBlockByHash", NOWHERE + ",false").isNull()).isTrue();
        assertThat(chain.result("eth_getBlockTransactionCountByNumber", "'0x2'").stringValue())
                .isEqualTo("0x1");
        assertThat(chain.result("eth_getUncleCountByBlockNumber", "'0x2'").stringValue())
                .isEqualTo("0x0");
    }

    @Test
    void readsTheStateOfAnyBlock() throws Exception {
        ExecutedBlock first = chain.include(keep(0));
        chain.include();

        String keeper = quoted(TestChain.KEEPER);
        String at0 = "{'blockNumber':'0x0'}";
        String at1 = "{'blockHash':'" + first.hash() + "'}";
        assertThat(chain.result("eth_getStorageAt", keeper + ",'0x0'," + at0).stringValue())
                .isEqualTo(Hash32.ZERO.toHex());
        assertThat(chain.result("eth_getStorageAt", keeper + ",'0x0'," + at1).stringValue())
                .isEqualTo(SEVEN.toHex());
        assertThat(chain.result("eth_getStorageAt", keeper + ",'0x00'").stringValue())
                .isEqualTo(SEVEN.toHex());
        assertThat(chain.result("eth_getTransactionCount", quoted(ALICE) + "," + at0).stringValue())
                .isEqualTo("0x0");
        assertThat(chain.result("eth_getTransactionCount", quoted(ALICE)).stringValue())
                .isEqualTo("0x1");
        assertThat(chain.result("eth_getCode", keeper).stringValue())
                .isEqualTo("0x5f355f55602a5f5fa100");
        assertThat(chain.result("eth_getBalance", quoted(ALICE) + ",'earliest'").stringValue())
                .isEqualTo(TestChain.FUNDS.toQuantity());
        assertThat(chain.result("eth_getBalance", quoted(Address.ZERO)).stringValue())
                .isEqualTo("0x0");
    }

    @Test
    void tellsWrongParametersAndUnknownBlocksApart() throws Exception {
        String alice = quoted(ALICE);

        for (String bad :
                List.of("", "'0x12'", "7", alice + ",7", alice + ",'newest'", alice + ",{}")) {
            assertThat(chain.error("eth_getBalance", bad).path("code").intValue())
                    .as(bad)
                    .isEqualTo(-32602);
        }
        assertThat(chain.error("eth_getStorageAt", alice + ",'0xasdf'").path("code").intValue())
                .isEqualTo(-32602);
        for (String unknown : List.of("'0x7'", "'0x" + "f".repeat(20) + "'", NOWHERE)) {
            assertThat(chain.error("eth_getBalance", alice + "," + unknown).path("code").intValue())
                    .as(unknown)
                    .isEqualTo(-32001);
        }
    }

    @Test
    void provesStateAgainstTheRootOfItsBlock() throws Exception {
        ExecutedBlock block = chain.include(keep(0));

        JsonNode proof =
                chain.result("eth_getProof", quoted(TestChain.KEEPER) + ",['0x0'],'latest'");

        JsonNode slot = proof.path("storageProof").get(0);
        assertThat(slot.path("key").stringValue()).isEqualTo("0x0");
        assertThat(slot.path("value").stringValue()).isEqualTo("0x7");
        Hash32 storageRoot = Hash32.fromHex(proof.path("storageHash").stringValue());
        assertThat(
                        TrieProof.verify(
                                storageRoot,
                                Hashes.keccak256(Hash32.ZERO.bytes()).bytes(),
                                nodes(slot.path("proof"))))
                .isEqualTo(new TrieProof.Result.Present(Bytes.copyOf((byte) 7)));
        assertThat(
                        TrieProof.verify(
                                block.block().header().stateRoot(),
                                Hashes.keccak256(TestChain.KEEPER.bytes()).bytes(),
                                nodes(proof.path("accountProof"))))
                .isInstanceOf(TrieProof.Result.Present.class);
    }

    private static List<Bytes> nodes(JsonNode json) {
        List<Bytes> nodes = new ArrayList<>();
        json.forEach(each -> nodes.add(Bytes.fromHex(each.stringValue())));
        return nodes;
    }

    @Test
    void triesCallsOut() throws Exception {
        String echo = "{'to':'" + TestChain.ECHO + "','input':'0x1234'}";

        assertThat(chain.result("eth_call", echo).stringValue()).isEqualTo("0x1234");
        assertThat(chain.result("eth_call", echo.replace("input", "data")).stringValue())
                .isEqualTo("0x1234");
        assertThat(
                        chain.result(
                                        "eth_call",
                                        "{'to':'"
                                                + TestChain.NUMBER
                                                + "'},'latest',{},{'number':'0x63'}")
                                .stringValue())
                .isEqualTo(UInt256.of(0x63).toHash32().toHex());
        assertThat(
                        chain.error("eth_call", "{'data':'0x01','input':'0x02'}")
                                .path("code")
                                .intValue())
                .isEqualTo(-32602);
        assertThat(
                        chain.error(
                                        "eth_call",
                                        "{'to':'" + TestChain.ECHO + "','blobVersionedHashes':[]}")
                                .path("code")
                                .intValue())
                .isEqualTo(-32602);
    }

    @Test
    void tellsARevertAndItsReason() throws Exception {
        Bytes reason =
                Bytes.concat(
                        Bytes.fromHex("08c379a0"),
                        UInt256.of(32).toHash32().bytes(),
                        UInt256.of(2).toHash32().bytes(),
                        Bytes.ofUtf8("no" + "\0".repeat(30)));
        String call = "{'to':'" + TestChain.REVERTER + "','data':'" + reason.toHex() + "'}";

        for (String method : List.of("eth_call", "eth_estimateGas")) {
            JsonNode error = chain.error(method, call);
            assertThat(error.path("code").intValue()).isEqualTo(3);
            assertThat(error.path("message").stringValue()).isEqualTo("execution reverted: no");
            assertThat(error.path("data").stringValue()).isEqualTo(reason.toHex());
        }
    }

    @Test
    void tellsACallThatFailsWithoutInvitingRetries() throws Exception {
        JsonNode error = chain.error("eth_call", "{'to':'" + TestChain.LOOP + "'}");

        assertThat(error.path("code").intValue()).isEqualTo(-32000);
        assertThat(error.path("message").stringValue()).contains("gas");
    }

    @Test
    void supposesAnotherState() throws Exception {
        String reader =
                "{'to':'" + TestChain.READER + "'},'latest',{'" + TestChain.READER + "':%s}";
        String word = "0x" + "0".repeat(63) + "9";

        assertThat(
                        chain.result(
                                        "eth_call",
                                        reader.formatted("{'stateDiff':{'0x0':'" + word + "'}}"))
                                .stringValue())
                .isEqualTo(word);
        assertThat(
                        chain.result(
                                        "eth_call",
                                        reader.formatted("{'state':{'0x1':'" + word + "'}}"))
                                .stringValue())
                .isEqualTo(Hash32.ZERO.toHex());
        assertThat(
                        chain.result("eth_call", reader.formatted("{'code':'0x602a5f5260205ff3'}"))
                                .stringValue())
                .isEqualTo(UInt256.of(0x2a).toHash32().toHex());
        assertThat(
                        chain.error("eth_call", reader.formatted("{'state':{},'stateDiff':{}}"))
                                .path("code")
                                .intValue())
                .isEqualTo(-32602);
        String poor = "{'from':'0x" + "77".repeat(20) + "','to':'" + ALICE + "','value':'0x5'}";
        JsonNode refused = chain.error("eth_call", poor);
        assertThat(refused.path("code").intValue()).isEqualTo(-32000);
        assertThat(refused.path("message").stringValue()).startsWith("insufficient funds");
        assertThat(
                        chain.result(
                                        "eth_call",
                                        poor
                                                + ",'latest',{'0x"
                                                + "77".repeat(20)
                                                + "':{'balance':'0x5'}}")
                                .stringValue())
                .isEqualTo("0x");
    }

    @Test
    void estimatesGasThatIsJustEnough() throws Exception {
        String transfer =
                "{'from':'" + ALICE + "','to':'" + TestChain.BOB.address() + "','value':'0x1'}";
        assertThat(chain.result("eth_estimateGas", transfer).stringValue()).isEqualTo("0x5208");

        String keep =
                "{'from':'"
                        + ALICE
                        + "','to':'"
                        + TestChain.KEEPER
                        + "','data':'"
                        + SEVEN.toHex()
                        + "'%s}";
        long needed =
                Long.decode(chain.result("eth_estimateGas", keep.formatted("")).stringValue());
        assertThat(
                        chain.result(
                                        "eth_call",
                                        keep.formatted(",'gas':'" + Values.quantity(needed) + "'"))
                                .stringValue())
                .isEqualTo("0x");
        assertThat(
                        chain.error(
                                        "eth_call",
                                        keep.formatted(
                                                ",'gas':'" + Values.quantity(needed - 1) + "'"))
                                .path("code")
                                .intValue())
                .isEqualTo(-32000);
    }

    @Test
    void takesTransactionsOfAllTypesButBlobs() throws Exception {
        Recipient to = Recipient.of(TestChain.ECHO);
        Fees fees = new Fees(UInt256.ONE, UInt256.ONE);
        List<UnsignedTransaction> good =
                List.of(
                        new UnsignedTransaction.Legacy(
                                TestChain.CHAIN_ID,
                                UInt256.ONE,
                                TestChain.call(0, to, Bytes.EMPTY)),
                        new UnsignedTransaction.AccessListed(
                                TestChain.CHAIN_ID,
                                UInt256.ONE,
                                TestChain.call(1, to, Bytes.EMPTY),
                                List.of()),
                        new UnsignedTransaction.FeeMarket(
                                TestChain.CHAIN_ID,
                                fees,
                                TestChain.call(2, to, Bytes.EMPTY),
                                List.of()),
                        new UnsignedTransaction.SetCode(
                                TestChain.CHAIN_ID,
                                fees,
                                TestChain.call(3, to, Bytes.EMPTY),
                                List.of(),
                                List.of(
                                        Authorization.sign(
                                                TestChain.BOB,
                                                TestChain.CHAIN_ID,
                                                TestChain.ECHO,
                                                0))));
        for (UnsignedTransaction each : good) {
            Transaction signed = each.sign(TestChain.ALICE);
            assertThat(
                            chain.result("eth_sendRawTransaction", quoted(signed.encode().toHex()))
                                    .stringValue())
                    .isEqualTo(signed.hash().toHex());
            JsonNode pending = chain.result("eth_getTransactionByHash", quoted(signed.hash()));
            assertThat(pending.path("blockHash").isNull()).isTrue();
            assertThat(pending.path("type").stringValue()).isEqualTo("0x" + each.type());
        }
        Transaction blob =
                new UnsignedTransaction.Blob(
                                TestChain.CHAIN_ID,
                                fees,
                                TestChain.call(4, to, Bytes.EMPTY),
                                List.of(),
                                UInt256.ONE,
                                List.of(Hash32.fromHex("0x01" + "00".repeat(31))))
                        .sign(TestChain.ALICE);
        assertThat(
                        chain.error("eth_sendRawTransaction", quoted(blob.encode().toHex()))
                                .path("code")
                                .intValue())
                .isEqualTo(-32000);
    }

    @Test
    void countsPooledTransactionsInThePendingNonce() throws Exception {
        chain.result("eth_sendRawTransaction", quoted(keep(0).encode().toHex()));

        assertThat(
                        chain.result("eth_getTransactionCount", quoted(ALICE) + ",'pending'")
                                .stringValue())
                .isEqualTo("0x1");
        assertThat(
                        chain.result("eth_getTransactionCount", quoted(ALICE) + ",'latest'")
                                .stringValue())
                .isEqualTo("0x0");
    }

    @Test
    void saysWhyATransactionIsRefused() throws Exception {
        chain.include(keep(0));

        JsonNode used = chain.error("eth_sendRawTransaction", quoted(keep(0).encode().toHex()));
        assertThat(used.path("code").intValue()).isEqualTo(-32000);
        assertThat(used.path("message").stringValue()).startsWith("nonce too low");
        assertThat(chain.error("eth_sendRawTransaction", "'0x1234'").path("code").intValue())
                .isEqualTo(-32602);
    }

    @Test
    void takesATransactionThatIsSentAgain() throws Exception {
        String envelope = quoted(keep(0).encode().toHex());

        assertThat(chain.result("eth_sendRawTransaction", envelope))
                .isEqualTo(chain.result("eth_sendRawTransaction", envelope));
    }

    @Test
    void showsAnIncludedTransactionAndItsReceipt() throws Exception {
        Transaction creation =
                new UnsignedTransaction.Legacy(
                                TestChain.CHAIN_ID,
                                UInt256.ONE,
                                TestChain.call(1, Recipient.newContract(), Bytes.fromHex("00")))
                        .sign(TestChain.ALICE);
        ExecutedBlock block = chain.include(keep(0), creation);

        JsonNode second = chain.result("eth_getTransactionByBlockNumberAndIndex", "'0x1','0x1'");
        assertThat(second.path("hash").stringValue()).isEqualTo(creation.hash().toHex());
        assertThat(second.path("to").isNull()).isTrue();
        assertThat(
                        chain.result(
                                        "eth_getTransactionByBlockHashAndIndex",
                                        quoted(block.hash()) + ",'0x2'")
                                .isNull())
                .isTrue();
        JsonNode receipt = chain.result("eth_getTransactionReceipt", quoted(creation.hash()));
        assertThat(receipt.path("status").stringValue()).isEqualTo("0x1");
        assertThat(receipt.path("contractAddress").stringValue()).hasSize(42);
        assertThat(receipt.path("transactionIndex").stringValue()).isEqualTo("0x1");
        assertThat(chain.result("eth_getBlockReceipts", "'latest'").get(1)).isEqualTo(receipt);
        assertThat(chain.result("eth_getTransactionReceipt", NOWHERE).isNull()).isTrue();
    }

    @Test
    void tellsWhatBecameOfATransaction() throws Exception {
        Transaction early = keep(5);
        Transaction failing =
                TestChain.transaction(TestChain.ALICE, 1, TestChain.REVERTER, Bytes.EMPTY);
        chain.include(keep(0), failing, early);
        Transaction waiting = keep(2);
        chain.result("eth_sendRawTransaction", quoted(waiting.encode().toHex()));

        assertThat(status(keep(0))).isEqualTo("included");
        assertThat(status(waiting)).isEqualTo("pending");
        assertThat(status(early)).isEqualTo("skipped");
        assertThat(
                        chain.result("chirograph_getTransactionStatus", quoted(early.hash()))
                                .path("reason")
                                .stringValue())
                .contains("nonce");
        JsonNode failed = chain.result("chirograph_getTransactionStatus", quoted(failing.hash()));
        assertThat(failed.path("success").booleanValue()).isFalse();
        assertThat(failed.path("reason").stringValue()).contains("reverted");
        assertThat(
                        chain.result("chirograph_getTransactionStatus", NOWHERE)
                                .path("status")
                                .stringValue())
                .isEqualTo("unknown");
    }

    private String status(Transaction transaction) throws InterruptedException {
        return chain.result("chirograph_getTransactionStatus", quoted(transaction.hash()))
                .path("status")
                .stringValue();
    }

    @Test
    void findsLogsByPlaceAddressAndTopic() throws Exception {
        ExecutedBlock first = chain.include(keep(0));
        chain.include(keep(1), keep(2));
        String topic = "'0x" + "0".repeat(62) + "2a'";

        assertThat(logs("{'fromBlock':'0x0'}")).isEqualTo(3);
        assertThat(logs("{}")).isEqualTo(2);
        assertThat(logs("{'blockHash':'" + first.hash() + "'}")).isEqualTo(1);
        assertThat(
                        logs(
                                "{'fromBlock':'earliest','toBlock':'latest','address':'"
                                        + TestChain.KEEPER
                                        + "'}"))
                .isEqualTo(3);
        assertThat(logs("{'fromBlock':'0x0','address':['" + TestChain.ECHO + "']}")).isZero();
        assertThat(logs("{'fromBlock':'0x0','topics':[" + topic + "]}")).isEqualTo(3);
        assertThat(logs("{'fromBlock':'0x0','topics':[[" + topic + "," + NOWHERE + "]]}"))
                .isEqualTo(3);
        assertThat(logs("{'fromBlock':'0x0','topics':[null]}")).isEqualTo(3);
        assertThat(logs("{'fromBlock':'0x0','topics':[null,null]}")).isZero();
        JsonNode last = chain.result("eth_getLogs", "{}").get(1);
        assertThat(last.path("logIndex").stringValue()).isEqualTo("0x1");
        assertThat(last.path("transactionHash").stringValue()).isEqualTo(keep(2).hash().toHex());
    }

    private int logs(String filter) throws InterruptedException {
        return chain.result("eth_getLogs", filter).size();
    }

    @Test
    void refusesFiltersThatMakeNoSense() throws Exception {
        chain.include();

        for (String bad :
                List.of(
                        "{'fromBlock':'0x1','toBlock':'0x0'}",
                        "{'fromBlock':'0x0','toBlock':'0x9'}",
                        "{'blockHash':" + NOWHERE + ",'fromBlock':'0x0'}",
                        "{'topics':['0x00']}",
                        "{'topics':[null,null,null,null,null]}",
                        "{'adress':'" + ALICE + "'}")) {
            assertThat(chain.error("eth_getLogs", bad).path("code").intValue())
                    .as(bad)
                    .isEqualTo(-32602);
        }
    }

    @Test
    void tellsWhatBlocksCharged() throws Exception {
        chain.include(keep(0));
        chain.include();

        JsonNode history = chain.result("eth_feeHistory", "'0x2','latest',[0,50,100]");

        assertThat(history.path("oldestBlock").stringValue()).isEqualTo("0x1");
        assertThat(history.path("baseFeePerGas").size()).isEqualTo(3);
        assertThat(history.path("gasUsedRatio").get(0).doubleValue()).isPositive();
        assertThat(history.path("gasUsedRatio").get(1).doubleValue()).isZero();
        assertThat(history.path("reward").get(0).get(1).stringValue()).isEqualTo("0x1");
        assertThat(history.path("reward").get(1).get(2).stringValue()).isEqualTo("0x0");
        assertThat(
                        chain.result("eth_feeHistory", "1024,'latest'")
                                .path("oldestBlock")
                                .stringValue())
                .isEqualTo("0x0");
        assertThat(chain.error("eth_feeHistory", "'0x1','latest',[50,10]").path("code").intValue())
                .isEqualTo(-32602);
        assertThat(chain.result("eth_gasPrice", "").stringValue()).isEqualTo("0x0");
        assertThat(chain.result("eth_maxPriorityFeePerGas", "").stringValue()).isEqualTo("0x0");
    }
}
