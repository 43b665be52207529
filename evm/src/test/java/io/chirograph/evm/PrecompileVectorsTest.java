package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chirograph.evm.precompile.Precompile;
import io.chirograph.testkit.Vectors;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Inputs, outputs and prices of the precompiled contracts, as go-ethereum has them.
class PrecompileVectorsTest {
    private static final String DIRECTORY = "evm/precompile-geth";

    @ParameterizedTest
    @CsvSource({
        "ecRecover, 01, OSAKA, 3",
        "modexp, 05, BYZANTIUM, 10",
        "modexp_eip2565, 05, BERLIN, 29",
        "modexp_eip7883, 05, OSAKA, 24",
        "bn256Add, 06, OSAKA, 13",
        "bn256ScalarMul, 07, OSAKA, 9",
        "bn256Pairing, 08, OSAKA, 9",
        "blake2F, 09, OSAKA, 4",
        "pointEvaluation, 0a, OSAKA, 1",
        "blsG1Add, 0b, OSAKA, 79",
        "blsG1Mul, 0c, OSAKA, 9",
        "blsG1MultiExp, 0c, OSAKA, 99",
        "blsG2Add, 0d, OSAKA, 76",
        "blsG2Mul, 0e, OSAKA, 8",
        "blsG2MultiExp, 0e, OSAKA, 104",
        "blsPairing, 0f, OSAKA, 76",
        "blsMapG1, 10, OSAKA, 68",
        "blsMapG2, 11, OSAKA, 71",
        "p256Verify, 0100, OSAKA, 531",
    })
    void givesTheKnownOutputAtTheKnownPrice(String file, String address, Fork fork, int count) {
        JsonNode vectors = vectors(file);
        Precompile precompile = precompile(address, fork);
        for (JsonNode vector : vectors) {
            Bytes input = Bytes.fromHex(vector.get("Input").asString());
            String name = vector.get("Name").asString();
            assertThat(precompile.gas(input)).as(name).isEqualTo(vector.get("Gas").asLong());
            assertThat(precompile.run(input))
                    .as(name)
                    .contains(Bytes.fromHex(vector.get("Expected").asString()));
        }
        assertThat(vectors.size()).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({
        "fail-blake2f, 09, 4",
        "fail-blsG1Add, 0b, 3",
        "fail-blsG1Mul, 0c, 5",
        "fail-blsG1MultiExp, 0c, 2",
        "fail-blsG2Add, 0d, 6",
        "fail-blsG2Mul, 0e, 6",
        "fail-blsG2MultiExp, 0e, 4",
        "fail-blsPairing, 0f, 6",
        "fail-blsMapG1, 10, 4",
        "fail-blsMapG2, 11, 4",
    })
    void failsOnInvalidInput(String file, String address, int count) {
        JsonNode vectors = vectors(file);
        Precompile precompile = precompile(address, Fork.OSAKA);
        for (JsonNode vector : vectors) {
            Bytes input = Bytes.fromHex(vector.get("Input").asString());
            assertThat(precompile.run(input)).as(vector.get("Name").asString()).isEmpty();
        }
        assertThat(vectors.size()).isEqualTo(count);
    }

    private static JsonNode vectors(String file) {
        assumeTrue(Vectors.has(DIRECTORY), Vectors.missing(DIRECTORY));
        return JsonMapper.shared()
                .readTree(Vectors.path(DIRECTORY).resolve(file + ".json").toFile());
    }

    private static Precompile precompile(String number, Fork fork) {
        Address address = Address.fromHex("0".repeat(40 - number.length()) + number);
        return new Precompiles(fork).at(address).orElseThrow();
    }
}
