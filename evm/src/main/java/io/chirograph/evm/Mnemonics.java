package io.chirograph.evm;

/// The instructions' names as people write them.
public final class Mnemonics {
    private static final String[] NAMES = new String[256];

    static {
        name(Opcode.STOP, "STOP", "ADD", "MUL", "SUB", "DIV", "SDIV", "MOD", "SMOD");
        name(Opcode.ADDMOD, "ADDMOD", "MULMOD", "EXP", "SIGNEXTEND");
        name(Opcode.LT, "LT", "GT", "SLT", "SGT", "EQ", "ISZERO", "AND", "OR", "XOR", "NOT");
        name(Opcode.BYTE, "BYTE", "SHL", "SHR", "SAR", "CLZ");
        name(Opcode.KECCAK256, "KECCAK256");
        name(Opcode.ADDRESS, "ADDRESS", "BALANCE", "ORIGIN", "CALLER", "CALLVALUE");
        name(Opcode.CALLDATALOAD, "CALLDATALOAD", "CALLDATASIZE", "CALLDATACOPY");
        name(Opcode.CODESIZE, "CODESIZE", "CODECOPY", "GASPRICE", "EXTCODESIZE", "EXTCODECOPY");
        name(Opcode.RETURNDATASIZE, "RETURNDATASIZE", "RETURNDATACOPY", "EXTCODEHASH");
        name(Opcode.BLOCKHASH, "BLOCKHASH", "COINBASE", "TIMESTAMP", "NUMBER", "PREVRANDAO");
        name(Opcode.GASLIMIT, "GASLIMIT", "CHAINID", "SELFBALANCE", "BASEFEE");
        name(Opcode.BLOBHASH, "BLOBHASH", "BLOBBASEFEE");
        name(Opcode.POP, "POP", "MLOAD", "MSTORE", "MSTORE8", "SLOAD", "SSTORE", "JUMP", "JUMPI");
        name(Opcode.PC, "PC", "MSIZE", "GAS", "JUMPDEST", "TLOAD", "TSTORE", "MCOPY", "PUSH0");
        for (int size = 1; size <= 32; size++) {
            name(Opcode.PUSH1 + size - 1, "PUSH" + size);
        }
        for (int depth = 1; depth <= 16; depth++) {
            name(Opcode.DUP1 + depth - 1, "DUP" + depth);
            name(Opcode.SWAP1 + depth - 1, "SWAP" + depth);
        }
        for (int topics = 0; topics <= 4; topics++) {
            name(Opcode.LOG0 + topics, "LOG" + topics);
        }
        name(Opcode.CREATE, "CREATE", "CALL", "CALLCODE", "RETURN", "DELEGATECALL", "CREATE2");
        name(Opcode.STATICCALL, "STATICCALL");
        name(Opcode.REVERT, "REVERT", "INVALID", "SELFDESTRUCT");
    }

    private Mnemonics() {}

    private static void name(int first, String... names) {
        System.arraycopy(names, 0, NAMES, first, names.length);
    }

    /// @param opcode 0 to 255
    public static String of(int opcode) {
        String name = NAMES[opcode];
        return name == null ? "opcode 0x%02x not defined".formatted(opcode) : name;
    }
}
