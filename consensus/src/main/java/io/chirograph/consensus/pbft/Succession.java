package io.chirograph.consensus.pbft;

import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who agrees at which height, as far as this replica knows. The driver tells what its blocks decide; any
/// thread may ask. Thread-safe.
public final class Succession {
    private static final long WITHOUT_END = Long.MAX_VALUE;

    private record Known(List<Membership> sets, long until) {}

    private final long window;
    private volatile Known known;

    /// @param sets who agrees on the block behind the one certified last, and before them those whose last block
    ///     they build on, if they are not the first: their certificate of it is what others prove views with
    /// @param executed height of the newest executed block
    public Succession(PbftConfig config, List<Membership> sets, long executed) {
        this(config.window(), new Known(List.copyOf(sets), executed + config.window()));
    }

    private Succession(long window, Known known) {
        this.window = window;
        this.known = known;
    }

    /// One set for ever.
    static Succession only(Membership members) {
        return new Succession(0, new Known(List.of(members), WITHOUT_END));
    }

    /// The block at `height` is executed, and decided `change`; one that is known already changes nothing.
    public synchronized void executed(long height, Optional<SetChange> change) {
        List<Membership> sets = new ArrayList<>(known.sets());
        change.filter(each -> each.height() > sets.getLast().since())
                .ifPresent(each -> sets.add(sets.getLast().after(each)));
        known = new Known(List.copyOf(sets), Math.max(known.until(), height + window));
    }

    Hash32 genesisHash() {
        return known.sets().getFirst().genesisHash();
    }

    /// Whether it is certain who agrees at `height`: a change that is not decided yet takes effect later, and
    /// who agreed long ago need not be remembered.
    boolean isKnown(long height) {
        return height > known.sets().getFirst().since() && height <= known.until();
    }

    /// Who agrees at `height`, which is a known one.
    Membership at(long height) {
        List<Membership> sets = known.sets();
        Membership found = sets.getFirst();
        for (Membership each : sets) {
            if (each.since() < height) {
                found = each;
            }
        }
        return found;
    }

    /// Whether `client` is one of the newest set or of one that may not have ended yet.
    boolean isSeated(Address client) {
        long executed = known.until() - window;
        for (Membership each : known.sets()) {
            if (each.isSeated(client) && endOf(each) >= executed) {
                return true;
            }
        }
        return false;
    }

    /// Height of the last block of a set.
    private long endOf(Membership members) {
        List<Membership> sets = known.sets();
        int next = sets.indexOf(members) + 1;
        return next == sets.size() ? WITHOUT_END : sets.get(next).since();
    }
}
