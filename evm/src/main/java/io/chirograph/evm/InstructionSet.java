package io.chirograph.evm;

import static io.chirograph.evm.Fork.BERLIN;
import static io.chirograph.evm.Fork.BYZANTIUM;
import static io.chirograph.evm.Fork.CANCUN;
import static io.chirograph.evm.Fork.CONSTANTINOPLE;
import static io.chirograph.evm.Fork.FRONTIER;
import static io.chirograph.evm.Fork.HOMESTEAD;
import static io.chirograph.evm.Fork.ISTANBUL;
import static io.chirograph.evm.Fork.LONDON;
import static io.chirograph.evm.Fork.OSAKA;
import static io.chirograph.evm.Fork.SHANGHAI;
import static io.chirograph.evm.Fork.TANGERINE_WHISTLE;

import java.util.Arrays;

/// Which instructions a fork has, what each costs at least, and what it does to the stack's height, as
/// tables by opcode. Immutable.
final class InstructionSet {
    /// Words on a stack.
    static final int STACK_MAX = 1024;

    private static final int BASE = 2;
    private static final int VERY_LOW = 3;
    private static final int LOW = 5;
    private static final int MID = 8;
    private static final int HIGH = 10;

    private final Fork fork;

    /// Gas taken before the instruction runs; what depends on its arguments comes on top.
    final int[] cost = new int[256];

    /// Words the stack must hold; more than any stack has where the fork has no such instruction.
    final int[] needs = new int[256];

    /// Words the stack has more afterwards.
    final int[] change = new int[256];

    InstructionSet(Fork fork) {
        this.fork = fork;
        Arrays.fill(needs, Integer.MAX_VALUE);
        defineArithmetic();
        defineEnvironment();
        defineState();
        defineFlow();
    }

    boolean has(int opcode) {
        return needs[opcode] != Integer.MAX_VALUE;
    }

    private void define(Fork since, int opcode, int cost, int takes, int gives) {
        if (fork.isAtLeast(since)) {
            this.cost[opcode] = cost;
            needs[opcode] = takes;
            change[opcode] = gives - takes;
        }
    }

    private void defineArithmetic() {
        for (int opcode : new int[] {Opcode.ADD, Opcode.SUB}) {
            define(FRONTIER, opcode, VERY_LOW, 2, 1);
        }
        int[] divisions = {Opcode.MUL, Opcode.DIV, Opcode.SDIV, Opcode.MOD, Opcode.SMOD};
        for (int opcode : divisions) {
            define(FRONTIER, opcode, LOW, 2, 1);
        }
        define(FRONTIER, Opcode.SIGNEXTEND, LOW, 2, 1);
        define(FRONTIER, Opcode.ADDMOD, MID, 3, 1);
        define(FRONTIER, Opcode.MULMOD, MID, 3, 1);
        define(FRONTIER, Opcode.EXP, 10, 2, 1);
        for (int opcode = Opcode.LT; opcode <= Opcode.BYTE; opcode++) {
            define(FRONTIER, opcode, VERY_LOW, 2, 1);
        }
        define(FRONTIER, Opcode.ISZERO, VERY_LOW, 1, 1);
        define(FRONTIER, Opcode.NOT, VERY_LOW, 1, 1);
        define(CONSTANTINOPLE, Opcode.SHL, VERY_LOW, 2, 1);
        define(CONSTANTINOPLE, Opcode.SHR, VERY_LOW, 2, 1);
        define(CONSTANTINOPLE, Opcode.SAR, VERY_LOW, 2, 1);
        define(OSAKA, Opcode.CLZ, LOW, 1, 1);
        define(FRONTIER, Opcode.KECCAK256, 30, 2, 1);
    }

