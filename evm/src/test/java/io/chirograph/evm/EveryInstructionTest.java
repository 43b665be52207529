package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Each instruction of Osaka once, by hand: what it leaves on top of the stack.
class EveryInstructionTest {
    private static final String MINUS_1 = "0x" + "f".repeat(64);
    private static final String MINUS_3 = "0x" + "f".repeat(63) + "d";
    private static final String EMPTY_HASH = Hashes.EMPTY_KECCAK.toHex();

    /// Behind every case: what returns the top.
    private static final int RETURN_BYTES = new TestCode().returnTop().bytes().size();

    /// The instruction, code that ends with it or shows what it did, and the word that this leaves.
    private record Case(int opcode, String code, String word) {}

    private static final List<Case> CASES =
            List.of(
                    new Case(Opcode.ADD, "6002600301", "5"),
                    new Case(Opcode.MUL, "6002600302", "6"),
                    new Case(Opcode.SUB, "6002600303", "1"),
                    new Case(Opcode.DIV, "6002600704", "3"),
                    new Case(Opcode.SDIV, "600260075f0305", MINUS_3),
                    new Case(Opcode.MOD, "6004600706", "3"),
                    new Case(Opcode.SMOD, "600460075f0307", MINUS_3),
                    new Case(Opcode.ADDMOD, "60056004600308", "2"),
                    new Case(Opcode.MULMOD, "60056004600309", "2"),
                    new Case(Opcode.EXP, "600360020a", "8"),
                    new Case(Opcode.SIGNEXTEND, "60ff5f0b", MINUS_1),
                    new Case(Opcode.LT, "6002600110", "1"),
                    new Case(Opcode.GT, "6001600211", "1"),
                    new Case(Opcode.SLT, "60015f1912", "1"),
                    new Case(Opcode.SGT, "5f19600113", "1"),
                    new Case(Opcode.EQ, "6001600114", "1"),
                    new Case(Opcode.ISZERO, "5f15", "1"),
                    new Case(Opcode.AND, "600c600a16", "8"),
                    new Case(Opcode.OR, "600c600a17", "14"),
                    new Case(Opcode.XOR, "600c600a18", "6"),
                    new Case(Opcode.NOT, "5f19", MINUS_1),
                    new Case(Opcode.BYTE, "60ff601f1a", "255"),
                    new Case(Opcode.SHL, "600160041b", "16"),
                    new Case(Opcode.SHR, "601060041c", "1"),
                    new Case(Opcode.SAR, "5f1960041d", MINUS_1),
                    new Case(Opcode.CLZ, "60011e", "255"),
                    new Case(Opcode.KECCAK256, "5f5f20", EMPTY_HASH),
                    new Case(Opcode.ADDRESS, "30", TestCode.CONTRACT.toHex()),
                    new Case(Opcode.BALANCE, "3031", "0"),
                    new Case(Opcode.ORIGIN, "32", TestCode.CALLER.toHex()),
                    new Case(Opcode.CALLER, "33", TestCode.CALLER.toHex()),
                    new Case(Opcode.CALLVALUE, "34", "0"),
                    new Case(Opcode.CALLDATALOAD, "5f35", "0"),
                    new Case(Opcode.CALLDATASIZE, "36", "0"),
                    new Case(Opcode.CALLDATACOPY, "60205f5f3759", "32"),
                    new Case(Opcode.CODESIZE, "38", String.valueOf(1 + RETURN_BYTES)),
                    new Case(Opcode.CODECOPY, "60015f601f395f51", "96"),
                    new Case(Opcode.GASPRICE, "3a", "9"),
                    new Case(Opcode.EXTCODESIZE, "303b", String.valueOf(2 + RETURN_BYTES)),
                    new Case(Opcode.EXTCODECOPY, "60015f601f303c5f51", "96"),
                    new Case(Opcode.RETURNDATASIZE, "3d", "0"),
                    new Case(Opcode.RETURNDATACOPY, "5f5f5f3e59", "0"),
                    new Case(Opcode.EXTCODEHASH, "5f3f", "0"),
                    new Case(Opcode.BLOCKHASH, "6103e740", "999"),
                    new Case(Opcode.COINBASE, "41", TestCode.BLOCK.coinbase().toHex()),
                    new Case(Opcode.TIMESTAMP, "42", "1700000000"),
                    new Case(Opcode.NUMBER, "43", "1000"),
                    new Case(Opcode.PREVRANDAO, "44", "0"),
                    new Case(Opcode.GASLIMIT, "45", "30000000"),
                    new Case(Opcode.CHAINID, "46", "1337"),
                    new Case(Opcode.SELFBALANCE, "47", "0"),
                    new Case(Opcode.BASEFEE, "48", "7"),
                    new Case(Opcode.BLOBHASH, "5f49", "0"),
                    new Case(Opcode.BLOBBASEFEE, "4a", "1"),
                    new Case(Opcode.POP, "6007600150", "7"),
                    new Case(Opcode.MLOAD, "5f51", "0"),
                    new Case(Opcode.MSTORE, "60075f525f51", "7"),
                    new Case(Opcode.MSTORE8, "6007601f535f51", "7"),
                    new Case(Opcode.SLOAD, "5f54", "0"),
                    new Case(Opcode.SSTORE, "60075f555f54", "7"),
                    new Case(Opcode.JUMP, "6003565b58", "4"),
                    new Case(Opcode.JUMPI, "60016005575b58", "6"),
                    new Case(Opcode.PC, "58", "0"),
                    new Case(Opcode.MSIZE, "59", "0"),
                    new Case(Opcode.GAS, "5a", "999998"),
                    new Case(Opcode.JUMPDEST, "5b58", "1"),
                    new Case(Opcode.TLOAD, "5f5c", "0"),
                    new Case(Opcode.TSTORE, "60075f5d5f5c", "7"),
                    new Case(Opcode.MCOPY, "60075f5260205f60205e602051", "7"),
                    new Case(Opcode.PUSH0, "5f", "0"),
                    new Case(Opcode.CREATE, "5f5f5ff0", createdAddress().toHex()),
                    new Case(Opcode.CALL, "5f5f5f5f5f60045af1", "1"),
                    new Case(Opcode.CALLCODE, "5f5f5f5f5f60045af2", "1"),
                    new Case(Opcode.DELEGATECALL, "5f5f5f5f60045af4", "1"),
                    new Case(Opcode.CREATE2, "5f5f5f5ff5", saltedAddress().toHex()),
                    new Case(Opcode.STATICCALL, "5f5f5f5f60045afa", "1"));

