package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chirograph.testkit.Vectors;
import io.chirograph.types.UInt256;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Operands and results of the instructions with two operands, as go-ethereum has them.
class OpcodeVectorsTest {
    private static final String DIRECTORY = "evm/opcode-geth";
    private static final Map<String, Integer> OPCODES =
            Map.ofEntries(
                    Map.entry("add", Opcode.ADD),
                    Map.entry("and", Opcode.AND),
                    Map.entry("byte", Opcode.BYTE),
                    Map.entry("div", Opcode.DIV),
                    Map.entry("eq", Opcode.EQ),
                    Map.entry("exp", Opcode.EXP),
                    Map.entry("gt", Opcode.GT),
                    Map.entry("lt", Opcode.LT),
                    Map.entry("mod", Opcode.MOD),
                    Map.entry("mul", Opcode.MUL),
                    Map.entry("or", Opcode.OR),
                    Map.entry("sar", Opcode.SAR),
                    Map.entry("sdiv", Opcode.SDIV),
                    Map.entry("sgt", Opcode.SGT),
                    Map.entry("shl", Opcode.SHL),
                    Map.entry("shr", Opcode.SHR),
                    Map.entry("signext", Opcode.SIGNEXTEND),
                    Map.entry("slt", Opcode.SLT),
                    Map.entry("smod", Opcode.SMOD),
                    Map.entry("sub", Opcode.SUB),
                    Map.entry("xor", Opcode.XOR));

    @Test
    void instructionsWithTwoOperandsGiveTheKnownResults() {
        assumeTrue(Vectors.has(DIRECTORY), Vectors.missing(DIRECTORY));
        int count = 0;
        for (Path file : Vectors.files(DIRECTORY)) {
            String name = file.getFileName().toString();
            String mnemonic =
                    name.substring("testcases_".length(), name.length() - ".json".length());
            int opcode = Objects.requireNonNull(OPCODES.get(mnemonic));
            for (JsonNode vector : JsonMapper.shared().readTree(file.toFile())) {
                UInt256 top = word(vector, "Y");
                UInt256 second = word(vector, "X");
                assertThat(TestCode.word(new TestCode().push(second).push(top).op(opcode)))
                        .as("%s %s %s", mnemonic, top, second)
                        .isEqualTo(word(vector, "Expected"));
                count++;
            }
        }
        assertThat(count).isEqualTo(1149);
    }

    private static UInt256 word(JsonNode vector, String field) {
        return UInt256.parse("0x" + vector.get(field).asString());
    }
}
