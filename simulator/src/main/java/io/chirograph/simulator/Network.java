package io.chirograph.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Carries parcels between validators, or loses them, as faults have it. Single-owner.
final class Network {
    private static final long MICRO = 1_000;

    /// On a good day a message takes from half a millisecond to two and a half.
    private static final long DELAY_NANOS_MIN = 500 * MICRO;

    private static final long DELAY_NANOS_SPAN = 2_000 * MICRO;

    /// Takes what arrives.
    interface Receiver {
        void receive(int to, Parcel parcel);
    }

    private final Timeline time;
    private final SplittableRandom chance;
    private final Receiver receiver;
    private final List<Fault.Storm> storms = new ArrayList<>();
    private final List<Fault.Split> splits = new ArrayList<>();
    private final List<Fault.Mute> mutes = new ArrayList<>();

    /// Covers all that was ever sent, with the times.
    private long trace;

    Network(Timeline time, SplittableRandom chance, Receiver receiver) {
        this.time = time;
        this.chance = chance;
        this.receiver = receiver;
    }

    void begin(Fault.Storm storm) {
        storms.add(storm);
    }

    void begin(Fault.Split split) {
        splits.add(split);
    }

    void begin(Fault.Mute mute) {
        mutes.add(mute);
    }

    void end(Fault fault) {
        storms.remove(fault);
        splits.remove(fault);
        mutes.remove(fault);
    }

    /// Ends every fault.
    void heal() {
        storms.clear();
        splits.clear();
        mutes.clear();
    }

    void send(Parcel parcel, int to) {
        trace = 31 * (31 * trace + time.nanos()) + parcel.from() * 97L + to;
        if (storms.isEmpty()) {
            carry(parcel, to, DELAY_NANOS_SPAN);
            return;
        }
        int loss = 0;
        int duplicates = 0;
        int delayMillis = 1;
        for (Fault.Storm storm : storms) {
            loss = Math.max(loss, storm.lossPercent());
            duplicates = Math.max(duplicates, storm.duplicatePercent());
            delayMillis = Math.max(delayMillis, storm.delayMillisMax());
        }
        long span = delayMillis * Timeline.MILLI;
        if (chance.nextInt(100) >= loss) {
            carry(parcel, to, span);
        }
        if (chance.nextInt(100) < duplicates) {
            carry(parcel, to, span);
        }
    }

    private void carry(Parcel parcel, int to, long spanNanos) {
        time.after(
                DELAY_NANOS_MIN + chance.nextLong(spanNanos),
                () -> {
                    if (passes(parcel, to)) {
                        receiver.receive(to, parcel);
                    }
                });
    }

    private boolean passes(Parcel parcel, int to) {
        for (Fault.Split split : splits) {
            boolean isFromGroup = (split.group() >> parcel.from() & 1) == 1;
            boolean isToGroup = (split.group() >> to & 1) == 1;
            if (isFromGroup != isToGroup && (isFromGroup || !split.isOneWay())) {
                return false;
            }
        }
        for (Fault.Mute mute : mutes) {
            if (!parcel.isBulk() && mute.sort().isInstance(parcel.message())) {
                return false;
            }
        }
        return true;
    }

    long trace() {
        return trace;
    }
}
