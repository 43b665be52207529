package io.chirograph.benchmarks.consensus;

import io.chirograph.batch.ParallelBatch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.PublicKey;
import io.chirograph.crypto.Signature;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The service that is replicated: an append-only log of opaque requests. A request's result is its place in
/// the log and the log's [Trail] up to there, so whoever knows all requests can tell that their order is one,
/// and that each is in it once. The block's hash, which members vote for, covers both. A client's requests are
/// executed once each, in the order of their numbers. Owned by the core.
final class OrderedLog {
    /// A client, as far as it must be known to answer it.
    static final class Session {
        private final long id;
        private final Bytes opening;
        private final SessionMac mac;
        private final Optional<PublicKey> signer;
        private long number;
        private byte[] result = new byte[ClientProtocol.RESULT_BYTES];

        /// @param opening what the client opened it with
        Session(long id, Bytes opening, SessionMac mac) {
            this.id = id;
            this.opening = opening;
            this.mac = mac;
            Bytes key = opening.slice(ClientProtocol.SESSION_KEY_BYTES);
            this.signer = key.isEmpty() ? Optional.empty() : Optional.of(PublicKey.of(key));
        }

        long id() {
            return id;
        }

        /// Of the last request that was executed.
        long number() {
            return number;
        }

        /// Of that request; zeros before the first.
        byte[] result() {
            return result;
        }

        /// This replica's word on the result.
        byte[] replyMac() {
            byte[] signed = new byte[Long.BYTES + ClientProtocol.RESULT_BYTES];
            ByteBuffer.wrap(signed).putLong(number).put(result);
            byte[] bytes = new byte[SessionMac.BYTES];
            mac.write(signed, 0, signed.length, bytes, 0);
            return bytes;
        }
    }

    /// Makes the MAC of a session that a client opens.
    interface SessionOpener {
        SessionMac open(long session, Bytes sessionKey);
    }

    private final SessionOpener opener;
    private final ParallelBatch checks;
    private final Map<Long, Session> sessions = new HashMap<>();
    private Hash32 head = Hash32.ZERO;
    private long height;
    private long count;
    private long trail;
    private long payloads;
    private long badSignatures;

    OrderedLog(SessionOpener opener, ParallelBatch checks) {
        this.opener = opener;
        this.checks = checks;
    }

    /// Appends the requests of one block.
    /// @return the block's hash
    Hash32 execute(long blockHeight, List<Request> requests) {
        for (Request request : requests) {
            for (Bundle.Entry entry : Bundle.decode(request.payload())) {
                execute(entry);
            }
        }
        Hash32 parent = head;
        head =
                Hashes.keccak256(
                        RlpWriter.list(w -> {
                            w.hash(parent).number(blockHeight).number(count);
                            w.bytes(Bytes.owning(ByteBuffer.allocate(8).putLong(trail).array()));
                            requests.forEach(request -> w.hash(request.hash()));
                        }));
        height = blockHeight;
        return head;
    }

    private void execute(Bundle.Entry entry) {
        Session session = sessions.get(entry.session());
        if (session == null) {
            if (entry.number() == 0) {
                open(entry.session(), entry.content());
            }
            return;
        }
        if (entry.number() != session.number + 1) {
            return; // sent again, or out of turn
        }
        List<Bytes> contents = ClientProtocol.readPayloads(entry.content());
        if (session.signer.isPresent()) {
            countBadSignatures(entry, contents, session.signer.get());
        }
        payloads += contents.size();
        trail = Trail.next(trail, entry.session(), entry.number(), Trail.checksum(entry.content()));
        session.number = entry.number();
        session.result =
                ByteBuffer.allocate(ClientProtocol.RESULT_BYTES)
                        .putLong(count)
                        .putLong(trail)
                        .array();
        count++;
    }

    private Session open(long id, Bytes opening) {
        Bytes sessionKey = opening.slice(0, ClientProtocol.SESSION_KEY_BYTES);
        Session session = new Session(id, opening, opener.open(id, sessionKey));
        sessions.put(id, session);
        return session;
    }

    private void countBadSignatures(Bundle.Entry entry, List<Bytes> contents, PublicKey signer) {
        var outcomes =
                checks.process(
                        contents,
                        content -> {
                            int end = content.size() - ClientProtocol.SIGNATURE_BYTES;
                            Hash32 digest =
                                    signedDigest(
                                            entry.session(), entry.number(), content.slice(0, end));
                            return Signature.decode(content.slice(end))
                                    .filter(signature -> signer.verify(digest, signature))
                                    .isPresent();
                        });
        for (var outcome : outcomes) {
            boolean isGood =
                    outcome instanceof ParallelBatch.Outcome.Done<Boolean>(Boolean good) && good;
            badSignatures += isGood ? 0 : 1;
        }
    }

    /// All there is to know at this height.
    Bytes snapshot() {
        return RlpWriter.list(w -> {
            w.number(height).hash(head).number(payloads).number(count);
            w.bytes(Bytes.owning(ByteBuffer.allocate(8).putLong(trail).array()));
            for (Session session : sessions.values()) {
                w.beginList(list ->
                        list.bytes(session.opening)
                                .number(session.number)
                                .bytes(Bytes.copyOf(session.result)));
            }
        });
    }

    /// Takes over what [#snapshot()] gave.
    void restore(Bytes snapshot) {
        RlpReader r = RlpReader.list(snapshot);
        height = r.number();
        head = r.hash();
        payloads = r.number();
        count = r.number();
        trail = r.bytes().asByteBuffer().getLong();
        while (r.hasNext()) {
            RlpReader fields = r.list();
            Bytes opening = fields.bytes();
            Bytes sessionKey = opening.slice(0, ClientProtocol.SESSION_KEY_BYTES);
            Session session = open(ClientProtocol.sessionOf(sessionKey), opening);
            session.number = fields.number();
            session.result = fields.bytes().toArray();
        }
    }

    static Hash32 signedDigest(long session, long number, Bytes payload) {
        byte[] signed = new byte[2 * Long.BYTES + payload.size()];
        ByteBuffer.wrap(signed).putLong(session).putLong(number);
        payload.copyTo(signed, 2 * Long.BYTES);
        return Hashes.sha256(Bytes.owning(signed));
    }

    Optional<Session> session(long id) {
        return Optional.ofNullable(sessions.get(id));
    }

    /// Of all sessions, the number of the last request executed.
    Map<Long, Long> numbers() {
        Map<Long, Long> numbers = new HashMap<>();
        sessions.forEach((id, session) -> numbers.put(id, session.number));
        return numbers;
    }

    long height() {
        return height;
    }

    /// Requests in the log.
    long count() {
        return count;
    }

    /// Of all requests in the log.
    long trail() {
        return trail;
    }

    /// Payloads executed so far.
    long payloads() {
        return payloads;
    }

    long badSignatures() {
        return badSignatures;
    }
}
