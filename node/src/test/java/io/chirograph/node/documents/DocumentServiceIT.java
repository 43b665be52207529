package io.chirograph.node.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.knowledge.DocumentState;
import io.chirograph.knowledge.SearchHit;
import io.chirograph.knowledge.StoredDocument;
import io.chirograph.knowledge.search.SearchRequest;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.pool.Admission;
import io.chirograph.proof.document.DocumentProof;
import io.chirograph.proof.document.DocumentVerifier;
import io.chirograph.proof.document.Verification;
import io.chirograph.store.MemoryDisk;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentServiceIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration NO_TIME = Duration.ofMillis(1);
    private static final String ENGLISH =
            "# Inspection\n\nThe inspector found moisture of 12.4 percent in lot 4711.\n";
    private static final String CHINESE = "质量报告\n\n检验员在第4711批大豆中测得水分百分之十二点四。\n";

    @TempDir private Path directory;
    private final MemoryDisk disk = new MemoryDisk();
    private final List<DocumentNode> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(DocumentNode::close);
    }

    private DocumentNode open(Duration waitMax) {
        DocumentNode node = new DocumentNode(disk, directory, waitMax);
        opened.add(node);
        return node;
    }

    private DocumentNode restart(DocumentNode running, Duration waitMax) {
        running.close();
        opened.remove(running);
        return open(waitMax);
    }

    private static PutAnswer put(DocumentNode node, String name, String text)
            throws InterruptedException {
        return node.service().put(name, Bytes.ofUtf8(text), new TreeSet<>());
    }

    private static StoredDocument registered(DocumentNode node, String name, String text)
            throws InterruptedException {
        PutAnswer answer = put(node, name, text);
        assertThat(answer).isInstanceOf(PutAnswer.Registered.class);
        return ((PutAnswer.Registered) answer).document();
    }

    private static DocumentState stateOf(DocumentNode node, Hash32 id) {
        return node.service().library().find(id).orElseThrow().state();
    }

    private static Verification verified(DocumentNode node, Hash32 id, Revealed revealed) {
        ProofAnswer answer = node.service().prove(id, revealed);
        assertThat(answer).isInstanceOf(ProofAnswer.Proven.class);
        Bytes file = ((ProofAnswer.Proven) answer).proof().toJson();
        return DocumentVerifier.verify(DocumentNode.network(), file);
    }

    @Test
    void aDocumentIsRegisteredFoundAndProvenInEnglishAndInChinese() throws Exception {
        DocumentNode node = open(LONG).start();
        StoredDocument english = registered(node, "inspection.md", ENGLISH);
        StoredDocument chinese = registered(node, "质量报告.txt", CHINESE);

        for (var expected : List.of(List.of("moisture", english), List.of("水分", chinese))) {
            StoredDocument document = (StoredDocument) expected.getLast();
            SearchHit hit =
                    node.service()
                            .search(SearchRequest.of((String) expected.getFirst()))
                            .getFirst();
            assertThat(hit.id()).isEqualTo(document.id());

            int passage = hit.passage().index();
            var proven =
                    (Verification.Verified)
                            verified(node, hit.id(), new Revealed.OnePassage(passage));
            assertThat(proven.owner()).isEqualTo("m0");
            assertThat(proven.signers()).containsExactly("m0", "m1", "m2");
            DocumentProof proof = proven.proof();
            assertThat(proof.opening().content()).isEmpty();
            assertThat(proof.opening().passage().orElseThrow().passage().text())
                    .isEqualTo(hit.content());
            assertThat(verified(node, hit.id(), new Revealed.Content()))
                    .isInstanceOf(Verification.Verified.class);
            assertThat(verified(node, hit.id(), new Revealed.PassageAndContent(passage)))
                    .isInstanceOf(Verification.Verified.class);
        }
    }

    @Test
    void aDamagedFileFailsAlone() throws Exception {
        DocumentNode node = open(LONG).start();

        PutAnswer damaged = put(node, "scan.pdf", "%PDF-1.7 and then nothing of a PDF");

        assertThat(damaged).isInstanceOf(PutAnswer.Unreadable.class);
        assertThat(put(node, "good.txt", "fine")).isInstanceOf(PutAnswer.Registered.class);
        assertThat(node.service().library().list(Hash32.ZERO, 10)).hasSize(1);
        assertThat(node.service().counts()).isEqualTo(new DocumentService.Counts(1, 0, 0, 1, 0));
    }

    @Test
    void manyDocumentsAtATimeEachGetANonceOfTheirOwn() throws Exception {
        DocumentNode node = open(LONG).start();
        List<Future<PutAnswer>> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                String name = "note " + i + ".txt";
                answers.add(clients.submit(() -> put(node, name, "The text of " + name)));
            }
        }

        for (Future<PutAnswer> answer : answers) {
            assertThat(answer.get()).isInstanceOf(PutAnswer.Registered.class);
        }
        assertThat(node.service().counts().registered()).isEqualTo(40);
        assertThat(node.pool().pendingNonce(node.service().owner())).isEqualTo(40);
    }

    @Test
    void theSameContentAgainIsUnchangedAndOtherContentIsTheNextVersion() throws Exception {
        DocumentNode node = open(LONG).start();
        StoredDocument first = registered(node, "a.txt", "first text");

        assertThat(put(node, "a.txt", "first text"))
                .isInstanceOfSatisfying(
                        PutAnswer.Unchanged.class,
                        same -> assertThat(same.document().id()).isEqualTo(first.id()));
        StoredDocument second = registered(node, "a.txt", "second text");

        assertThat(second.registration().version()).isEqualTo(2);
        assertThat(second.registration().previous()).isEqualTo(first.id());
        assertThat(stateOf(node, first.id())).isInstanceOf(DocumentState.Superseded.class);
        var old = (Verification.Verified) verified(node, first.id(), new Revealed.Content());
        assertThat(old.superseded()).isTrue();
    }

    @Test
    void whatWasSubmittedButNotRegisteredIsSentAgainAfterARestart() throws Exception {
        DocumentNode before = open(NO_TIME).start();
        before.holdBlocks();
        var first = (PutAnswer.Submitted) put(before, "a.txt", "first text");
        var second = (PutAnswer.Submitted) put(before, "a.txt", "second text");

        DocumentNode after = restart(before, LONG).start();

        Hash32 newest = second.document().id();
        DocumentNode.await(
                "the second version is found",
                () -> after.service().search(SearchRequest.of("second")).size() == 1);
        assertThat(stateOf(after, newest)).isInstanceOf(DocumentState.Registered.class);
        assertThat(stateOf(after, first.document().id()))
                .isInstanceOf(DocumentState.Superseded.class);
    }

    @Test
    void whatWasRegisteredWhileNobodyFollowedIsFoundAfterARestart() throws Exception {
        DocumentNode before = open(NO_TIME);
        var submitted = (PutAnswer.Submitted) put(before, "a.txt", "text of a");
        DocumentNode.await("a block is made", () -> before.ledger().certifiedHeight() == 1);
        Hash32 id = submitted.document().id();
        assertThat(stateOf(before, id)).isInstanceOf(DocumentState.Submitted.class);

        DocumentNode after = restart(before, LONG).start();

        DocumentNode.await(
                "the registration is known",
                () -> stateOf(after, id).equals(new DocumentState.Registered(1)));
        assertThat(put(after, "a.txt", "text of a")).isInstanceOf(PutAnswer.Unchanged.class);
        assertThat(after.ledger().certifiedHeight()).isEqualTo(1);
    }

    @Test
    void aTransactionThatGotLostIsSentAgain() throws Exception {
        DocumentNode node = open(LONG).start();
        AtomicInteger sent = new AtomicInteger();
        node.submitTo(transaction ->
                sent.getAndIncrement() == 0 ? new Admission.Added() : node.addToPool(transaction));
        try (ExecutorService client = Executors.newSingleThreadExecutor()) {
            Future<PutAnswer> answer = client.submit(() -> put(node, "a.txt", "text of a"));
            DocumentNode.await("it is sent", () -> sent.get() == 1);

            node.makeBlock();

            assertThat(answer.get()).isInstanceOf(PutAnswer.Registered.class);
        }
        assertThat(sent).hasValue(2);
    }

    @Test
    void aDocumentThatThePoolHasNoRoomForLeavesNothingBehind() throws Exception {
        DocumentNode node = open(LONG).start();
        node.submitTo(_ -> new Admission.Refused(Admission.Cause.POOL_FULL, "the pool is full"));

        PutAnswer answer = put(node, "a.txt", "text of a");

        assertThat(answer)
                .isInstanceOfSatisfying(
                        PutAnswer.Unregistered.class,
                        failed -> assertThat(failed.reason()).isEqualTo("the pool is full"));
        assertThat(node.service().library().list(Hash32.ZERO, 10)).isEmpty();
    }

    @Test
    void aRegistrationThatTheRegistryRefusesFailsWithItsReason() throws Exception {
        DocumentNode node = open(LONG).start();
        List<SentTransaction> taken = new ArrayList<>();
        StoredDocument first = registered(node, "a.txt", "first text");
        node.submitTo(transaction -> {
            taken.add(transaction);
            return new Admission.Added();
        });
        try (ExecutorService client = Executors.newSingleThreadExecutor()) {
            // The withdrawal of the first version overtakes the registration of the second.
            Future<PutAnswer> second = client.submit(() -> put(node, "a.txt", "second text"));
            DocumentNode.await("the second is sent", () -> taken.size() == 1);
            node.submitTo(node::addToPool);
            assertThat(node.service().delete(first.id())).isInstanceOf(DeleteAnswer.Deleted.class);

            assertThat(second.get())
                    .isInstanceOfSatisfying(
                            PutAnswer.Unregistered.class,
                            failed -> assertThat(failed.reason()).contains("revert"));
        }
        assertThat(node.service().library().list(Hash32.ZERO, 10)).isEmpty();
        assertThat(registered(node, "a.txt", "third text").registration().version()).isEqualTo(1);
    }

    @Test
    void aDeletedDocumentIsWithdrawnOnTheLedgerAndGoneHere() throws Exception {
        DocumentNode node = open(LONG).start();
        StoredDocument document = registered(node, "a.txt", "text of a");
        ExecutedBlock registration = node.ledger().block(1).orElseThrow();
        assertThat(registration.receipts().getFirst().gasUsed())
                .isLessThan(RegistryCalls.GAS_LIMIT / 2);

        DeleteAnswer answer = node.service().delete(document.id());

        assertThat(answer).isEqualTo(new DeleteAnswer.Deleted(2));
        assertThat(node.service().library().find(document.id())).isEmpty();
        assertThat(node.service().search(SearchRequest.of("text"))).isEmpty();
        assertThat(node.service().delete(document.id())).isEqualTo(new DeleteAnswer.Unknown());
    }

    @Test
    void aProofOfWhatIsNotThereIsRefusedWithTheReason() throws Exception {
        DocumentNode node = open(NO_TIME).start();
        node.holdBlocks();
        var waiting = (PutAnswer.Submitted) put(node, "a.txt", "text of a");
        Hash32 id = waiting.document().id();

        assertThat(node.service().prove(id, new Revealed.Content()))
                .isInstanceOf(ProofAnswer.NotRegistered.class);
        assertThat(node.service().prove(Hash32.ZERO, new Revealed.Content()))
                .isEqualTo(new ProofAnswer.UnknownDocument());
        node.makeBlock();
        DocumentNode.await(
                "it is registered", () -> stateOf(node, id) instanceof DocumentState.Registered);
        assertThat(node.service().prove(id, new Revealed.OnePassage(1)))
                .isEqualTo(new ProofAnswer.UnknownPassage(1));
    }
}
