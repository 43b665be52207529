package io.chirograph.store;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// Time as transactions know it: what it is, for their time-outs and for the times of their commits,
/// and how to let some of it pass before an attempt is repeated. Thread-safe.
public interface Waiter {
    /// As [System#nanoTime()]: only differences mean anything.
    long nanoTime();

    /// The time that commits are stamped with, where the store keeps it. A clock that is set back is
    /// not followed: no commit is stamped earlier than the one before.
    Instant now();

    /// Lets pass a time from none to `nanosMax`, chosen at random so that those who collided do not
    /// meet again. Returns early when the thread is interrupted.
    void pause(long nanosMax);

    /// The system's clock, and a thread that really waits.
    static Waiter system() {
        return new Waiter() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public void pause(long nanosMax) {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(nanosMax + 1));
            }
        };
    }

    /// Time stands still and nobody waits: for one thread alone, which nobody can get in the way of.
    static Waiter none() {
        return new Waiter() {
            @Override
            public long nanoTime() {
                return 0;
            }

            @Override
            public Instant now() {
                return Instant.EPOCH;
            }

            @Override
            public void pause(long nanosMax) {
                // On one thread nothing changes by waiting.
            }
        };
    }
}
