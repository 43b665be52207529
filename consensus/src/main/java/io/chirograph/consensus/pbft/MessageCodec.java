package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Signature;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Bytes;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The bytes of messages, log records and archived batches; the layout is in the package's description.
/// Reads strictly: whatever is read and written again is the same bytes. Checks form only, no signature.
public final class MessageCodec {
    /// Bounds of the format itself; a network's own limits are narrower.
    static final int REQUESTS_MAX = 1 << 16;

    static final int HEIGHTS_MAX = 1 << 10;

    private static final int PROPOSAL = 1;
    private static final int VOTE = 2;
    private static final int VIEW_CHANGE = 3;
    private static final int NEW_VIEW = 4;
    private static final int FORWARD = 5;
    private static final int STATUS = 6;
    private static final int FETCH_BLOCKS = 7;
    private static final int BLOCKS = 8;
    private static final int FETCH_BATCH = 9;
    private static final int BATCH_COPY = 10;

    private static final int RECORD_BATCH = 1;
    private static final int RECORD_ACCEPTED = 2;
    private static final int RECORD_PREPARED = 3;
    private static final int RECORD_CHANGING = 4;
    private static final int RECORD_ENTERED = 5;

    /// By code, from 1 on.
    private static final List<Vote.Kind> KINDS = List.of(Vote.Kind.values());

    private static final List<Message.Phase> PHASES = List.of(Message.Phase.values());

    private MessageCodec() {}

    public static Bytes encode(Message message) {
        return RlpWriter.list(w -> write(w, message));
    }

    private static void write(RlpWriter w, Message message) {
        switch (message) {
            case Message.Proposal(Vote vote, Batch batch) -> {
                writeVote(w.number(PROPOSAL), vote);
                batch.write(w);
            }
            case Vote vote -> writeVote(w.number(VOTE), vote);
            case ViewChange change -> writeViewChange(w.number(VIEW_CHANGE), change);
            case NewView newView -> writeNewView(w.number(NEW_VIEW), newView);
            case Message.Forward(List<Request> requests) ->
                    w.number(FORWARD).beginList(list -> requests.forEach(r -> r.write(list)));
            case Message.Status(
                            long view,
                            Message.Phase phase,
                            long delivered,
                            long executed,
                            long certified) ->
                    w.number(STATUS)
                            .number(view)
                            .number(phase.code)
                            .number(delivered)
                            .number(executed)
                            .number(certified);
            case Message.FetchBlocks(long from, long batchesFrom, int count) ->
                    w.number(FETCH_BLOCKS).number(from).number(batchesFrom).number(count);
            case Message.Blocks(List<DecidedBatch> batches, List<Certificate> certificates) ->
                    w.number(BLOCKS)
                            .beginList(list -> batches.forEach(b -> writeDecided(list, b)))
                            .beginList(list -> certificates.forEach(c -> list.encoded(c.toRlp())));
            case Message.FetchBatch(long height, var digest) ->
                    w.number(FETCH_BATCH).number(height).hash(digest);
            case Message.BatchCopy(long height, Batch batch) ->
                    batch.write(w.number(BATCH_COPY).number(height));
        }
    }

    /// @throws RlpException when `wire` is not exactly one message
    public static Message decode(Bytes wire) {
        RlpReader r = RlpReader.list(wire);
        int type = r.number(Integer.MAX_VALUE);
        Message message =
                switch (type) {
                    case PROPOSAL -> new Message.Proposal(readVote(r), Batch.read(r, REQUESTS_MAX));
                    case VOTE -> readVote(r);
                    case VIEW_CHANGE -> readViewChange(r);
                    case NEW_VIEW -> readNewView(r);
                    case FORWARD -> new Message.Forward(r.list(REQUESTS_MAX, Request::read));
                    case STATUS ->
                            new Message.Status(
                                    r.number(),
                                    readCoded(r, PHASES),
                                    r.number(),
                                    r.number(),
                                    r.number());
                    case FETCH_BLOCKS ->
                            new Message.FetchBlocks(r.number(), r.number(), r.number(HEIGHTS_MAX));
                    case BLOCKS ->
                            new Message.Blocks(
                                    r.list(HEIGHTS_MAX, MessageCodec::readDecided),
                                    r.list(HEIGHTS_MAX, c -> Certificate.fromRlp(c.encoded())));
                    case FETCH_BATCH -> new Message.FetchBatch(r.number(), r.hash());
                    case BATCH_COPY ->
                            new Message.BatchCopy(r.number(), Batch.read(r, REQUESTS_MAX));
                    default -> throw new RlpException("no message has type " + type);
                };
        r.end();
        return message;
    }

