package io.chirograph.benchmarks.consensus;

import io.chirograph.benchmarks.consensus.LoadClient.Answer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether what clients were told can have come from one log that requests were appended to one at a time,
/// each somewhere between its sending and its answer: the log is linearizable.
///
/// Every answer names a place and the [Trail] of the log up to there, so the order need not be searched for:
/// the places are the order. It holds when each place is told once and none is missing, the trails are those
/// of exactly these requests in this order, and nothing comes before what was answered before it was sent.
/// Cost: sorting, then one walk forward and one back.
final class HistoryChecker {
    /// @param claim what is wrong, for a person to read
    /// @param witnesses the answers that show it
    record Flaw(String claim, List<Answer> witnesses) {}

    private HistoryChecker() {}

    /// @param answers all that clients were told, in any order; no client waits for another one
    static Optional<Flaw> check(List<Answer> answers) {
        Answer[] log = answers.toArray(Answer[]::new);
        Arrays.sort(log, Comparator.comparingLong(Answer::place));
        return places(log).or(() -> trails(log)).or(() -> clients(answers)).or(() -> realTime(log));
    }

    private static Optional<Flaw> places(Answer[] log) {
        for (int i = 0; i < log.length; i++) {
            long place = log[i].place();
            if (i > 0 && place == log[i - 1].place()) {
                return flaw("two requests were told the same place " + place, log[i - 1], log[i]);
            }
            if (place > i) {
                return flaw(
                        "at place %d is something that no client was answered: a request that was"
                                        .formatted(i)
                                + " executed twice, or one that nobody sent",
                        log[i]);
            }
            if (place < i) {
                return flaw("there is no place " + place, log[i]);
            }
        }
        return Optional.empty();
    }

    private static Optional<Flaw> trails(Answer[] log) {
        long trail = 0;
        for (Answer answer : log) {
            trail = Trail.next(trail, answer.session(), answer.number(), answer.checksum());
            if (trail != answer.trail()) {
                return flaw(
                        "the log up to place %d is not made of the requests that were answered with its places"
                                .formatted(answer.place()),
                        answer);
            }
        }
        return Optional.empty();
    }

    /// Each client's requests are in the log once, in their order.
    private static Optional<Flaw> clients(List<Answer> answers) {
        Answer[] byClient = answers.toArray(Answer[]::new);
        Arrays.sort(
                byClient,
                Comparator.comparingLong(Answer::session).thenComparingLong(Answer::number));
        @Nullable Answer before = null;
        for (Answer answer : byClient) {
            boolean isFirst = before == null || before.session() != answer.session();
            if (answer.number() != (before == null || isFirst ? 1 : before.number() + 1)) {
                return flaw(
                        "this client's request before it was never answered, or this one twice",
                        answer);
            }
            if (before != null && !isFirst && answer.place() < before.place()) {
                return flaw(
                        "a client's requests are not in the order it sent them", before, answer);
            }
            before = answer;
        }
        return Optional.empty();
    }

    /// Walks back: whatever was answered first of all that comes later must not have been answered before
    /// this one was sent.
    private static Optional<Flaw> realTime(Answer[] log) {
        @Nullable Answer earliest = null;
        for (int i = log.length - 1; i >= 0; i--) {
            if (earliest != null && earliest.answeredNanos() - log[i].sentNanos() < 0) {
                return flaw(
                        "the first was sent after the second was answered, but stands before it",
                        log[i],
                        earliest);
            }
            if (earliest == null || log[i].answeredNanos() - earliest.answeredNanos() < 0) {
                earliest = log[i];
            }
        }
        return Optional.empty();
    }

    private static Optional<Flaw> flaw(String claim, Answer... witnesses) {
        return Optional.of(new Flaw(claim, List.of(witnesses)));
    }
}
