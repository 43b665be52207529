package io.chirograph.evm;

import static io.chirograph.evm.Fork.BERLIN;
import static io.chirograph.evm.Fork.BYZANTIUM;
import static io.chirograph.evm.Fork.CANCUN;
import static io.chirograph.evm.Fork.ISTANBUL;
import static io.chirograph.evm.Fork.OSAKA;
import static io.chirograph.evm.Fork.PRAGUE;

import io.chirograph.evm.precompile.Blake2Compression;
import io.chirograph.evm.precompile.Bls12381;
import io.chirograph.evm.precompile.Bn254Contracts;
import io.chirograph.evm.precompile.HashContracts;
import io.chirograph.evm.precompile.ModularExponentiation;
import io.chirograph.evm.precompile.PointEvaluation;
import io.chirograph.evm.precompile.Precompile;
import io.chirograph.evm.precompile.SignatureContracts;
import io.chirograph.types.Address;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which precompiled contracts a fork has, and where. Immutable.
final class Precompiles {
    private final Map<Address, Precompile> byAddress = new HashMap<>();

    Precompiles(Fork fork) {
        put(0x01, SignatureContracts.ecRecover());
        put(0x02, HashContracts.sha256());
        put(0x03, HashContracts.ripemd160());
        put(0x04, HashContracts.identity());
        if (fork.isAtLeast(BYZANTIUM)) {
            put(0x05, modularExponentiation(fork));
            boolean cheaper = fork.isAtLeast(ISTANBUL);
            put(0x06, Bn254Contracts.add(cheaper ? 150 : 500));
            put(0x07, Bn254Contracts.multiply(cheaper ? 6_000 : 40_000));
            put(
                    0x08,
                    cheaper
                            ? Bn254Contracts.pairing(45_000, 34_000)
                            : Bn254Contracts.pairing(100_000, 80_000));
        }
        if (fork.isAtLeast(ISTANBUL)) {
            put(0x09, new Blake2Compression());
        }
        if (fork.isAtLeast(CANCUN)) {
            put(0x0a, new PointEvaluation());
        }
        if (fork.isAtLeast(PRAGUE)) {
            put(0x0b, Bls12381.g1Add());
            put(0x0c, Bls12381.g1MultiplySum());
            put(0x0d, Bls12381.g2Add());
            put(0x0e, Bls12381.g2MultiplySum());
            put(0x0f, Bls12381.pairing());
            put(0x10, Bls12381.mapToG1());
            put(0x11, Bls12381.mapToG2());
        }
        if (fork.isAtLeast(OSAKA)) {
            put(0x100, SignatureContracts.p256Verify());
        }
    }

    private static Precompile modularExponentiation(Fork fork) {
        if (fork.isAtLeast(OSAKA)) {
            return new ModularExponentiation(ModularExponentiation.Pricing.EIP_7883);
        }
        return new ModularExponentiation(
                fork.isAtLeast(BERLIN)
                        ? ModularExponentiation.Pricing.EIP_2565
                        : ModularExponentiation.Pricing.EIP_198);
    }

    private void put(int number, Precompile precompile) {
        byte[] address = new byte[Address.SIZE];
        address[18] = (byte) (number >>> 8);
        address[19] = (byte) number;
        byAddress.put(Address.owning(address), precompile);
    }

    Optional<Precompile> at(Address address) {
        return Optional.ofNullable(byAddress.get(address));
    }
}
