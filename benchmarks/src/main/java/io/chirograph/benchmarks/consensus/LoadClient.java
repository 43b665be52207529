package io.chirograph.benchmarks.consensus;

import io.chirograph.crypto.SigningKey;
import io.chirograph.types.Bytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One closed-loop client: it sends a request to one member, its home, and takes a result for true when f + 1
/// members said the same. When the home does not answer in time, or is gone, it asks all members, again and
/// again, and goes on with whoever is primary then. Owned by the load generator's loop.
final class LoadClient {
    /// What the clients of a run do.
    ///
    /// @param payloads in one request
    /// @param payloadBytes of each
    /// @param intervalNanos between two requests; 0 sends the next as soon as the last is answered
    record Work(int payloads, int payloadBytes, boolean signed, long intervalNanos) {
        Work withoutPauses() {
            return new Work(payloads, payloadBytes, signed, 0);
        }
    }

    /// What a client asks of its surroundings.
    interface Surroundings {
        /// The connection to a member, which may still be on its way; empty while there can't be one.
        Optional<Channel> channel(LoadClient client, int member);

        /// The client has a session.
        void opened(LoadClient client);

        /// A request was answered; the client has not sent the next one yet.
        void accepted(LoadClient client, Answer answer);

        /// Whether clients may send another request.
        boolean goesOn();
    }

    /// What a client was told, and when.
    ///
    /// @param sentNanos when the request was sent first
    /// @param checksum of its content, see [Trail]
    /// @param place in the log, from 0
    /// @param trail of the log up to there
    record Answer(
            long session,
            long number,
            int checksum,
            long sentNanos,
            long answeredNanos,
            long place,
            long trail) {}

    private static final int AGREEING = 2; // f + 1 of 4

    /// After all were asked, they are asked again after so many times the patience with one.
    private static final int PATIENCE_WITH_ALL = 4;

    /// After so long without a session every member is asked for it.
    private static final long OPENING_NANOS = 1_000_000_000;

    private final Work work;
    private final Surroundings surroundings;
    private final Bytes opening;
    private final long session;
    private final List<SessionMac> macs;
    private final Optional<SigningKey> signer;
    private final byte[] payload;

    private int home;
    private boolean isOpen;
    private long number;
    private byte[] frame = new byte[0];
    private long sentNanos;
    private long askedNanos;
    private long dueNanos;
    private boolean isWaiting;
    private boolean asksAll;
    private final byte[][] results;

    LoadClient(ClusterKeys keys, Work work, int home, Optional<SigningKey> signer, Surroundings s) {
        this.work = work;
        this.home = home;
        this.signer = signer;
        this.surroundings = s;
        KeyPair pair = ClusterKeys.newSessionKeys();
        Bytes sessionKey = Bytes.copyOf(pair.getPublic().getEncoded());
        this.opening =
                signer.map(key -> Bytes.concat(sessionKey, key.publicKey().uncompressed()))
                        .orElse(sessionKey);
        this.session = ClientProtocol.sessionOf(sessionKey);
        this.macs =
                keys.members().stream()
                        .map(member ->
                                SessionMac.of(
                                        SessionMac.keyOf(pair.getPrivate(), member.session())))
                        .toList();
        this.results = new byte[macs.size()][];
        this.payload = new byte[work.payloadBytes()];
        Arrays.fill(payload, (byte) session);
    }

    long session() {
        return session;
    }

    /// Of the last request that was answered.
    long answered() {
        return isWaiting ? number - 1 : number;
    }

    boolean isWaiting() {
        return isWaiting;
    }

    private void openAt(int member, long nowNanos) {
        frame = ClientProtocol.frame(ClientProtocol.OPEN, opening.toArray());
        askedNanos = nowNanos;
        sendTo(member);
    }

    void connected(int member, long nowNanos) {
        if (!isOpen) {
            openAt(member, nowNanos);
        } else if (isWaiting && (asksAll || member == home)) {
            sendTo(member);
        } else if (!isWaiting && member == home) {
            nextIfDue(nowNanos);
        }
    }

    void disconnected(int member) {
        if (isOpen && isWaiting && member == home) {
            askAll(System.nanoTime());
        }
    }

    private void sendTo(int member) {
        if (isOpen) {
            int end = frame.length - SessionMac.BYTES;
            // What was sent to another member may not have left yet.
            frame = asksAll ? frame.clone() : frame;
            macs.get(member).write(frame, ClientProtocol.HEADER_BYTES, end, frame, end);
        }
        surroundings
                .channel(this, member)
                .filter(Channel::isActive)
                .ifPresent(channel ->
                        channel.writeAndFlush(
                                Unpooled.wrappedBuffer(frame), channel.voidPromise()));
    }

