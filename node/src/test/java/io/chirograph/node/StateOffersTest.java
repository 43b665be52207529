package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.consensus.Batch;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.StateProof;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.transfer.Manifest;
import io.chirograph.transfer.MemorySource;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What other members say that they have, when some of them lie: of four, one may.
final class StateOffersTest {
    private static final StateProof PROOF = proof();
    private static final Manifest STATE = manifest(PROOF.height(), "the state");
    private static final Manifest OTHER = manifest(PROOF.height(), "another state");

    private final StateOffers offers = new StateOffers(proof -> proof.verify(FourMembers.GENESIS));

    /// Of the first block.
    private static StateProof proof() {
        try (Store store = Store.openInline(new MemoryDisk(), StoreOptions.defaults(), 1)) {
            Ledger ledger =
                    new Ledger(store, FourMembers.GENESIS, new TransactionReader(Runnable::run));
            Batch empty = new Batch(FourMembers.KEYS.getFirst().address(), 2_000, List.of());
            Hash32 hash = ledger.execute(1, empty).executed().hash();
            ledger.attachCertificate(FourMembers.certificate(1, hash));
            return ledger.stateProof(1).orElseThrow();
        }
    }

    private static Manifest manifest(long height, String content) {
        return Manifest.of(
                StateExchange.object(height), new MemorySource(Bytes.ofUtf8(content)), 1 << 10);
    }

    private StateOffers.Taken take(int node, Manifest manifest, Bytes note) {
        offers.asked(node);
        return offers.take(node, manifest, note);
    }

    private StateOffers.Offer offer(int node, Manifest manifest) {
        return (StateOffers.Offer) take(node, manifest, PROOF.toRlp());
    }

    @Test
    void twoOfFourVouchForAState() {
        StateOffers.Offer first = offer(1, STATE);
        assertThat(offers.holders(first)).isEmpty();
        assertThat(offers.holders(offer(3, STATE))).containsExactly(1, 3);
    }

    @Test
    void whoOffersAnotherStateDoesNotCount() {
        StateOffers.Offer first = offer(1, STATE);
        assertThat(offers.holders(offer(2, OTHER))).isEmpty();
        assertThat(offers.holders(first)).isEmpty();
    }

    @Test
    void whoNeverCertifiedTheBlockDoesNotCount() {
        offer(1, STATE);
        assertThat(offers.holders(offer(4, STATE))).isEmpty();
        assertThat(offers.holders(offer(2, STATE))).containsExactly(1, 2);
    }

    @Test
    void oneMemberCountsOnceHoweverOftenItOffers() {
        offer(1, STATE);
        assertThat(offers.holders(offer(1, STATE))).isEmpty();
    }

    @Test
    void whoWasNotAskedIsNotHeard() {
        Bytes note = PROOF.toRlp();
        assertThat(offers.take(1, STATE, note)).isInstanceOf(StateOffers.Unasked.class);
        offers.asked(1);
        assertThat(offers.take(1, STATE, note)).isInstanceOf(StateOffers.Offer.class);
        assertThat(offers.take(1, STATE, note)).isInstanceOf(StateOffers.Unasked.class);
    }

    @Test
    void refusesWhatIsNotProven() {
        assertThat(take(1, STATE, Bytes.ofUtf8("no proof")))
                .isInstanceOf(StateOffers.Refused.class);
        assertThat(take(1, manifest(PROOF.height() + 16, "the state"), PROOF.toRlp()))
                .isEqualTo(new StateOffers.Refused("it is not the state its proof is for"));
        StateProof forged =
                new StateProof(
                        List.of(),
                        PROOF.header(),
                        FourMembers.certificate(7, PROOF.header().hash()),
                        Optional.empty());
        assertThat(take(1, STATE, forged.toRlp())).isInstanceOf(StateOffers.Refused.class);
    }

    @Test
    void aStateThatProvedWrongIsTakenFromNobody() {
        StateOffers.Offer wrong = offer(1, STATE);
        offers.refuse(wrong);
        offers.clear();
        assertThat(take(2, STATE, PROOF.toRlp()))
                .isEqualTo(new StateOffers.Refused("it proved wrong before"));
    }
}