    static Bytes encodeDecided(DecidedBatch decided) {
        return RlpWriter.list(w -> writeDecidedFields(w, decided));
    }

    static DecidedBatch decodeDecided(Bytes rlp) {
        return readDecidedFields(RlpReader.list(rlp));
    }

    static Bytes encodeRecord(LogRecord record) {
        return RlpWriter.list(w -> {
            switch (record) {
                case LogRecord.BatchBody(long height, Batch batch) ->
                        batch.write(w.number(RECORD_BATCH).number(height));
                case LogRecord.Accepted(Vote proposal) ->
                        writeVote(w.number(RECORD_ACCEPTED), proposal);
                case LogRecord.Prepared(PreparedProof proof) ->
                        writeProof(w.number(RECORD_PREPARED), proof);
                case LogRecord.Changing(long since, ViewChange own) -> {
                    writeViewChange(w.number(RECORD_CHANGING), own);
                    writeSince(w, since);
                }
                case LogRecord.Entered(long since, NewView newView) -> {
                    writeNewView(w.number(RECORD_ENTERED), newView);
                    writeSince(w, since);
                }
            }
        });
    }

    /// Only for another set than the first.
    private static void writeSince(RlpWriter w, long since) {
        if (since > 0) {
            w.number(since);
        }
    }

    private static long readSince(RlpReader r) {
        return r.hasNext() ? readHeight(r) : 0;
    }

    static LogRecord decodeRecord(Bytes encoded) {
        RlpReader r = RlpReader.list(encoded);
        int type = r.number(Integer.MAX_VALUE);
        LogRecord record =
                switch (type) {
                    case RECORD_BATCH ->
                            new LogRecord.BatchBody(r.number(), Batch.read(r, REQUESTS_MAX));
                    case RECORD_ACCEPTED -> new LogRecord.Accepted(readVote(r));
                    case RECORD_PREPARED -> new LogRecord.Prepared(readProof(r));
                    case RECORD_CHANGING -> {
                        ViewChange own = readViewChange(r);
                        yield new LogRecord.Changing(readSince(r), own);
                    }
                    case RECORD_ENTERED -> {
                        NewView newView = readNewView(r);
                        yield new LogRecord.Entered(readSince(r), newView);
                    }
                    default -> throw new RlpException("no log record has type " + type);
                };
        r.end();
        return record;
    }

    private static void writeVote(RlpWriter writer, Vote vote) {
        writer.beginList(w ->
                w.number(vote.kind().code)
                        .number(vote.view())
                        .number(vote.height())
                        .hash(vote.hash())
                        .number(vote.signer())
                        .bytes(vote.signature().encode()));
    }

    private static Vote readVote(RlpReader reader) {
        RlpReader r = reader.list();
        Vote.Kind kind = readCoded(r, KINDS);
        long view = r.number();
        if (kind == Vote.Kind.EXECUTE && view != 0) {
            throw new RlpException("an execute vote has view 0, not " + view);
        }
        Vote vote = new Vote(kind, view, readHeight(r), r.hash(), readIndex(r), readSignature(r));
        r.end();
        return vote;
    }

    /// The fields of a view change without its signature.
    static void writeUnsigned(
            RlpWriter w, long view, Base base, List<PreparedProof> prepared, int signer) {
        w.number(view);
        w.beginList(list -> {
            switch (base) {
                case Base.Genesis() -> {}
                case Base.Certified(Certificate certificate) -> list.encoded(certificate.toRlp());
            }
        });
        w.beginList(list -> prepared.forEach(proof -> writeProof(list, proof)));
        w.number(signer);
    }

    private static void writeViewChange(RlpWriter writer, ViewChange change) {
        writer.beginList(w -> {
            writeUnsigned(w, change.view(), change.base(), change.prepared(), change.signer());
            w.bytes(change.signature().encode());
        });
    }