    /// Sends what is due, and asks all when the home has taken too long.
    void tick(long nowNanos, long timeoutNanos) {
        if (!isOpen) {
            if (nowNanos - askedNanos > OPENING_NANOS) {
                for (int member = 0; member < macs.size(); member++) {
                    openAt(member, nowNanos);
                }
            }
        } else if (!isWaiting) {
            nextIfDue(nowNanos);
        } else if (nowNanos - askedNanos > (asksAll ? PATIENCE_WITH_ALL : 1) * timeoutNanos) {
            askAll(nowNanos);
        }
    }

    private void nextIfDue(long nowNanos) {
        if (nowNanos - dueNanos >= 0 && surroundings.goesOn()) {
            next(nowNanos);
        }
    }

    private void askAll(long nowNanos) {
        asksAll = true;
        askedNanos = nowNanos;
        for (int member = 0; member < macs.size(); member++) {
            sendTo(member);
        }
    }

    private void next(long nowNanos) {
        number++;
        frame = newRequest();
        sentNanos = nowNanos;
        askedNanos = nowNanos;
        isWaiting = true;
        asksAll = false;
        Arrays.fill(results, null);
        sendTo(home);
    }

    private byte[] newRequest() {
        int each = work.payloadBytes() + (work.signed() ? ClientProtocol.SIGNATURE_BYTES : 0);
        int end =
                ClientProtocol.HEADER_BYTES
                        + ClientProtocol.REQUEST_HEAD_BYTES
                        + ClientProtocol.payloadBytes(work.payloads(), each);
        byte[] request = new byte[end + SessionMac.BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(request);
        buffer.putInt(request.length - Integer.BYTES).put(ClientProtocol.REQUEST);
        buffer.putLong(session).putLong(number).putInt(work.payloads());
        for (int i = 0; i < work.payloads(); i++) {
            ByteBuffer.wrap(payload).putLong(number).putInt(i);
            buffer.putInt(each).put(payload);
            if (signer.isPresent()) {
                Bytes signed = Bytes.copyOf(payload);
                buffer.put(
                        signer.get()
                                .sign(OrderedLog.signedDigest(session, number, signed))
                                .encode()
                                .asByteBuffer());
            }
        }
        return request;
    }

    /// A frame of a member came, without its length.
    void receive(int member, ByteBuffer reply, long nowNanos) {
        byte type = reply.get();
        if (type == ClientProtocol.OPENED && !isOpen) {
            isOpen = true;
            dueNanos = nowNanos;
            surroundings.opened(this);
        } else if (type == ClientProtocol.REPLY && isWaiting) {
            take(reply, nowNanos);
        }
    }

    private void take(ByteBuffer reply, long nowNanos) {
        byte[] signed = new byte[Long.BYTES + ClientProtocol.RESULT_BYTES];
        reply.get(signed);
        if (ByteBuffer.wrap(signed).getLong() != number) {
            return;
        }
        int primary = reply.get();
        int count = reply.get();
        for (int i = 0; i < count; i++) {
            int member = reply.get();
            if (macs.get(member).check(signed, 0, signed.length, reply)) {
                results[member] = signed;
            }
        }
        if (agreeing(signed) < AGREEING) {
            return;
        }
        isWaiting = false;
        if (asksAll) {
            home = primary;
        }
        ByteBuffer result = ByteBuffer.wrap(signed).position(Long.BYTES);
        surroundings.accepted(
                this,
                new Answer(
                        session,
                        number,
                        checksum(),
                        sentNanos,
                        nowNanos,
                        result.getLong(),
                        result.getLong()));
        dueNanos = Math.max(dueNanos + work.intervalNanos(), nowNanos - work.intervalNanos());
        nextIfDue(nowNanos);
    }

    private int checksum() {
        int from = ClientProtocol.HEADER_BYTES + ClientProtocol.REQUEST_HEAD_BYTES;
        return Trail.checksum(Bytes.owning(frame).slice(from, frame.length - SessionMac.BYTES));
    }

    private int agreeing(byte[] result) {
        int count = 0;
        for (byte[] each : results) {
            count += each != null && Arrays.equals(each, result) ? 1 : 0;
        }
        return count;
    }

    List<Integer> wantedMembers() {
        if (!asksAll) {
            return List.of(home);
        }
        List<Integer> all = new ArrayList<>();
        for (int member = 0; member < macs.size(); member++) {
            all.add(member);
        }
        return all;
    }
}
