package io.chirograph.benchmarks.evm;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Account;
import io.chirograph.evm.BlockContext;
import io.chirograph.evm.Evm;
import io.chirograph.evm.Fork;
import io.chirograph.evm.Message;
import io.chirograph.evm.Result;
import io.chirograph.evm.TransactionContext;
import io.chirograph.evm.WorldState;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Ours, used as a library.
final class Chirograph implements ContractMachine {
    static final long GAS = 1L << 48;

    private static final Address CALLER = address("ca");
    private static final Address REPEAT = address("aa");
    private static final Address TARGET = address("bb");
    private static final Address TOKEN = address("7011");
    private static final BlockContext BLOCK =
            new BlockContext(
                    1,
                    1_700_000_000,
                    Address.ZERO,
                    GAS,
                    UInt256.ZERO,
                    Hash32.ZERO,
                    UInt256.ONE,
                    UInt256.ZERO,
                    31_337,
                    height -> Hash32.ZERO);

    private final Evm evm = new Evm(Fork.PRAGUE);

    static Address address(String digits) {
        return Address.fromHex("0".repeat(2 * Address.SIZE - digits.length()) + digits);
    }

    /// Some contracts, and nothing else.
    private record CodesOnly(Map<Address, Bytes> codes) implements WorldState {
        @Override
        public Optional<Account> account(Address address) {
            return Optional.ofNullable(codes.get(address))
                    .map(code -> new Account(1, UInt256.ZERO, Hashes.keccak256(code)));
        }

        @Override
        public Bytes code(Address address) {
            return codes.getOrDefault(address, Bytes.EMPTY);
        }

        @Override
        public UInt256 storage(Address address, UInt256 slot) {
            return UInt256.ZERO;
        }
    }

    @Override
    public String label() {
        return "chirograph";
    }

    @Override
    public Run run(Program program, long count) {
        Map<Address, Bytes> codes = new HashMap<>();
        codes.put(REPEAT, Bytes.fromHex(Contracts.code("Repeat")));
        codes.put(TOKEN, Bytes.fromHex(Contracts.code("Token")));
        codes.put(TARGET, Bytes.fromHex(program.code()));
        WorldState world = new CodesOnly(codes);
        Message message =
                new Message.Call(
                        CALLER, REPEAT, UInt256.ZERO, Bytes.fromHex(input(program, count)), GAS);
        long start = System.nanoTime();
        Result result =
                evm.run(
                        message,
                        evm.begin(world),
                        BLOCK,
                        new TransactionContext(CALLER, UInt256.ZERO, List.of()));
        long nanos = System.nanoTime() - start;
        if (!(result instanceof Result.Success(Bytes output, _))) {
            throw new BenchmarkException(program.name() + " ended as " + result);
        }
        return new Run(UInt256.of(output).toLong(), nanos);
    }

    /// What the repeating contract is called with, as hexadecimal digits.
    static String input(Program program, long count) {
        return String.format("%064x", count) + "0".repeat(62) + "bb" + program.input();
    }
}