    private static Address createdAddress() {
        return Evm.contractAddress(TestCode.CONTRACT, 1);
    }

    private static Address saltedAddress() {
        Bytes preimage =
                Bytes.concat(
                        Bytes.fromHex("ff"),
                        TestCode.CONTRACT.bytes(),
                        Hash32.ZERO.bytes(),
                        Hashes.EMPTY_KECCAK.bytes());
        return Address.of(Hashes.keccak256(preimage).bytes().slice(12));
    }

    private static List<Case> allCases() {
        List<Case> cases = new ArrayList<>(CASES);
        String ascending = "";
        for (int size = 1; size <= 32; size++) {
            ascending += "%02x".formatted(size);
            int opcode = Opcode.PUSH0 + size;
            cases.add(new Case(opcode, "%02x".formatted(opcode) + ascending, "0x" + ascending));
        }
        // The stack from below: 1 to 17, so that the word n below the top is 17 − n.
        StringBuilder words = new StringBuilder();
        IntStream.rangeClosed(1, 17).forEach(i -> words.append("60%02x".formatted(i)));
        for (int depth = 1; depth <= 16; depth++) {
            int dup = Opcode.DUP1 + depth - 1;
            int swap = Opcode.SWAP1 + depth - 1;
            cases.add(new Case(dup, words + "%02x".formatted(dup), String.valueOf(18 - depth)));
            cases.add(new Case(swap, words + "%02x".formatted(swap), String.valueOf(17 - depth)));
        }
        for (int topics = 0; topics <= 4; topics++) {
            int log = Opcode.LOG0 + topics;
            // What it leaves is the stack as before.
            String code = "6007" + "5f".repeat(topics + 2) + "%02x".formatted(log);
            cases.add(new Case(log, code, "7"));
        }
        return cases;
    }

    @Test
    void everyInstructionLeavesTheWordThatItShould() {
        for (Case one : allCases()) {
            TestCode code = new TestCode();
            for (byte each : Bytes.fromHex(one.code()).toArray()) {
                code.op(each & 0xff);
            }
            assertThat(TestCode.word(code))
                    .as("%02x in %s", one.opcode(), one.code())
                    .isEqualTo(UInt256.parse(one.word()));
        }
    }

