package io.chirograph.consensus.pbft;

import io.chirograph.types.Hash32;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a replica need not hear again: votes and proposals for what it has decided or certified already, and
/// for heights outside its window, which it would drop. To check their signatures would be in vain, and a
/// replica that lags has better things to do.
///
/// A vote that *contradicts* what is decided is never called needless: it is evidence. Nor is one of a later
/// view, since the others may have to decide there again.
///
/// The driver tells of each effect; any thread may ask. Answers may be behind by the step that is being
/// taken. Thread-safe.
public final class Settled {
    private record Decision(long view, Hash32 digest) {}

    private final long window;
    private final Map<Long, Decision> decided = new ConcurrentHashMap<>();
    private final Map<Long, Hash32> certified = new ConcurrentHashMap<>();
    private volatile long stable;

    private Settled(long window, long stable) {
        this.window = window;
        this.stable = stable;
    }

    /// @param stable the stable checkpoint at the start, or less
    public Settled(PbftConfig config, long stable) {
        this(config.window(), stable);
    }

    /// Where everything is to be heard.
    static Settled nothing() {
        return new Settled(Long.MAX_VALUE / 4, 0);
    }

    /// To be told of every effect, in order.
    public void follow(Effect effect) {
        if (effect instanceof Effect.Deliver(var batch, _, _, _)) {
            decided.put(batch.height(), new Decision(batch.view(), batch.batch().digest()));
        } else if (effect instanceof Effect.Certified(var certificate)) {
            certified.put(certificate.height(), certificate.blockHash());
        } else if (effect instanceof Effect.PruneLog(long height)) {
            stable = height;
            decided.keySet().removeIf(each -> each <= height);
            certified.keySet().removeIf(each -> each <= height);
        }
    }

    boolean isNeedless(Message message) {
        return switch (message) {
            case Vote vote -> isNeedless(vote);
            case Message.Proposal(Vote vote, _) -> isNeedless(vote);
            default -> false;
        };
    }

    private boolean isNeedless(Vote vote) {
        long height = vote.height();
        // One window more than there is: the replica may have moved on meanwhile.
        if (height <= stable || height > stable + 2 * window) {
            return true;
        }
        if (vote.kind() == Vote.Kind.EXECUTE) {
            Hash32 block = certified.get(height);
            return block != null && block.equals(vote.hash());
        }
        Decision decision = decided.get(height);
        return decision != null
                && vote.view() <= decision.view()
                && vote.hash().equals(decision.digest());
    }
}
