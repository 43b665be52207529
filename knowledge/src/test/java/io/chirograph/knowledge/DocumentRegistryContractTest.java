package io.chirograph.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.SigningKey;
import io.chirograph.evm.Account;
import io.chirograph.evm.BlockContext;
import io.chirograph.evm.Fork;
import io.chirograph.evm.Log;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.ledger.execution.Outcome;
import io.chirograph.ledger.execution.TransactionProcessor;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.proof.document.DocumentRegistry;
import io.chirograph.proof.document.DocumentRegistry.Entry;
import io.chirograph.proof.document.DocumentRegistry.Status;
import io.chirograph.proof.document.Extractor;
import io.chirograph.proof.document.Registration;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The registry's code under the contract machine, seen through its Java face.
class DocumentRegistryContractTest {
    private static final long CHAIN_ID = 4170;
    private static final long HEIGHT = 258;
    private static final SigningKey ANNA = SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("Anna")));
    private static final SigningKey BEN = SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("Ben")));
    private static final BlockContext BLOCK =
            new BlockContext(
                    HEIGHT,
                    1_750_000_000,
                    Address.ZERO,
                    30_000_000,
                    UInt256.ZERO,
                    Hash32.ZERO,
                    UInt256.ONE,
                    UInt256.ZERO,
                    CHAIN_ID,
                    _ -> Hash32.ZERO);

    private final TransactionProcessor processor = new TransactionProcessor(Fork.OSAKA);
    private final World world = new World();

    private static final class World implements WorldState {
        private final Map<Address, Account> accounts = new HashMap<>();
        private final Map<UInt256, UInt256> registryStorage = new HashMap<>();

        private World() {
            Hash32 codeHash = Hashes.keccak256(DocumentRegistry.runtimeCode());
            accounts.put(DocumentRegistry.ADDRESS, new Account(1, UInt256.ZERO, codeHash));
        }

        @Override
        public Optional<Account> account(Address address) {
            return Optional.ofNullable(accounts.get(address));
        }

        @Override
        public Bytes code(Address address) {
            return address.equals(DocumentRegistry.ADDRESS)
                    ? DocumentRegistry.runtimeCode()
                    : Bytes.EMPTY;
        }

        @Override
        public UInt256 storage(Address address, UInt256 slot) {
            return registryStorage.getOrDefault(slot, UInt256.ZERO);
        }

        private void apply(StateChanges changes) {
            changes.accounts()
                    .forEach((address, change) -> {
                        if (change instanceof StateChanges.Updated(Account account, var storage)) {
                            accounts.put(address, account);
                            registryStorage.putAll(storage);
                        }
                    });
        }
    }

    private Outcome.Executed send(SigningKey from, Bytes data) {
        long nonce = world.account(from.address()).map(Account::nonce).orElse(0L);
        Call call =
                new Call(
                        nonce,
                        1_000_000,
                        Recipient.of(DocumentRegistry.ADDRESS),
                        UInt256.ZERO,
                        data);
        Fees fees = new Fees(UInt256.ZERO, UInt256.ZERO);
        var transaction =
                new UnsignedTransaction.FeeMarket(CHAIN_ID, fees, call, List.of()).sign(from);
        Outcome outcome = processor.execute(transaction, from.address(), BLOCK, world);
        Outcome.Executed executed = (Outcome.Executed) outcome;
        world.apply(executed.changes());
        return executed;
    }

    private Bytes view(Bytes data) {
        CallRequest request =
                new CallRequest(
                        BEN.address(),
                        Recipient.of(DocumentRegistry.ADDRESS),
                        1_000_000,
                        UInt256.ZERO,
                        UInt256.ZERO,
                        data,
                        List.of());
        return ((CallOutcome.Returned) processor.call(request, BLOCK, world)).output();
    }

    private Optional<Entry> stored(Hash32 id) {
        Address registry = DocumentRegistry.ADDRESS;
        Optional<Entry> entry =
                DocumentRegistry.decodeStorage(
                        world.storage(registry, DocumentRegistry.digestSlot(id)).toHash32(),
                        world.storage(registry, DocumentRegistry.stateSlot(id)).toHash32());
        assertThat(DocumentRegistry.decodeEntry(view(DocumentRegistry.entryCall(id))))
                .isEqualTo(entry);
        return entry;
    }

    private boolean isRegistered(Hash32 id) {
        return DocumentRegistry.decodeIsRegistered(view(DocumentRegistry.isRegisteredCall(id)));
    }

    private static Registration document(String content, Hash32 previous, long version) {
        return new Registration(
                Hashes.keccak256(Bytes.ofUtf8(content)),
                1_000,
                Hashes.EMPTY_KECCAK,
                7,
                new Extractor("text", 1),
                previous,
                Hashes.EMPTY_TRIE_ROOT,
                ANNA.address(),
                version);
    }

    private Registration register(String content) {
        Registration document = document(content, Hash32.ZERO, 1);
        assertThat(send(ANNA, DocumentRegistry.registerCall(document)).success()).isTrue();
        return document;
    }

    @Test
    void aRegistrationIsStoredUnderItsIdAndDigestAndTold() {
        Registration document = document("one", Hash32.ZERO, 1);
        assertThat(isRegistered(document.id())).isFalse();
        Outcome.Executed executed = send(ANNA, DocumentRegistry.registerCall(document));
        assertThat(executed.success()).isTrue();
        assertThat(executed.output()).isEqualTo(document.id().bytes());
        assertThat(stored(document.id()))
                .contains(
                        new Entry(document.digest(), ANNA.address(), HEIGHT, 1, Status.REGISTERED));
        assertThat(isRegistered(document.id())).isTrue();
        Log log = executed.logs().getFirst();
        assertThat(log.topics())
                .containsExactly(
                        DocumentRegistry.REGISTERED_TOPIC,
                        document.id(),
                        UInt256.of(ANNA.address()).toHash32(),
                        Hash32.ZERO);
    }

    @Test
    void theSameDocumentIsNotRegisteredTwice() {
        Registration document = register("one");
        assertThat(send(ANNA, DocumentRegistry.registerCall(document)).success()).isFalse();
    }

    @Test
    void nobodyTakesTheIdOfAnotherByRepeatingItsContentHash() {
        Registration document = document("one", Hash32.ZERO, 1);
        assertThat(send(BEN, DocumentRegistry.registerCall(document)).success()).isTrue();
        assertThat(isRegistered(document.id())).isFalse();
        assertThat(send(ANNA, DocumentRegistry.registerCall(document)).success()).isTrue();
        assertThat(stored(document.id()).orElseThrow().owner()).isEqualTo(ANNA.address());
    }

    @Test
    void aNextVersionSupersedesTheOneBefore() {
        Registration first = register("one");
        Registration second = document("two", first.id(), 2);
        assertThat(send(ANNA, DocumentRegistry.registerCall(second)).success()).isTrue();
        assertThat(stored(second.id()).orElseThrow().digest()).isEqualTo(second.digest());
        assertThat(stored(second.id()).orElseThrow().version()).isEqualTo(2);
        assertThat(stored(first.id()).orElseThrow().status()).isEqualTo(Status.SUPERSEDED);
        assertThat(isRegistered(first.id())).isTrue();
        Registration fork = document("three", first.id(), 2);
        assertThat(send(ANNA, DocumentRegistry.registerCall(fork)).success()).isFalse();
    }

    @Test
    void aVersionOfSomeoneElsesOrOfNoDocumentIsRefused() {
        Registration first = register("one");
        Registration foreign = document("two", first.id(), 2);
        assertThat(send(BEN, DocumentRegistry.registerCall(foreign)).success()).isFalse();
        Registration ofNothing = document("two", Hashes.EMPTY_KECCAK, 2);
        assertThat(send(ANNA, DocumentRegistry.registerCall(ofNothing)).success()).isFalse();
    }

    @Test
    void onlyTheOwnerWithdrawsAndOnlyOnce() {
        Registration document = register("one");
        Bytes withdraw = DocumentRegistry.withdrawCall(document.id());
        assertThat(send(BEN, withdraw).success()).isFalse();
        Outcome.Executed executed = send(ANNA, withdraw);
        assertThat(executed.success()).isTrue();
        assertThat(executed.logs().getFirst().topics())
                .startsWith(DocumentRegistry.WITHDRAWN_TOPIC, document.id());
        assertThat(isRegistered(document.id())).isFalse();
        assertThat(stored(document.id()).orElseThrow().status()).isEqualTo(Status.WITHDRAWN);
        assertThat(send(ANNA, withdraw).success()).isFalse();
        assertThat(send(ANNA, DocumentRegistry.registerCall(document)).success()).isFalse();
        Registration next = document("two", document.id(), 2);
        assertThat(send(ANNA, DocumentRegistry.registerCall(next)).success()).isFalse();
    }
}
