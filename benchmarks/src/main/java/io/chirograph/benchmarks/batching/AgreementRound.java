package io.chirograph.benchmarks.batching;

import io.chirograph.consensus.Request;
import io.chirograph.consensus.pbft.Effect;
import io.chirograph.consensus.pbft.Event;
import io.chirograph.consensus.pbft.Membership;
import io.chirograph.consensus.pbft.Message;
import io.chirograph.consensus.pbft.MessageCodec;
import io.chirograph.consensus.pbft.MessageVerifier;
import io.chirograph.consensus.pbft.Now;
import io.chirograph.consensus.pbft.PbftConfig;
import io.chirograph.consensus.pbft.PbftReplica;
import io.chirograph.consensus.pbft.Recovery;
import io.chirograph.consensus.pbft.VerifiedMessage;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.SigningKey;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// Four members on one thread, without network and disk: what agreement itself costs.
final class AgreementRound {
    private static final int SIZE = 4;
    private static final int PAYLOAD_BYTES = 1_024;
    private static final long MILLIS = 1_000_000;
    private static final Hash32 GENESIS = Hashes.keccak256(Bytes.ofUtf8("eta"));

    private record Parcel(int from, int to, Bytes wire) {}

    private final List<SigningKey> keys = new ArrayList<>();
    private final List<PbftReplica> replicas = new ArrayList<>();
    private final MessageVerifier verifier;
    private final Queue<Parcel> parcels = new ArrayDeque<>();
    private long nanos = 1;
    private long delivered;

    AgreementRound() {
        for (int i = 0; i < SIZE; i++) {
            keys.add(SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("member " + i))));
        }
        ValidatorSet validators = new ValidatorSet(keys.stream().map(SigningKey::address).toList());
        PbftConfig config = PbftConfig.defaults();
        for (int i = 0; i < SIZE; i++) {
            replicas.add(
                    new PbftReplica(
                            config,
                            Membership.of(GENESIS, validators, i),
                            keys.get(i)::sign,
                            Recovery.fresh(),
                            now()));
        }
        verifier =
                new MessageVerifier(
                        config,
                        Membership.of(GENESIS, validators, 0),
                        (digest, signature) -> signature.signer(digest));
    }

    private Now now() {
        return new Now(nanos, 1_700_000_000_000L + nanos / MILLIS);
    }

    /// Has the primary order requests with these numbers, all of them in one batch.
    void order(List<Integer> numbers) {
        long before = delivered;
        nanos += 200 * MILLIS;
        for (int number : numbers) {
            Request request =
                    Request.sign(
                            GENESIS,
                            keys.getFirst(),
                            number,
                            now().wallMillis(),
                            Bytes.owning(new byte[PAYLOAD_BYTES]));
            step(0, new Event.Submitted(now(), request));
        }
        nanos += 10 * MILLIS;
        step(0, new Event.Tick(now()));
        for (Parcel parcel = parcels.poll(); parcel != null; parcel = parcels.poll()) {
            if (verifier.verify(parcel.from(), parcel.wire()) instanceof VerifiedMessage message) {
                step(parcel.to(), new Event.Received(now(), message));
            }
        }
        if (delivered != before + (long) SIZE * numbers.size()) {
            throw new IllegalStateException(
                    "%d requests were ordered at four members instead of %d each"
                            .formatted(delivered - before, numbers.size()));
        }
    }

    private void step(int index, Event event) {
        for (Effect effect : replicas.get(index).step(event)) {
            if (effect instanceof Effect.Broadcast(Message message)) {
                Bytes wire = MessageCodec.encode(message);
                for (int to = 0; to < SIZE; to++) {
                    if (to != index) {
                        parcels.add(new Parcel(index, to, wire));
                    }
                }
            } else if (effect instanceof Effect.Send(int peer, Message message)) {
                parcels.add(new Parcel(index, peer, MessageCodec.encode(message)));
            } else if (effect instanceof Effect.Deliver deliver) {
                delivered += deliver.requests().size();
                step(
                        index,
                        new Event.Executed(
                                now(), deliver.height(), deliver.decided().batch().digest()));
            }
        }
    }
}
