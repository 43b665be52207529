package io.chirograph.benchmarks.signatures;

import fr.acinq.secp256k1.Secp256k1;
import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.BenchmarkRow.Better;
import io.chirograph.benchmarks.harness.ResultOptions;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench signatures`.
@Command(
        name = "signatures",
        mixinStandardHelpOptions = true,
        description = {
            "Transactions read with their senders, on all processors, beside libsecp256k1 called in"
                    + " a loop for the recovery alone."
        })
public final class SignaturesCommand implements Callable<Integer> {
    private static final String LIBRARY = "libsecp256k1 in a loop";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--count",
            defaultValue = "10000",
            paramLabel = "N",
            description = "Signatures in a batch; ${DEFAULT-VALUE} unless said.")
    private int count = 10_000;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            paramLabel = "R",
            description = "Samples after two to warm up; ${DEFAULT-VALUE} unless said.")
    private int rounds = 5;

    @Mixin private ResultOptions result = new ResultOptions();

    /// What the library is given for one signature.
    private record Prepared(Bytes signature, Hash32 hash, int recoveryId, Address signer) {}

    @Override
    public Integer call() {
        if (count < 1 || rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--count and --rounds are above 0.");
        }
        List<Bytes> envelopes = new ArrayList<>();
        List<Prepared> prepared = new ArrayList<>();
        prepare(envelopes, prepared);
        List<Double> ours = new ArrayList<>();
        List<Double> library = new ArrayList<>();
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (int round = -2; round < rounds; round++) {
                double fast = readAll(envelopes, prepared, threads);
                double slow = loop(prepared);
                if (round >= 0) {
                    ours.add(fast);
                    library.add(slow);
                }
            }
        }
        BenchmarkRow row =
                new BenchmarkRow(
                        "recover-2-cores",
                        "signatures/s",
                        Better.HIGHER,
                        ours,
                        Map.of(LIBRARY, library),
                        Optional.of(LIBRARY),
                        OptionalDouble.of(1.85),
                        OptionalDouble.empty(),
                        "ours also decodes and hashes each transaction and derives the address");
        result.report(
                spec.commandLine().getOut(),
                "chirograph bench signatures --count %d --rounds %d".formatted(count, rounds),
                List.of(row));
        return 0;
    }

    private void prepare(List<Bytes> envelopes, List<Prepared> prepared) {
        for (int i = 0; i < count; i++) {
            SigningKey key = SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("signer " + i)));
            UnsignedTransaction unsigned =
                    new UnsignedTransaction.FeeMarket(
                            1_337,
                            new Fees(UInt256.ONE, UInt256.ONE),
                            new Call(
                                    i,
                                    21_000,
                                    Recipient.of(key.address()),
                                    UInt256.ONE,
                                    Bytes.EMPTY),
                            List.of());
            Transaction transaction = unsigned.sign(key);
            envelopes.add(transaction.encode());
            Hash32 hash = unsigned.signingHash();
            Signature signature = key.sign(hash);
            prepared.add(
                    new Prepared(
                            signature.encode().slice(0, 64),
                            hash,
                            signature.recoveryId(),
                            key.address()));
        }
    }

    /// Signatures a second, with a verdict for each.
    private static double readAll(
            List<Bytes> envelopes, List<Prepared> prepared, ExecutorService threads) {
        TransactionReader reader = new TransactionReader(threads); // which remembers nothing yet
        long start = System.nanoTime();
        List<TransactionReader.Read> all = reader.readAll(envelopes);
        double nanos = System.nanoTime() - start;
        for (int i = 0; i < all.size(); i++) {
            if (!(all.get(i) instanceof TransactionReader.Read.Valid(var sent))
                    || !sent.sender().equals(prepared.get(i).signer())) {
                throw new BenchmarkException("transaction " + i + " was read as " + all.get(i));
            }
        }
        return all.size() * 1e9 / nanos;
    }

    private static double loop(List<Prepared> prepared) {
        Secp256k1 library = Secp256k1.get();
        long bytes = 0;
        long start = System.nanoTime();
        for (Prepared one : prepared) {
            byte[] key =
                    library.ecdsaRecover(
                            one.signature().toArray(), one.hash().toArray(), one.recoveryId());
            bytes += key.length;
        }
        double nanos = System.nanoTime() - start;
        if (bytes != 65L * prepared.size()) {
            throw new BenchmarkException("the library recovered " + bytes + " bytes of keys");
        }
        return prepared.size() * 1e9 / nanos;
    }
}
