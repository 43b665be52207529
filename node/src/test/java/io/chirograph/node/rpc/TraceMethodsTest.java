package io.chirograph.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class TraceMethodsTest {
    private static final String SLOT_0 = UInt256.ZERO.toHash32().toHex();

    private final TestChain chain = new TestChain();

    @AfterEach
    void close() {
        chain.close();
    }

    private static Transaction keep(long nonce, long value) {
        return TestChain.transaction(
                TestChain.ALICE, nonce, TestChain.KEEPER, UInt256.of(value).toHash32().bytes());
    }

    /// Calls `target` with what comes behind the address in its input; a contract made for that.
    private static Transaction deployCaller(long nonce, Address target) {
        // 5f5f5f5f5f 73… 5a f1 00: CALL(gas, target, 0, 0, 0, 0, 0), then stop.
        Bytes runtime =
                Bytes.concat(
                        Bytes.fromHex("5f5f5f5f5f73"), target.bytes(), Bytes.fromHex("5af100"));
        Bytes code = Bytes.concat(Bytes.fromHex("601d600a5f39601d5ff3"), runtime);
        return new UnsignedTransaction.FeeMarket(
                        TestChain.CHAIN_ID,
                        new Fees(UInt256.ONE, UInt256.of(2)),
                        new Call(nonce, 200_000, Recipient.newContract(), UInt256.ZERO, code),
                        List.of())
                .sign(TestChain.ALICE);
    }

    private static String quoted(Transaction transaction) {
        return "'" + transaction.hash().toHex() + "'";
    }

    @Test
    void showsEveryInstructionOfATransaction() throws InterruptedException {
        ExecutedBlock block = chain.include(keep(0, 5), keep(1, 6));

        JsonNode trace = chain.result("debug_traceTransaction", quoted(keep(1, 6)));

        assertThat(trace.get("failed").booleanValue()).isFalse();
        assertThat(trace.get("gas").longValue()).isEqualTo(block.receipts().get(1).gasUsed());
        JsonNode steps = trace.get("structLogs");
        assertThat(steps.get(0).get("op").stringValue()).isEqualTo("PUSH0");
        JsonNode store = find(steps, "SSTORE");
        assertThat(store.get("stack").get(1).stringValue()).isEqualTo("0x0");
        assertThat(store.get("stack").get(0).stringValue()).isEqualTo("0x6");
        assertThat(store.get("storage").get(SLOT_0).stringValue())
                .isEqualTo(UInt256.of(6).toHash32().toHex());
        assertThat(store.get("gasCost").longValue()).isEqualTo(5000);
        assertThat(store.has("memory")).isFalse();
    }

    private static JsonNode find(JsonNode steps, String op) {
        for (JsonNode step : steps) {
            if (step.get("op").stringValue().equals(op)) {
                return step;
            }
        }
        throw new AssertionError("no " + op + " in " + steps);
    }

    @Test
    void leavesOutWhatIsNotWanted() throws InterruptedException {
        chain.include(keep(0, 5));

        JsonNode trace =
                chain.result(
                        "debug_traceTransaction",
                        quoted(keep(0, 5))
                                + ",{'disableStack':true,'disableStorage':true,'limit':3}");

        assertThat(trace.get("structLogs")).hasSize(3);
        assertThat(trace.get("structLogs").get(2).has("stack")).isFalse();
    }

    @Test
    void showsCallsInEachOtherWithTheirLogs() throws InterruptedException {
        Transaction deployment = deployCaller(0, TestChain.KEEPER);
        ExecutedBlock deployed = chain.include(deployment);
        Address caller = deployed.receipts().getFirst().created().orElseThrow();
        Transaction call = TestChain.transaction(TestChain.ALICE, 1, caller, Bytes.EMPTY);
        ExecutedBlock block = chain.include(call);

        JsonNode trace =
                chain.result(
                        "debug_traceTransaction",
                        quoted(call) + ",{'tracer':'callTracer','tracerConfig':{'withLog':true}}");

        assertThat(trace.get("type").stringValue()).isEqualTo("CALL");
        assertThat(trace.get("to").stringValue()).isEqualTo(caller.toHex());
        assertThat(trace.get("gas").stringValue()).isEqualTo("0x186a0");
        assertThat(trace.get("gasUsed").stringValue())
                .isEqualTo(Values.quantity(block.receipts().getFirst().gasUsed()));
        JsonNode inner = trace.get("calls").get(0);
        assertThat(inner.get("from").stringValue()).isEqualTo(caller.toHex());
        assertThat(inner.get("to").stringValue()).isEqualTo(TestChain.KEEPER.toHex());
        assertThat(inner.get("logs").get(0).get("topics").get(0).stringValue()).endsWith("2a");
        assertThat(
                        chain.result(
                                        "debug_traceTransaction",
                                        quoted(call)
                                                + ",{'tracer':'callTracer','tracerConfig':{'onlyTopCall':true}}")
                                .has("calls"))
                .isFalse();
        assertThat(
                        chain.result(
                                        "debug_traceTransaction",
                                        quoted(deployment) + ",{'tracer':'callTracer'}")
                                .get("type")
                                .stringValue())
                .isEqualTo("CREATE");
    }

    @Test
    void showsWhyACallReverts() throws InterruptedException {
        JsonNode trace =
                chain.result(
                        "debug_traceCall",
                        "{'to':'%s','data':'0x1234'},'latest',{'tracer':'callTracer'}"
                                .formatted(TestChain.REVERTER.toHex()));

        assertThat(trace.get("error").stringValue()).isEqualTo("execution reverted");
        assertThat(trace.get("output").stringValue()).isEqualTo("0x1234");
    }

    @Test
    void showsTheStateBeforeATransactionAndWhatItChanged() throws InterruptedException {
        chain.include(keep(0, 5), keep(1, 6));
        String hash = quoted(keep(1, 6));

        JsonNode before =
                chain.result("debug_traceTransaction", hash + ",{'tracer':'prestateTracer'}");
        JsonNode change =
                chain.result(
                        "debug_traceTransaction",
                        hash + ",{'tracer':'prestateTracer','tracerConfig':{'diffMode':true}}");

        String alice = TestChain.ALICE.address().toHex();
        String keeper = TestChain.KEEPER.toHex();
        assertThat(before.get(alice).get("nonce").longValue()).isEqualTo(1);
        assertThat(before.get(keeper).get("storage").get(SLOT_0).stringValue()).endsWith("05");
        assertThat(before.get(keeper).get("code").stringValue())
                .isEqualTo("0x5f355f55602a5f5fa100");
        assertThat(change.get("pre").get(alice).get("nonce").longValue()).isEqualTo(1);
        assertThat(change.get("post").get(alice).get("nonce").longValue()).isEqualTo(2);
        assertThat(change.get("pre").get(keeper).get("storage").get(SLOT_0).stringValue())
                .endsWith("05");
        assertThat(change.get("post").get(keeper).get("storage").get(SLOT_0).stringValue())
                .endsWith("06");
        assertThat(change.get("post").get(keeper).has("balance")).isFalse();
    }

    @Test
    void showsWhatACallWouldChange() throws InterruptedException {
        chain.include(keep(0, 5));

        JsonNode change =
                chain.result(
                        "debug_traceCall",
                        "{'from':'%s','to':'%s','data':'%s'},'latest',{'tracer':'prestateTracer','tracerConfig':{'diffMode':true}}"
                                .formatted(
                                        TestChain.ALICE.address().toHex(),
                                        TestChain.KEEPER.toHex(),
                                        UInt256.of(6).toHash32().toHex()));

        String keeper = TestChain.KEEPER.toHex();
        assertThat(change.get("pre").get(keeper).get("storage").get(SLOT_0).stringValue())
                .endsWith("05");
        assertThat(change.get("post").get(keeper).get("storage").get(SLOT_0).stringValue())
                .endsWith("06");
        assertThat(
                        change.get("post")
                                .get(TestChain.ALICE.address().toHex())
                                .get("nonce")
                                .longValue())
                .isEqualTo(2);
    }

    @Test
    void tracesWholeBlocks() throws InterruptedException {
        ExecutedBlock block = chain.include(keep(0, 5), keep(1, 6));
        for (String call : List.of("'0x1'", "'latest'")) {
            JsonNode traces =
                    chain.result("debug_traceBlockByNumber", call + ",{'tracer':'callTracer'}");
            assertThat(traces).hasSize(2);
            assertThat(traces.get(1).get("txHash").stringValue())
                    .isEqualTo(keep(1, 6).hash().toHex());
        }
        assertThat(chain.result("debug_traceBlockByHash", "'" + block.hash().toHex() + "'"))
                .hasSize(2);
        assertThat(chain.error("debug_traceBlockByNumber", "'0x0'").get("code").intValue())
                .isEqualTo(RpcException.REFUSED);
    }

    @Test
    void refusesTracesThatAreTooLongAndTracersThatAreNotThere() throws InterruptedException {
        JsonNode tooLong =
                chain.error("debug_traceCall", "{'to':'%s'}".formatted(TestChain.LOOP.toHex()));
        assertThat(tooLong.get("code").intValue()).isEqualTo(RpcException.TOO_LONG);
        for (String options :
                List.of("{'tracer':'{step: function() {}}'}", "{'timeout':'never'}", "7")) {
            assertThat(
                            chain.error(
                                            "debug_traceCall",
                                            "{'to':'%s'},'latest',%s"
                                                    .formatted(TestChain.ECHO.toHex(), options))
                                    .get("code")
                                    .intValue())
                    .as(options)
                    .isEqualTo(RpcException.INVALID_PARAMETERS);
        }
        assertThat(
                        chain.error("debug_traceTransaction", "'" + SLOT_0 + "'")
                                .get("message")
                                .stringValue())
                .isEqualTo("transaction not found");
    }

    @Test
    void findsTheAccessListThatACallUses() throws InterruptedException {
        JsonNode used =
                chain.result(
                        "eth_createAccessList",
                        "{'to':'%s','data':'%s'}"
                                .formatted(
                                        TestChain.KEEPER.toHex(),
                                        UInt256.of(9).toHash32().toHex()));
        assertThat(used.get("accessList")).hasSize(1);
        JsonNode entry = used.get("accessList").get(0);
        assertThat(entry.get("address").stringValue()).isEqualTo(TestChain.KEEPER.toHex());
        assertThat(entry.get("storageKeys").get(0).stringValue()).isEqualTo(SLOT_0);

        JsonNode none =
                chain.result(
                        "eth_createAccessList", "{'to':'%s'}".formatted(TestChain.ECHO.toHex()));
        assertThat(none.get("accessList")).isEmpty();
        assertThat(none.get("gasUsed").stringValue()).startsWith("0x52");

        JsonNode reverted =
                chain.result(
                        "eth_createAccessList",
                        "{'to':'%s'}".formatted(TestChain.REVERTER.toHex()));
        assertThat(reverted.get("error").stringValue()).isEqualTo("execution reverted");
    }

    @Test
    void completesATransactionToBeSigned() throws InterruptedException {
        JsonNode filled =
                chain.result(
                        "eth_fillTransaction",
                        "{'from':'%s','to':'%s','value':'0x1'}"
                                .formatted(
                                        TestChain.ALICE.address().toHex(),
                                        TestChain.BOB.address().toHex()));
        JsonNode transaction = filled.get("tx");
        assertThat(transaction.get("gas").stringValue()).isEqualTo("0x5208");
        assertThat(transaction.get("nonce").stringValue()).isEqualTo("0x0");
        assertThat(transaction.get("type").stringValue()).isEqualTo("0x2");
        assertThat(transaction.get("chainId").stringValue()).isEqualTo("0x1267");
        assertThat(filled.get("raw").stringValue()).startsWith("0x02");
        assertThat(chain.error("eth_fillTransaction", "{'chainId':'0x1'}").get("code").intValue())
                .isEqualTo(RpcException.INVALID_PARAMETERS);
    }
}
