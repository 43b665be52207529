package io.chirograph.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a node says that has given up old states: what is gone, what it has, and how to have more.
final class ForgottenStatesTest {
    private static final String ALICE = TestChain.ALICE.address().toHex();

    private final TestChain chain = new TestChain();

    @AfterEach
    void close() {
        chain.close();
    }

    private void assertForgotten(String method, String parameters) throws InterruptedException {
        JsonNode error = chain.error(method, parameters);
        assertThat(error.get("code").intValue()).isEqualTo(-32_000);
        assertThat(error.get("message").stringValue())
                .contains(
                        "historical state of block 1 is not available",
                        "keeps the states of blocks 2 to 3",
                        "ledger.stateHistoryBlocks");
    }

    @Test
    void refusesWhatNeedsAStateThatIsGoneAndAnswersEverythingElse() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            chain.include();
        }
        chain.ledger().pruneStates(2, () -> true);

        assertForgotten("eth_getBalance", "'%s','0x1'".formatted(ALICE));
        assertForgotten("eth_getStorageAt", "'%s','0x0','0x1'".formatted(ALICE));
        assertForgotten("eth_getProof", "'%s',[],'0x1'".formatted(ALICE));
        assertForgotten("eth_call", "{'to':'%s'},'0x1'".formatted(ALICE));
        assertForgotten("debug_traceBlockByNumber", "'0x2'");

        assertThat(chain.result("eth_getBalance", "'%s','0x2'".formatted(ALICE)).isString())
                .isTrue();
        assertThat(chain.result("debug_traceBlockByNumber", "'0x3'").isArray()).isTrue();
        assertThat(chain.result("eth_getBlockByNumber", "'0x1',true").isObject()).isTrue();
        JsonNode has = chain.result("eth_capabilities", "");
        assertThat(has.get("state").get("oldestBlock").stringValue()).isEqualTo("0x2");
        assertThat(has.get("stateproofs").get("oldestBlock").stringValue()).isEqualTo("0x2");
        assertThat(has.get("blocks").get("oldestBlock").stringValue()).isEqualTo("0x0");
    }
}
