package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.chirograph.batch.ParallelBatch;
import io.chirograph.consensus.pbft.PbftConfig;
import io.chirograph.crypto.SigningKey;
import io.chirograph.evm.Account;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.ledger.pool.AdmissionRules;
import io.chirograph.ledger.pool.PoolLimits;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.proof.Genesis;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.UInt256;
import org.junit.jupiter.api.Test;

final class ReplicaTest {
    /// While a node stops, the ledger and the store still tell the core, which ended before them, what became of
    /// blocks.
    @Test
    void whatItIsToldAfterItsCoreHasEndedTroublesNobody() {
        Genesis genesis = FourMembers.GENESIS;
        SigningKey own = FourMembers.KEYS.getFirst();
        CoreThread core = new CoreThread(System::nanoTime, failure -> {});
        try (Store store = Store.openInline(new MemoryDisk(), StoreOptions.defaults(), 1)) {
            Ledger ledger = new Ledger(store, genesis, new TransactionReader(Runnable::run));
            TransactionPool pool =
                    new TransactionPool(
                            new PoolLimits(1_000, 1 << 20, 500, 1 << 17, Long.MAX_VALUE / 4),
                            new AdmissionRules(1, genesis.gasLimit(), UInt256.ZERO),
                            address -> Account.EMPTY);
            Replica replica =
                    Replica.open(
                            new Replica.Seat(
                                    own.address(),
                                    PbftConfig.defaults(),
                                    own::sign,
                                    (digest, signature) -> signature.signer(digest),
                                    ParallelBatch.sequential()),
                            store,
                            ledger,
                            new Bundles(
                                    pool,
                                    1 << 16,
                                    genesis.gasLimit(),
                                    NodeConfig.defaults().bundling()),
                            new Replica.Executors(core, Runnable::run, Runnable::run),
                            new LiveSurroundings(core::wakeAt));
            core.start(replica::tick);
            core.close();

            assertThatCode(replica::transactionsWait).doesNotThrowAnyException();
            assertThatCode(() -> replica.peerDown(1)).doesNotThrowAnyException();
        }
    }
}
