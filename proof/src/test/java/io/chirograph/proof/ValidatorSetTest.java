package io.chirograph.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ValidatorSetTest {
    private static final Address FIRST = address(1);
    private static final Address SECOND = address(2);

    @Test
    void isNamedByTheHashOfItsListInOrder() {
        ValidatorSet set = new ValidatorSet(List.of(FIRST, SECOND));
        Bytes rlp =
                Bytes.concat(
                        Bytes.fromHex("ea94"), FIRST.bytes(), Bytes.fromHex("94"), SECOND.bytes());
        assertThat(set.id()).isEqualTo(Hashes.keccak256(rlp));
        assertThat(new ValidatorSet(List.of(SECOND, FIRST)).id()).isNotEqualTo(set.id());
    }

    @Test
    void givesEachValidatorItsIndexAndOthersNone() {
        ValidatorSet set = new ValidatorSet(List.of(FIRST, SECOND));
        assertThat(set.indexOf(SECOND)).isEqualTo(OptionalInt.of(1));
        assertThat(set.indexOf(address(3))).isEmpty();
    }

    @Test
    void refusesNobodyTooManyAndTheSameTwice() {
        assertThatThrownBy(() -> new ValidatorSet(List.of())).hasMessageContaining("not 0");
        assertThatThrownBy(() ->
                        new ValidatorSet(
                                IntStream.rangeClosed(1, 257)
                                        .mapToObj(ValidatorSetTest::address)
                                        .toList()))
                .hasMessageContaining("1 to 256");
        assertThatThrownBy(() -> new ValidatorSet(List.of(FIRST, FIRST)))
                .hasMessageContaining("twice");
    }

    private static Address address(int number) {
        return Address.of(UInt256.of(number).toHash32().bytes().slice(12));
    }
}
