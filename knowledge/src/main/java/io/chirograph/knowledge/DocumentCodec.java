package io.chirograph.knowledge;

import io.chirograph.knowledge.extract.DocumentKind;
import io.chirograph.proof.document.DocumentSalt;
import io.chirograph.proof.document.Extractor;
import io.chirograph.proof.document.Passage;
import io.chirograph.proof.document.Registration;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/// The library's values as bytes.
///
/// | value | RLP list |
/// |---|---|
/// | entry | 1, registration, state |
/// | registration | content hash, size, text root, passage count, extractor, previous, access root, owner, version |
/// | state | 0 / 1, transaction / 2, height / 3, height, successor / 4, height, withdrawn height |
/// | secrets | name, kind, salt, digest of the content, list of readers in ascending order |
final class DocumentCodec {
    private static final int FORMAT = 1;

    /// What only the document's key reveals.
    record Secrets(
            String name,
            DocumentKind kind,
            DocumentSalt salt,
            Hash32 contentDigest,
            SortedSet<Address> readers) {}

    /// What is kept in the open: as much as the ledger tells anyone.
    record Entry(Registration registration, DocumentState state) {}

    private DocumentCodec() {}

    static byte[] encode(Entry entry) {
        return RlpWriter.list(
                        w -> {
                            w.number(FORMAT);
                            w.beginList(r -> write(r, entry.registration()));
                            w.beginList(s -> write(s, entry.state()));
                        })
                .toArray();
    }

    private static void write(RlpWriter writer, Registration registration) {
        writer.hash(registration.contentHash())
                .number(registration.size())
                .hash(registration.textRoot())
                .number(registration.passageCount())
                .bytes(Bytes.ofUtf8(registration.extractor().toString()))
                .hash(registration.previous())
                .hash(registration.accessRoot())
                .address(registration.owner())
                .number(registration.version());
    }

    private static void write(RlpWriter writer, DocumentState state) {
        switch (state) {
            case DocumentState.Prepared() -> writer.number(0);
            case DocumentState.Submitted(Hash32 transaction) -> writer.number(1).hash(transaction);
            case DocumentState.Registered(long height) -> writer.number(2).number(height);
            case DocumentState.Superseded(long height, Hash32 successor) ->
                    writer.number(3).number(height).hash(successor);
            case DocumentState.Withdrawn(long height, long withdrawn) ->
                    writer.number(4).number(height).number(withdrawn);
        }
    }

    /// @throws DocumentDamagedException when `encoded` is not an entry
    static Entry decodeEntry(byte[] encoded) {
        return decoding(
                "entry",
                encoded,
                fields -> {
                    fields.number(FORMAT);
                    return new Entry(readRegistration(fields.list()), readState(fields.list()));
                });
    }

    private static Registration readRegistration(RlpReader fields) {
        Registration registration =
                new Registration(
                        fields.hash(),
                        fields.number(),
                        fields.hash(),
                        fields.number(Integer.MAX_VALUE),
                        Extractor.parse(fields.bytes(Hash32.SIZE).toUtf8()).orElseThrow(),
                        fields.hash(),
                        fields.hash(),
                        fields.address(),
                        fields.number());
        fields.end();
        return registration;
    }

    private static DocumentState readState(RlpReader fields) {
        int tag = fields.number(4);
        DocumentState state =
                switch (tag) {
                    case 0 -> new DocumentState.Prepared();
                    case 1 -> new DocumentState.Submitted(fields.hash());
                    case 2 -> new DocumentState.Registered(fields.number());
                    case 3 -> new DocumentState.Superseded(fields.number(), fields.hash());
                    default -> new DocumentState.Withdrawn(fields.number(), fields.number());
                };
        fields.end();
        return state;
    }

    static byte[] encode(Secrets secrets) {
        return RlpWriter.list(w ->
                        w.bytes(Bytes.ofUtf8(secrets.name()))
                                .bytes(Bytes.ofUtf8(secrets.kind().name()))
                                .hash(secrets.salt().secret())
                                .hash(secrets.contentDigest())
                                .beginList(list -> secrets.readers().forEach(list::address)))
                .toArray();
    }

    /// @throws DocumentDamagedException when `encoded` is not what [#encode(Secrets)] wrote
    static Secrets decodeSecrets(byte[] encoded) {
        return decoding(
                "secrets",
                encoded,
                fields ->
                        new Secrets(
                                fields.bytes().toUtf8(),
                                DocumentKind.valueOf(fields.bytes().toUtf8()),
                                DocumentSalt.of(fields.hash()),
                                fields.hash(),
                                new TreeSet<>(
                                        fields.list(
                                                DocumentDraft.READERS_MAX, RlpReader::address))));
    }

    private static <T> T decoding(String what, byte[] encoded, Function<RlpReader, T> read) {
        try {
            RlpReader fields = RlpReader.list(Bytes.owning(encoded));
            T value = read.apply(fields);
            fields.end();
            return value;
        } catch (RlpException | IllegalArgumentException | NoSuchElementException e) {
            throw new DocumentDamagedException("the " + what + " of a document is damaged", e);
        }
    }

    static byte[] encode(Passage passage) {
        Bytes text = Bytes.ofUtf8(passage.text());
        return ByteBuffer.allocate(8 + text.size())
                .putInt(passage.start())
                .putInt(passage.end())
                .put(text.asByteBuffer())
                .array();
    }

    /// @throws DocumentDamagedException when `encoded` is not a passage
    static Passage decodePassage(int index, byte[] encoded) {
        try {
            ByteBuffer fields = ByteBuffer.wrap(encoded);
            int start = fields.getInt();
            int end = fields.getInt();
            return new Passage(index, start, end, Bytes.copyOf(encoded).slice(8).toUtf8());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DocumentDamagedException("passage " + index + " is damaged", e);
        }
    }
}
