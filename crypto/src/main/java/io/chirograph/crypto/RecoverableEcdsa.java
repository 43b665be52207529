package io.chirograph.crypto;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// Signatures that tell whose they are, by the native library's own functions. Its Java face has no call that signs
/// and tells the recovery id, so that a recovery, which costs more than the signature itself, would have to find it
/// out; and what it has for recovering copies every array on its way. Here arrays stay where they are. Thread-safe.
///
/// The context is blinded with random bytes, so that what a secret key is multiplied with differs from process to
/// process, and the time or power that takes tells nothing of the key. Signatures are the same whatever the bytes.
final class RecoverableEcdsa {
    private static final int CONTEXT_NONE = 1;
    private static final int UNCOMPRESSED = 2;
    private static final int BLINDING_BYTES = 32;
    private static final int COMPACT_BYTES = 64;

    /// Of the library's form of a signature and of a public key, and of a key that is written out.
    private static final int SIGNATURE_BYTES = 65;

    private static final int KEY_BYTES = 64;
    private static final int POINT_BYTES = 65;

    private static final String CREATE = "secp256k1_context_create";
    private static final String RANDOMIZE = "secp256k1_context_randomize";
    private static final String SIGN = "secp256k1_ecdsa_sign_recoverable";
    private static final String SERIALIZE =
            "secp256k1_ecdsa_recoverable_signature_serialize_compact";
    private static final String PARSE = "secp256k1_ecdsa_recoverable_signature_parse_compact";
    private static final String RECOVER = "secp256k1_ecdsa_recover";
    private static final String SERIALIZE_KEY = "secp256k1_ec_pubkey_serialize";

    private static final Optional<RecoverableEcdsa> INSTANCE = find(new SecureRandom());

    private final MemorySegment context;
    private final MethodHandle sign;
    private final MethodHandle serialize;
    private final MethodHandle parse;
    private final MethodHandle recover;
    private final MethodHandle serializeKey;

    private RecoverableEcdsa(Functions functions, MemorySegment context) {
        this.context = context;
        this.sign = functions.link(SIGN, pointers(6));
        this.serialize = functions.link(SERIALIZE, pointers(4));
        this.parse = functions.link(PARSE, pointers(3).appendArgumentLayouts(ValueLayout.JAVA_INT));
        this.recover = functions.link(RECOVER, pointers(4));
        this.serializeKey =
                functions.link(
                        SERIALIZE_KEY, pointers(4).appendArgumentLayouts(ValueLayout.JAVA_INT));
    }

    /// `int f(pointers…)`
    private static FunctionDescriptor pointers(int count) {
        MemoryLayout[] arguments = new MemoryLayout[count];
        Arrays.fill(arguments, ValueLayout.ADDRESS);
        return FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
    }

    /// The functions of the library. Arrays are handed over as they are: no call takes longer than a signature.
    private record Functions(SymbolLookup symbols) {
        MethodHandle link(String name, FunctionDescriptor shape) {
            return Linker.nativeLinker()
                    .downcallHandle(
                            symbols.find(name).orElseThrow(), shape, Linker.Option.critical(true));
        }
    }

    /// Empty where the native library does not let its functions be seen.
    static Optional<RecoverableEcdsa> instance() {
        return INSTANCE;
    }

    /// With a context of its own, blinded by `random`.
    static Optional<RecoverableEcdsa> find(SecureRandom random) {
        // Asking for the library loads it, by the loader of this class.
        fr.acinq.secp256k1.Secp256k1 library = Secp256k1.LIBRARY;
        SymbolLookup symbols = SymbolLookup.loaderLookup();
        boolean isComplete =
                Stream.of(CREATE, RANDOMIZE, SIGN, SERIALIZE, PARSE, RECOVER, SERIALIZE_KEY)
                        .allMatch(name -> symbols.find(name).isPresent());
        if (library == null || !isComplete) {
            return Optional.empty();
        }
        Functions functions = new Functions(symbols);
        MethodHandle newContext =
                Linker.nativeLinker()
                        .downcallHandle(
                                symbols.find(CREATE).orElseThrow(),
                                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        MethodHandle randomize = functions.link(RANDOMIZE, pointers(2));
        byte[] blinding = new byte[BLINDING_BYTES];
        random.nextBytes(blinding);
        try {
            MemorySegment context = (MemorySegment) newContext.invokeExact(CONTEXT_NONE);
            int blinded = (int) randomize.invokeExact(context, MemorySegment.ofArray(blinding));
            if (blinded != 1) {
                throw new IllegalStateException("secp256k1 does not blind its context");
            }
            return Optional.of(new RecoverableEcdsa(functions, context));
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
            throw notCalled(e);
        }
        if (signed != 1) {
            throw new IllegalStateException("secp256k1 did not sign with a valid key");
        }
        Bytes both = Bytes.owning(compact);
        return new Signature(
                UInt256.of(both.slice(0, 32)), UInt256.of(both.slice(32)), recoveryId[0]);
    }

    private static IllegalStateException notCalled(Throwable cause) {
        return new IllegalStateException("secp256k1 could not be called", cause);
    }

    /// The key that signed `digest`, as a point of 65 bytes; empty when there is none.
    ///
    /// @param compact `r` and `s`, 64 bytes
    /// @param recoveryId 0 or 1
    Optional<byte[]> recover(byte[] compact, int recoveryId, Hash32 digest) {
        MemorySegment signature = MemorySegment.ofArray(new byte[SIGNATURE_BYTES]);
        MemorySegment key = MemorySegment.ofArray(new byte[KEY_BYTES]);
        byte[] point = new byte[POINT_BYTES];
        long[] size = {POINT_BYTES};
        try {
            int parsed =
                    (int)
                            parse.invokeExact(
                                    context, signature, MemorySegment.ofArray(compact), recoveryId);
            int recovered =
                    parsed == 1
                            ? (int)
                                    recover.invokeExact(
                                            context,
                                            key,
                                            signature,
                                            MemorySegment.ofArray(digest.toArray()))
                            : 0;
            if (recovered != 1) {
                return Optional.empty();
            }
            int written =
                    (int)
                            serializeKey.invokeExact(
                                    context,
                                    MemorySegment.ofArray(point),
                                    MemorySegment.ofArray(size),
                                    key,
                                    UNCOMPRESSED);
            if (written != 1 || size[0] != POINT_BYTES) {
                throw new IllegalStateException("secp256k1 does not write out a key");
            }
            return Optional.of(point);
        } catch (IllegalStateException e) {
            throw e;
        } catch (Throwable e) {
            throw notCalled(e);
        }
    }
}