    @Test
    void instructionsThatEndARunEndItAsTheyShould() {
        assertThat(end(Opcode.STOP)).isEqualTo(new Result.Success(Bytes.EMPTY, 100));
        assertThat(end(Opcode.PUSH0, Opcode.PUSH0, Opcode.RETURN))
                .isEqualTo(new Result.Success(Bytes.EMPTY, 96));
        assertThat(end(Opcode.PUSH0, Opcode.PUSH0, Opcode.REVERT))
                .isEqualTo(new Result.Reverted(Bytes.EMPTY, 96));
        assertThat(end(Opcode.INVALID)).isEqualTo(new Result.Failed(Failure.INVALID_INSTRUCTION));
        assertThat(TestCode.run(new TestCode().op(Opcode.CALLER, Opcode.SELFDESTRUCT), 10_000))
                .isEqualTo(new Result.Success(Bytes.EMPTY, 10_000 - 2 - 5_000 - 2_600));
    }

    private static Result end(int... opcodes) {
        return TestCode.run(new TestCode().op(opcodes), 100);
    }

    @Test
    void everyInstructionFailsWithOneGasTooFew() {
        for (Case one : allCases()) {
            if (one.opcode() == Opcode.GAS) {
                continue; // its case returns what gas is left, whatever that is
            }
            // Calls give away what gas they have; here they give none.
            Bytes code = Bytes.fromHex(one.code().replace("5af", "5ff") + "00");
            long cost = 1_000_000 - run(code, 1_000_000).gasLeft();
            String what = "%02x in %s".formatted(one.opcode(), one.code());
            assertThat(run(code, cost)).as(what).isInstanceOf(Result.Success.class);
            assertThat(run(code, cost - 1))
                    .as(what)
                    .isEqualTo(new Result.Failed(Failure.OUT_OF_GAS));
        }
    }

    private static Result run(Bytes code, long gas) {
        return TestCode.call(new MemoryWorld().put(TestCode.CONTRACT, 1, UInt256.ZERO, code), gas);
    }

    @Test
    void everyInstructionThatTakesWordsFailsWhenOneIsMissing() {
        InstructionSet osaka = new InstructionSet(Fork.OSAKA);
        for (int opcode = 0; opcode < 256; opcode++) {
            if (osaka.has(opcode) && osaka.needs[opcode] > 0) {
                TestCode code = new TestCode();
                IntStream.range(1, osaka.needs[opcode]).forEach(_ -> code.op(Opcode.PUSH0));
                assertThat(run(code.op(opcode).bytes(), 1_000_000))
                        .as("%02x", opcode)
                        .isEqualTo(new Result.Failed(Failure.STACK_UNDERFLOW));
            }
        }
    }

    @Test
    void everyInstructionThatLeavesAWordMoreFailsOnAFullStack() {
        InstructionSet osaka = new InstructionSet(Fork.OSAKA);
        for (int opcode = 0; opcode < 256; opcode++) {
            if (osaka.has(opcode) && osaka.change[opcode] > 0) {
                TestCode code = new TestCode();
                IntStream.range(0, 1024).forEach(_ -> code.op(Opcode.PUSH0));
                assertThat(run(code.op(opcode).bytes(), 1_000_000))
                        .as("%02x", opcode)
                        .isEqualTo(new Result.Failed(Failure.STACK_OVERFLOW));
            }
        }
    }

    @Test
    void everyByteThatIsNoInstructionFails() {
        InstructionSet osaka = new InstructionSet(Fork.OSAKA);
        for (int opcode = 0; opcode < 256; opcode++) {
            if (!osaka.has(opcode)) {
                assertThat(run(new TestCode().op(opcode).bytes(), 1_000_000))
                        .as("%02x", opcode)
                        .isEqualTo(new Result.Failed(Failure.INVALID_INSTRUCTION));
            }
        }
    }

    @Test
    void noInstructionIsMissingHere() {
        InstructionSet osaka = new InstructionSet(Fork.OSAKA);
        Set<Integer> covered =
                new TreeSet<>(
                        List.of(Opcode.STOP, Opcode.RETURN, Opcode.REVERT, Opcode.SELFDESTRUCT));
        allCases().forEach(one -> covered.add(one.opcode()));
        Set<Integer> there = new TreeSet<>();
        IntStream.range(0, 256).filter(osaka::has).forEach(there::add);
        assertThat(covered).isEqualTo(there);
    }
}