    private void defineEnvironment() {
        int[] answers = {
            Opcode.ADDRESS, Opcode.ORIGIN, Opcode.CALLER, Opcode.CALLVALUE, Opcode.CALLDATASIZE,
            Opcode.CODESIZE, Opcode.GASPRICE, Opcode.COINBASE, Opcode.TIMESTAMP, Opcode.NUMBER,
            Opcode.PREVRANDAO, Opcode.GASLIMIT, Opcode.PC, Opcode.MSIZE, Opcode.GAS
        };
        for (int opcode : answers) {
            define(FRONTIER, opcode, BASE, 0, 1);
        }
        define(BYZANTIUM, Opcode.RETURNDATASIZE, BASE, 0, 1);
        define(ISTANBUL, Opcode.CHAINID, BASE, 0, 1);
        define(ISTANBUL, Opcode.SELFBALANCE, LOW, 0, 1);
        define(LONDON, Opcode.BASEFEE, BASE, 0, 1);
        define(CANCUN, Opcode.BLOBHASH, 3, 1, 1);
        define(CANCUN, Opcode.BLOBBASEFEE, BASE, 0, 1);
        define(FRONTIER, Opcode.BLOCKHASH, 20, 1, 1);
        define(FRONTIER, Opcode.CALLDATALOAD, VERY_LOW, 1, 1);
        define(FRONTIER, Opcode.CALLDATACOPY, VERY_LOW, 3, 0);
        define(FRONTIER, Opcode.CODECOPY, VERY_LOW, 3, 0);
        define(BYZANTIUM, Opcode.RETURNDATACOPY, VERY_LOW, 3, 0);
    }

    private void defineState() {
        boolean repriced = fork.isAtLeast(TANGERINE_WHISTLE);
        int code = repriced ? 700 : 20;
        int balance = repriced ? 400 : 20;
        define(FRONTIER, Opcode.BALANCE, access(fork.isAtLeast(ISTANBUL) ? 700 : balance), 1, 1);
        define(FRONTIER, Opcode.EXTCODESIZE, access(code), 1, 1);
        define(FRONTIER, Opcode.EXTCODECOPY, access(code), 4, 0);
        int hash = fork.isAtLeast(ISTANBUL) ? 700 : 400;
        define(CONSTANTINOPLE, Opcode.EXTCODEHASH, access(hash), 1, 1);
        define(FRONTIER, Opcode.SLOAD, 0, 1, 1);
        define(FRONTIER, Opcode.SSTORE, 0, 2, 0);
        define(CANCUN, Opcode.TLOAD, 100, 1, 1);
        define(CANCUN, Opcode.TSTORE, 100, 2, 0);
        for (int topics = 0; topics <= 4; topics++) {
            define(FRONTIER, Opcode.LOG0 + topics, 375, 2 + topics, 0);
        }
        define(FRONTIER, Opcode.CREATE, 32_000, 3, 1);
        define(CONSTANTINOPLE, Opcode.CREATE2, 32_000, 4, 1);
        define(FRONTIER, Opcode.CALL, 0, 7, 1);
        define(FRONTIER, Opcode.CALLCODE, 0, 7, 1);
        define(HOMESTEAD, Opcode.DELEGATECALL, 0, 6, 1);
        define(BYZANTIUM, Opcode.STATICCALL, 0, 6, 1);
        define(FRONTIER, Opcode.SELFDESTRUCT, repriced ? 5_000 : 0, 1, 0);
    }

    /// From Berlin on the price of an access is told by whether it is the first.
    private int access(int cost) {
        return fork.isAtLeast(BERLIN) ? 0 : cost;
    }

    private void defineFlow() {
        define(FRONTIER, Opcode.STOP, 0, 0, 0);
        define(FRONTIER, Opcode.POP, BASE, 1, 0);
        define(FRONTIER, Opcode.MLOAD, VERY_LOW, 1, 1);
        define(FRONTIER, Opcode.MSTORE, VERY_LOW, 2, 0);
        define(FRONTIER, Opcode.MSTORE8, VERY_LOW, 2, 0);
        define(CANCUN, Opcode.MCOPY, VERY_LOW, 3, 0);
        define(FRONTIER, Opcode.JUMP, MID, 1, 0);
        define(FRONTIER, Opcode.JUMPI, HIGH, 2, 0);
        define(FRONTIER, Opcode.JUMPDEST, 1, 0, 0);
        define(SHANGHAI, Opcode.PUSH0, BASE, 0, 1);
        for (int opcode = Opcode.PUSH1; opcode <= Opcode.PUSH32; opcode++) {
            define(FRONTIER, opcode, VERY_LOW, 0, 1);
        }
        for (int depth = 1; depth <= 16; depth++) {
            define(FRONTIER, Opcode.DUP1 + depth - 1, VERY_LOW, depth, depth + 1);
            define(FRONTIER, Opcode.SWAP1 + depth - 1, VERY_LOW, depth + 1, depth + 1);
        }
        define(FRONTIER, Opcode.RETURN, 0, 2, 0);
        define(BYZANTIUM, Opcode.REVERT, 0, 2, 0);
    }
}
