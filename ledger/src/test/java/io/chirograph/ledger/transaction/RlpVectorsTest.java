package io.chirograph.ledger.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chirograph.testkit.Vectors;
import io.chirograph.types.Bytes;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Ethereum's public tests of the encoding that every transaction is written in.
class RlpVectorsTest {
    private static final String DIRECTORY = "evm/rlp";

    @BeforeEach
    void needVectors() {
        assumeTrue(Vectors.has(DIRECTORY), Vectors.missing(DIRECTORY));
    }

    @Test
    void writesAndReadsTheKnownEncodings() {
        int count = 0;
        for (var vector : vectors("rlptest")) {
            Bytes encoded = Bytes.fromHex(vector.getValue().get("out").asString());
            assertThat(encode(vector.getValue().get("in"))).as(vector.getKey()).isEqualTo(encoded);
            read(encoded);
            count++;
        }
        assertThat(count).isEqualTo(16);
    }

    @Test
    void readsWhatIsValid() {
        for (var vector : vectors("example")) {
            read(Bytes.fromHex(vector.getValue().get("out").asString()));
        }
    }

    @Test
    void rejectsWhatIsNotCanonical() {
        int count = 0;
        for (var vector : vectors("invalidRLPTest")) {
            Bytes encoded = Bytes.fromHex(vector.getValue().get("out").asString());
            assertThatThrownBy(() -> read(encoded))
                    .as(vector.getKey())
                    .isInstanceOf(RlpException.class);
            count++;
        }
        assertThat(count).isEqualTo(15);
    }

    private static Set<Map.Entry<String, JsonNode>> vectors(String file) {
        return JsonMapper.shared()
                .readTree(Vectors.path(DIRECTORY).resolve(file + ".json").toFile())
                .properties();
    }

    private static Bytes encode(JsonNode value) {
        if (value.isArray()) {
            return RlpWriter.list(list -> value.forEach(element -> list.encoded(encode(element))));
        }
        if (value.isNumber()) {
            return RlpWriter.string(UInt256.of(value.bigIntegerValue()).toMinimalBytes());
        }
        String text = value.asString();
        if (text.startsWith("#")) {
            byte[] digits = new BigInteger(text.substring(1)).toByteArray();
            int from = digits[0] == 0 ? 1 : 0;
            return RlpWriter.string(Bytes.copyOf(digits).slice(from));
        }
        return RlpWriter.string(Bytes.ofUtf8(text));
    }

    private static void read(Bytes encoded) {
        RlpReader outer = RlpReader.list(RlpWriter.list(list -> list.encoded(encoded)));
        readElement(outer);
        outer.end();
    }

    private static void readElement(RlpReader reader) {
        if (!reader.nextIsList()) {
            reader.bytes();
            return;
        }
        RlpReader elements = reader.list();
        while (elements.hasNext()) {
            readElement(elements);
        }
    }
}
