package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.types.Bytes;
import io.chirograph.types.RlpWriter;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BundleTest {
    @Test
    void comesBackAsItWasEncoded() {
        Bundle bundle =
                new Bundle(
                        List.of(
                                Bytes.owning(new byte[Bundle.ENVELOPE_BYTES_MIN]),
                                Bytes.owning(new byte[300]),
                                Bytes.owning(new byte[70_000])));
        assertThat(Bundle.decode(bundle.encode())).isEqualTo(new Bundle.Decoded.Valid(bundle));
        assertThat(bundle.encode().size())
                .isLessThanOrEqualTo(48 + 300 + 70_000 + 3 * Bundle.ENVELOPE_OVERHEAD_BYTES + 5);
    }

    @Test
    void refusesWhatIsNoListOfStrings() {
        for (Bytes payload :
                List.of(
                        Bytes.EMPTY,
                        Bytes.fromHex("80"),
                        Bytes.fromHex("c1c0"),
                        Bytes.fromHex("c201"),
                        Bytes.fromHex("c10100"))) {
            assertThat(Bundle.decode(payload)).isInstanceOf(Bundle.Decoded.Invalid.class);
        }
    }

    @Test
    void refusesMoreThanItsLimits() {
        Bytes many =
                RlpWriter.list(w ->
                        Collections.nCopies(Bundle.COUNT_MAX + 1, Bytes.owning(new byte[48]))
                                .forEach(w::bytes));
        assertThat(Bundle.decode(many))
                .isEqualTo(new Bundle.Decoded.Invalid("a bundle has at most 16384 transactions"));
        Bytes small = RlpWriter.list(w -> w.bytes(Bytes.owning(new byte[47])));
        assertThat(Bundle.decode(small))
                .isEqualTo(
                        new Bundle.Decoded.Invalid(
                                "transaction 0 of the bundle has 47 bytes, none has less than 48"));
        Bytes large =
                RlpWriter.list(w -> w.bytes(Bytes.owning(new byte[Bundle.PAYLOAD_BYTES_MAX])));
        assertThat(Bundle.decode(large))
                .isInstanceOfSatisfying(
                        Bundle.Decoded.Invalid.class,
                        invalid -> assertThat(invalid.reason()).contains("4194304"));
    }
}
