package io.chirograph.benchmarks.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.benchmarks.consensus.LoadClient.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Histories that are right, and one for each way of being wrong.
class HistoryCheckerTest {
    private static final int CLIENTS = 5;

    /// A log that requests are appended to one at a time: each client's `number`-th request is sent at one
    /// time, appended later, answered after that.
    private static List<Answer> goodHistory(int length) {
        List<Answer> log = new ArrayList<>();
        long trail = 0;
        for (int place = 0; place < length; place++) {
            long session = 100L + place % CLIENTS;
            long number = 1L + place / CLIENTS;
            int checksum = place * 7;
            trail = Trail.next(trail, session, number, checksum);
            long appended = 1_000L * place;
            log.add(
                    new Answer(
                            session,
                            number,
                            checksum,
                            appended - 1_500,
                            appended + 1_500,
                            place,
                            trail));
        }
        return log;
    }

    private static String claimOf(List<Answer> answers) {
        return HistoryChecker.check(answers).map(HistoryChecker.Flaw::claim).orElse("none");
    }

    /// The trails as they are when the log has these requests in this order.
    private static List<Answer> withTrails(List<Answer> log) {
        List<Answer> renewed = new ArrayList<>();
        long trail = 0;
        for (int place = 0; place < log.size(); place++) {
            Answer answer = log.get(place);
            trail = Trail.next(trail, answer.session(), answer.number(), answer.checksum());
            renewed.add(
                    new Answer(
                            answer.session(),
                            answer.number(),
                            answer.checksum(),
                            answer.sentNanos(),
                            answer.answeredNanos(),
                            place,
                            trail));
        }
        return renewed;
    }

    @Test
    void acceptsWhatALogCanHaveSaid() {
        List<Answer> answers = goodHistory(1_000);
        Collections.shuffle(answers, new Random(1));
        assertThat(HistoryChecker.check(answers)).isEmpty();
        assertThat(HistoryChecker.check(List.of())).isEmpty();
    }

    @Test
    void acceptsAnyOrderOfWhatOverlaps() {
        List<Answer> answers = goodHistory(100);
        Collections.swap(answers, 40, 41);
        assertThat(HistoryChecker.check(withTrails(answers))).isEmpty();
    }

    @Test
    void findsAnAnsweredRequestThatIsLost() {
        List<Answer> answers = goodHistory(100);
        Answer lost = answers.get(50);
        List<Answer> rest = new ArrayList<>(answers);
        rest.remove(50);
        List<Answer> told = new ArrayList<>(withTrails(rest));
        told.add(lost); // its place went to another request
        assertThat(claimOf(told)).isEqualTo("two requests were told the same place 50");
    }

    @Test
    void findsARequestThatIsExecutedTwice() {
        List<Answer> answers = goodHistory(100);
        answers.add(30, answers.get(20));
        List<Answer> told = new ArrayList<>(withTrails(answers));
        told.remove(30); // the client heard of one execution
        assertThat(claimOf(told))
                .startsWith("at place 30 is something that no client was answered");
    }

    @Test
    void findsARequestThatIsAnsweredTwice() {
        List<Answer> answers = goodHistory(100);
        answers.add(30, answers.get(20));
        assertThat(claimOf(withTrails(answers))).contains("or this one twice");
    }

    @Test
    void findsContentThatWasNotSent() {
        List<Answer> answers = goodHistory(100);
        Answer sent = answers.get(70);
        answers.set(
                70,
                new Answer(
                        sent.session(),
                        sent.number(),
                        sent.checksum() + 1,
                        sent.sentNanos(),
                        sent.answeredNanos(),
                        sent.place(),
                        sent.trail()));
        assertThat(claimOf(answers)).startsWith("the log up to place 70 is not made of");
    }

    @Test
    void findsAClientsRequestsOutOfOrder() {
        List<Answer> answers = goodHistory(100);
        Collections.swap(answers, 40, 40 + CLIENTS);
        assertThat(claimOf(withTrails(answers)))
                .isEqualTo("a client's requests are not in the order it sent them");
    }

    @Test
    void findsAnOrderAgainstRealTime() {
        List<Answer> answers = goodHistory(100);
        Collections.swap(answers, 40, 44);
        HistoryChecker.Flaw flaw = HistoryChecker.check(withTrails(answers)).orElseThrow();
        assertThat(flaw.claim()).startsWith("the first was sent after the second was answered");
        assertThat(flaw.witnesses().getFirst().sentNanos())
                .isGreaterThan(flaw.witnesses().getLast().answeredNanos());
    }

    @Test
    void findsAPlaceThatCannotBe() {
        List<Answer> answers = goodHistory(3);
        Answer first = answers.getFirst();
        answers.set(0, new Answer(first.session(), first.number(), 0, 0, 1, -1, first.trail()));
        assertThat(claimOf(answers)).isEqualTo("there is no place -1");
    }
}
