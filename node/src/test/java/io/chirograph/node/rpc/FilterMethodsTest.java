package io.chirograph.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.types.UInt256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class FilterMethodsTest {
    private final TestChain chain = new TestChain();

    @AfterEach
    void close() {
        chain.close();
    }

    private static Transaction keep(long nonce) {
        return TestChain.transaction(
                TestChain.ALICE, nonce, TestChain.KEEPER, UInt256.of(nonce + 1).toHash32().bytes());
    }

    private String install(String method, String params) throws InterruptedException {
        return "'" + chain.result(method, params).stringValue() + "'";
    }

    private List<String> changes(String id, String member) throws InterruptedException {
        List<String> changes = new ArrayList<>();
        for (JsonNode each : chain.result("eth_getFilterChanges", id)) {
            changes.add((member.isEmpty() ? each : each.get(member)).stringValue());
        }
        return changes;
    }

    @Test
    void tellsOfEachBlockOnce() throws InterruptedException {
        chain.include();
        String id = install("eth_newBlockFilter", "");
        assertThat(changes(id, "")).isEmpty();

        ExecutedBlock second = chain.include();
        ExecutedBlock third = chain.include();

        assertThat(changes(id, "")).containsExactly(second.hash().toHex(), third.hash().toHex());
        assertThat(changes(id, "")).isEmpty();
    }

    @Test
    void tellsOfEachLogOnceAndOfAllAgain() throws InterruptedException {
        String id =
                install(
                        "eth_newFilter",
                        "{'address':'%s','fromBlock':'0x0'}".formatted(TestChain.KEEPER.toHex()));
        String other =
                install("eth_newFilter", "{'address':'%s'}".formatted(TestChain.ECHO.toHex()));
        chain.include(keep(0));
        assertThat(changes(id, "blockNumber")).containsExactly("0x1");
        chain.include(keep(1), keep(2));
        assertThat(changes(id, "logIndex")).containsExactly("0x0", "0x1");
        assertThat(changes(id, "logIndex")).isEmpty();
        assertThat(changes(other, "logIndex")).isEmpty();
        assertThat(chain.result("eth_getFilterLogs", id)).hasSize(3);
    }

    @Test
    void stopsAtTheLastBlockOfAFilter() throws InterruptedException {
        String id = install("eth_newFilter", "{'toBlock':'0x1'}");
        chain.include(keep(0));
        chain.include(keep(1));
        assertThat(changes(id, "blockNumber")).containsExactly("0x1");
        chain.include(keep(2));
        assertThat(changes(id, "blockNumber")).isEmpty();
    }

    @Test
    void tellsOfEachPooledTransactionOnce() throws InterruptedException {
        String id = install("eth_newPendingTransactionFilter", "");
        chain.submit(new SentTransaction(keep(0), TestChain.ALICE.address()));
        assertThat(changes(id, "")).containsExactly(keep(0).hash().toHex());
        assertThat(changes(id, "")).isEmpty();
    }

    @Test
    void forgetsAFilterWhenAskedAndWhenNobodyUsesIt() throws InterruptedException {
        String used = install("eth_newBlockFilter", "");
        String unused = install("eth_newBlockFilter", "");
        String uninstalled = install("eth_newBlockFilter", "");
        assertThat(chain.result("eth_uninstallFilter", uninstalled).booleanValue()).isTrue();
        assertThat(chain.result("eth_uninstallFilter", uninstalled).booleanValue()).isFalse();

        Duration most = TestChain.FILTER_IDLE.minusSeconds(1);
        chain.pass(most);
        changes(used, "");
        chain.pass(most);

        assertThat(changes(used, "")).isEmpty();
        JsonNode error = chain.error("eth_getFilterChanges", unused);
        assertThat(error.get("code").intValue()).isEqualTo(RpcException.REFUSED);
        // Clients look for these words, and install it anew.
        assertThat(error.get("message").stringValue()).contains("filter not found");
    }

    @Test
    void refusesMoreFiltersThanAreAllowedUntilOneIsIdle() throws InterruptedException {
        for (int i = 0; i < TestChain.FILTERS_MAX; i++) {
            install("eth_newBlockFilter", "");
        }
        assertThat(chain.error("eth_newBlockFilter", "").get("code").intValue())
                .isEqualTo(RpcException.BUSY);
        chain.pass(TestChain.FILTER_IDLE);
        install("eth_newBlockFilter", "");
    }

    @Test
    void refusesWhatIsNoFilter() throws InterruptedException {
        String blocks = install("eth_newBlockFilter", "");
        assertThat(chain.error("eth_getFilterLogs", blocks).get("code").intValue())
                .isEqualTo(RpcException.REFUSED);
        for (String params : List.of("", "7", "{'unknown':1}", "{'blockHash':'0x00'}")) {
            assertThat(chain.error("eth_newFilter", params).get("code").intValue())
                    .as(params)
                    .isEqualTo(RpcException.INVALID_PARAMETERS);
        }
    }
}
