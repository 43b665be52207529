package io.chirograph.crypto;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.security.SecureRandom;
import java.util.Optional;

/// Signs and tells the recovery id in one call. The library's Java face has no such call, so that a recovery,
/// which costs more than the signature itself, would have to find it out; its native part has. Thread-safe.
///
/// The context is blinded with random bytes, so that what a secret key is multiplied with differs from process to
/// process, and the time or power that takes tells nothing of the key. Signatures are the same whatever the bytes.
final class RecoverableSigner {
    private static final int CONTEXT_NONE = 1;
    private static final int SIGNATURE_BYTES = 65;
    private static final int COMPACT_BYTES = 64;

    private static final int BLINDING_BYTES = 32;

    private static final Optional<RecoverableSigner> INSTANCE = find(new SecureRandom());

    private final MemorySegment context;
    private final MethodHandle sign;
    private final MethodHandle serialize;

    private RecoverableSigner(MemorySegment context, MethodHandle sign, MethodHandle serialize) {
        this.context = context;
        this.sign = sign;
        this.serialize = serialize;
    }

    /// Empty where the native library does not let its functions be seen.
    static Optional<RecoverableSigner> instance() {
        return INSTANCE;
    }

    /// A signer with a context of its own.
    static Optional<RecoverableSigner> find(SecureRandom random) {
        // Asking for the library loads it, by the loader of this class.
        fr.acinq.secp256k1.Secp256k1 library = Secp256k1.LIBRARY;
        SymbolLookup symbols = SymbolLookup.loaderLookup();
        Optional<MemorySegment> create = symbols.find("secp256k1_context_create");
        Optional<MemorySegment> sign = symbols.find("secp256k1_ecdsa_sign_recoverable");
        Optional<MemorySegment> serialize =
                symbols.find("secp256k1_ecdsa_recoverable_signature_serialize_compact");
        Optional<MemorySegment> randomize = symbols.find("secp256k1_context_randomize");
        boolean isComplete =
                create.isPresent()
                        && randomize.isPresent()
                        && sign.isPresent()
                        && serialize.isPresent();
        if (library == null || !isComplete) {
            return Optional.empty();
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle newContext =
                linker.downcallHandle(
                        create.get(),
                        FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        FunctionDescriptor six =
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS);
        FunctionDescriptor four =
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS);
        FunctionDescriptor two =
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        Linker.Option arraysStay = Linker.Option.critical(true);
        byte[] blinding = new byte[BLINDING_BYTES];
        random.nextBytes(blinding);
        try {
            MemorySegment context = (MemorySegment) newContext.invokeExact(CONTEXT_NONE);
            int blinded =
                    (int)
                            linker.downcallHandle(randomize.get(), two, arraysStay)
                                    .invokeExact(context, MemorySegment.ofArray(blinding));
            if (blinded != 1) {
                throw new IllegalStateException("secp256k1 does not blind its context");
            }
            return Optional.of(
                    new RecoverableSigner(
                            context,
                            linker.downcallHandle(sign.get(), six, arraysStay),
                            linker.downcallHandle(serialize.get(), four, arraysStay)));
        } catch (Throwable e) {
            throw new IllegalStateException("secp256k1 gives no context", e);
        }
    }

    /// @param secret a valid secret key
    Signature sign(Hash32 digest, Hash32 secret) {
        byte[] signature = new byte[SIGNATURE_BYTES];
        byte[] compact = new byte[COMPACT_BYTES];
        int[] recoveryId = new int[1];
        int signed;
        try {
            signed =
                    (int)
                            sign.invokeExact(
                                    context,
                                    MemorySegment.ofArray(signature),
                                    MemorySegment.ofArray(digest.toArray()),
                                    MemorySegment.ofArray(secret.toArray()),
                                    MemorySegment.NULL,
                                    MemorySegment.NULL);
            signed &=
                    (int)
                            serialize.invokeExact(
                                    context,
                                    MemorySegment.ofArray(compact),
                                    MemorySegment.ofArray(recoveryId),
                                    MemorySegment.ofArray(signature));
        } catch (Throwable e) {
            throw new IllegalStateException("secp256k1 could not be called", e);
        }
        if (signed != 1) {
            throw new IllegalStateException("secp256k1 did not sign with a valid key");
        }
        Bytes both = Bytes.owning(compact);
        return new Signature(
                UInt256.of(both.slice(0, 32)), UInt256.of(both.slice(32)), recoveryId[0]);
    }
}
