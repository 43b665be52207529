package io.chirograph.proof.document;

import io.chirograph.proof.BlockHeader;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.JsonFields;
import io.chirograph.proof.MalformedException;
import io.chirograph.proof.ValidatorChange;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import java.util.List;
import java.util.function.Function;

/// The layout of a proof file: JSON in one canonical form, the fields in the order below. A file is
/// read, written again and compared, so nothing in it is without meaning.
final class DocumentProofFile {
    static final int FILE_BYTES_MAX = 1024 * 1024;

    private static final String FORMAT = "chirograph-proof-1";
    private static final long SIZE_MAX = (1L << 53) - 1; // what every JSON reader holds exactly
    private static final int CERTIFICATE_BYTES_MAX = 128 + 80 * ValidatorSet.VALIDATORS_MAX;

    private DocumentProofFile() {}

    static Bytes write(DocumentProof proof) {
        CanonicalJson json = new CanonicalJson();
        json.text("format", FORMAT).text("genesisHash", proof.genesisHash().toHex());
        proof.opening().passage().ifPresent(opened -> writePassage(json, opened));
        proof.opening().content().ifPresent(opened -> writeContent(json, opened));
        writeRegistration(json, proof.registration());
        json.object(
                "registry",
                () ->
                        json.texts("accountNodes", hex(proof.registry().accountNodes()))
                                .texts("digestNodes", hex(proof.registry().digestNodes()))
                                .texts("stateNodes", hex(proof.registry().stateNodes())));
        if (!proof.changes().isEmpty()) {
            json.texts(
                    "changes", hex(proof.changes().stream().map(ValidatorChange::toRlp).toList()));
        }
        json.text("header", proof.header().toRlp().toHex());
        json.text("certificate", proof.certificate().toRlp().toHex());
        return json.toBytes();
    }

    private static void writePassage(CanonicalJson json, PassageOpening opened) {
        json.object(
                "passage",
                () ->
                        json.number("index", opened.passage().index())
                                .number("start", opened.passage().start())
                                .number("end", opened.passage().end())
                                .text("text", opened.passage().text())
                                .text("salt", opened.salt().toHex())
                                .texts("path", opened.path().stream().map(Hash32::toHex).toList()));
    }

    private static void writeContent(CanonicalJson json, ContentOpening opened) {
        json.object(
                "content",
                () ->
                        json.text("salt", opened.salt().toHex())
                                .text("digest", opened.digest().toHex()));
    }

    private static void writeRegistration(CanonicalJson json, Registration registration) {
        json.object(
                "registration",
                () ->
                        json.text("contentHash", registration.contentHash().toHex())
                                .number("size", registration.size())
                                .text("textRoot", registration.textRoot().toHex())
                                .number("passageCount", registration.passageCount())
                                .text("extractor", registration.extractor().toString())
                                .text("previous", registration.previous().toHex())
                                .text("accessRoot", registration.accessRoot().toHex())
                                .text("owner", registration.owner().toHex())
                                .number("version", registration.version()));
    }

    private static List<String> hex(List<Bytes> values) {
        return values.stream().map(Bytes::toHex).toList();
    }

    static DocumentProof read(Bytes file) {
        JsonFields fields = JsonFields.parse(file, FILE_BYTES_MAX, "proof file");
        String format = fields.text("format", 64);
        if (!format.equals(FORMAT)) {
            throw fields.wrong("format is '%s', this program reads '%s'".formatted(format, FORMAT));
        }
        DocumentProof proof =
                new DocumentProof(
                        hash(fields, "genesisHash"),
                        readOpening(fields),
                        checked(fields.object("registration"), DocumentProofFile::readRegistration),
                        checked(fields.object("registry"), DocumentProofFile::readRegistry),
                        readChanges(fields),
                        readRlp(fields, "header", 2048, BlockHeader::fromRlp),
                        readRlp(
                                fields,
                                "certificate",
                                CERTIFICATE_BYTES_MAX,
                                Certificate::fromRlp));
        fields.end();
        if (!write(proof).equals(file)) {
            throw fields.wrong(
                    "is not in its one canonical form (fields in order, two spaces of indent,"
                            + " lower-case hexadecimal digits, one line feed at the end); it was"
                            + " changed after it was made");
        }
        return proof;
    }