    private static ViewChange readViewChange(RlpReader reader) {
        RlpReader r = reader.list();
        long view = r.number();
        RlpReader base = r.list();
        Base certified =
                base.hasNext()
                        ? new Base.Certified(Certificate.fromRlp(base.encoded()))
                        : new Base.Genesis();
        base.end();
        ViewChange change =
                new ViewChange(
                        view,
                        certified,
                        r.list(HEIGHTS_MAX, MessageCodec::readProof),
                        readIndex(r),
                        readSignature(r));
        r.end();
        return change;
    }

    /// The fields of a new view without its signature.
    static void writeUnsigned(
            RlpWriter w,
            long view,
            List<ViewChange> changes,
            List<Signature> proposals,
            int signer) {
        w.number(view);
        w.beginList(list -> changes.forEach(change -> writeViewChange(list, change)));
        w.beginList(list -> proposals.forEach(s -> list.bytes(s.encode())));
        w.number(signer);
    }

    private static void writeNewView(RlpWriter writer, NewView newView) {
        writer.beginList(w -> {
            writeUnsigned(
                    w, newView.view(), newView.changes(), newView.proposals(), newView.signer());
            w.bytes(newView.signature().encode());
        });
    }

    private static NewView readNewView(RlpReader reader) {
        RlpReader r = reader.list();
        NewView newView =
                new NewView(
                        r.number(),
                        r.list(ValidatorSet.VALIDATORS_MAX, MessageCodec::readViewChange),
                        r.list(HEIGHTS_MAX, MessageCodec::readSignature),
                        readIndex(r),
                        readSignature(r));
        r.end();
        return newView;
    }

    private static void writeProof(RlpWriter writer, PreparedProof proof) {
        writer.beginList(w -> {
            w.number(proof.view()).number(proof.height()).hash(proof.digest());
            w.bytes(proof.proposal().encode());
            writeSignatures(w, proof.prepares());
        });
    }

    private static PreparedProof readProof(RlpReader reader) {
        RlpReader r = reader.list();
        PreparedProof proof =
                new PreparedProof(
                        r.number(), readHeight(r), r.hash(), readSignature(r), readSignatures(r));
        r.end();
        return proof;
    }

    private static void writeDecided(RlpWriter writer, DecidedBatch decided) {
        writer.beginList(w -> writeDecidedFields(w, decided));
    }

    private static void writeDecidedFields(RlpWriter w, DecidedBatch decided) {
        w.number(decided.height()).number(decided.view());
        decided.batch().write(w);
        writeSignatures(w, decided.commits());
    }

    private static DecidedBatch readDecided(RlpReader reader) {
        return readDecidedFields(reader.list());
    }

    private static DecidedBatch readDecidedFields(RlpReader r) {
        DecidedBatch decided =
                new DecidedBatch(
                        readHeight(r), r.number(), Batch.read(r, REQUESTS_MAX), readSignatures(r));
        r.end();
        return decided;
    }

    private static void writeSignatures(RlpWriter writer, SortedMap<Integer, Signature> votes) {
        writer.beginList(list -> {
            for (Map.Entry<Integer, Signature> vote : votes.entrySet()) {
                list.beginList(w -> w.number(vote.getKey()).bytes(vote.getValue().encode()));
            }
        });
    }

    private static SortedMap<Integer, Signature> readSignatures(RlpReader reader) {
        SortedMap<Integer, Signature> votes = new TreeMap<>();
        RlpReader list = reader.list();
        while (list.hasNext()) {
            RlpReader r = list.list();
            int index = readIndex(r);
            if (!votes.isEmpty() && index <= votes.lastKey()) {
                throw new RlpException(
                        "validator %d comes after %d, indexes must ascend"
                                .formatted(index, votes.lastKey()));
            }
            votes.put(index, readSignature(r));
            r.end();
        }
        return votes;
    }

    private static <T> T readCoded(RlpReader r, List<T> values) {
        int code = r.number(values.size());
        if (code == 0) {
            throw new RlpException("code 0 has no meaning");
        }
        return values.get(code - 1);
    }

    private static long readHeight(RlpReader r) {
        long height = r.number();
        if (height < 1) {
            throw new RlpException("a height is at least 1, not " + height);
        }
        return height;
    }

    private static int readIndex(RlpReader r) {
        return r.number(ValidatorSet.VALIDATORS_MAX - 1);
    }

    private static Signature readSignature(RlpReader r) {
        Bytes encoded = r.bytes(Signature.SIZE);
        return Signature.decode(encoded)
                .orElseThrow(() -> new RlpException("no signature: " + encoded));
    }
}