    private static Opening readOpening(JsonFields fields) {
        boolean ofPassage = fields.has("passage");
        boolean ofContent = fields.has("content");
        if (!ofPassage && !ofContent) {
            throw fields.wrong("has neither a passage nor a content, so it proves nothing");
        }
        if (!ofContent) {
            return new Opening.OfPassage(readPassage(fields));
        }
        ContentOpening content =
                checked(
                        fields.object("content"),
                        c -> new ContentOpening(hash(c, "salt"), hash(c, "digest")));
        return ofPassage
                ? new Opening.OfBoth(readPassage(fields), content)
                : new Opening.OfContent(content);
    }

    private static PassageOpening readPassage(JsonFields fields) {
        return checked(
                fields.object("passage"),
                p ->
                        new PassageOpening(
                                new Passage(
                                        integer(p, "index"),
                                        integer(p, "start"),
                                        integer(p, "end"),
                                        p.text("text", Passage.CHARS_MAX)),
                                hash(p, "salt"),
                                p
                                        .bytesList(
                                                "path", PassageOpening.PATH_LENGTH_MAX, Hash32.SIZE)
                                        .stream()
                                        .map(Hash32::of)
                                        .toList()));
    }

    private static Registration readRegistration(JsonFields fields) {
        return new Registration(
                hash(fields, "contentHash"),
                fields.number("size", 0, SIZE_MAX),
                hash(fields, "textRoot"),
                integer(fields, "passageCount"),
                fields.parsed("extractor", Hash32.SIZE, DocumentProofFile::extractor),
                hash(fields, "previous"),
                hash(fields, "accessRoot"),
                fields.address("owner"),
                fields.number("version", 1, Registration.VERSION_MAX));
    }

    private static Extractor extractor(String text) {
        return Extractor.parse(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + text + "' is not 'name/version'"));
    }

    private static RegistryProof readRegistry(JsonFields fields) {
        return new RegistryProof(
                nodes(fields, "accountNodes"),
                nodes(fields, "digestNodes"),
                nodes(fields, "stateNodes"));
    }

    private static List<Bytes> nodes(JsonFields fields, String name) {
        return fields.bytesList(name, RegistryProof.NODES_MAX, RegistryProof.NODE_BYTES_MAX);
    }

    /// What `read` makes of `fields`, with nothing left over, and refusals told with their path.
    private static <T> T checked(JsonFields fields, Function<JsonFields, T> read) {
        try {
            T value = read.apply(fields);
            fields.end();
            return value;
        } catch (IllegalArgumentException e) {
            throw fields.wrong(e);
        }
    }

    private static List<ValidatorChange> readChanges(JsonFields fields) {
        if (!fields.has("changes")) {
            return List.of();
        }
        List<Bytes> encoded =
                fields.bytesList("changes", DocumentProof.CHANGES_MAX, ValidatorChange.BYTES_MAX);
        try {
            return encoded.stream().map(ValidatorChange::fromRlp).toList();
        } catch (RlpException e) {
            throw new MalformedException("proof file.changes: " + e.getMessage(), e);
        }
    }

    private static <T> T readRlp(
            JsonFields fields, String name, int sizeMax, Function<Bytes, T> decode) {
        try {
            return decode.apply(fields.bytes(name, sizeMax));
        } catch (RlpException e) {
            throw new MalformedException("proof file." + name + ": " + e.getMessage(), e);
        }
    }

    private static Hash32 hash(JsonFields fields, String name) {
        return fields.parsed(name, 2 + 2 * Hash32.SIZE, Hash32::fromHex);
    }

    private static int integer(JsonFields fields, String name) {
        return (int) fields.number(name, 0, Integer.MAX_VALUE);
    }
}
