package io.chirograph.evm.precompile;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collections;
import supranational.blst.P1;

/// Calls the native library blst by its C functions, since its Java face leaves out some that are needed
/// here. The library comes with jblst, which unpacks and loads it. Functions are told apart by shape:
/// how many pointers they take, and what they give.
final class Blst {
    private static final SymbolLookup SYMBOLS = load();

    private Blst() {}

    private static SymbolLookup load() {
        if (!P1.generator().in_group()) { // a first call makes jblst load the library
            throw new IllegalStateException("the native library blst does not work here");
        }
        return SymbolLookup.loaderLookup();
    }

    private static MethodHandle link(String name, FunctionDescriptor shape) {
        MemorySegment function =
                SYMBOLS.find(name)
                        .orElseThrow(() ->
                                new UnsupportedOperationException(
                                        "the blst library for this system has no " + name));
        return Linker.nativeLinker().downcallHandle(function, shape);
    }

    private static MemoryLayout[] pointers(int count) {
        return Collections.nCopies(count, ValueLayout.ADDRESS).toArray(MemoryLayout[]::new);
    }

    private static IllegalStateException failed(Throwable cause) {
        return new IllegalStateException("a call of the native library blst failed", cause);
    }

    /// `void f(result, argument)`
    static final class Unary {
        private final MethodHandle handle;

        Unary(String name) {
            handle = link(name, FunctionDescriptor.ofVoid(pointers(2)));
        }

        void call(MemorySegment result, MemorySegment argument) {
            try {
                handle.invokeExact(result, argument);
            } catch (Throwable e) {
                throw failed(e);
            }
        }
    }

    /// `void f(result, left, right)`
    static final class Binary {
        private final MethodHandle handle;

        Binary(String name) {
            handle = link(name, FunctionDescriptor.ofVoid(pointers(3)));
        }

        void call(MemorySegment result, MemorySegment left, MemorySegment right) {
            try {
                handle.invokeExact(result, left, right);
            } catch (Throwable e) {
                throw failed(e);
            }
        }
    }

    /// `bool f(argument)`
    static final class Test {
        private final MethodHandle handle;

        Test(String name) {
            handle = link(name, FunctionDescriptor.of(ValueLayout.JAVA_BOOLEAN, pointers(1)));
        }

        boolean call(MemorySegment argument) {
            try {
                return (boolean) handle.invokeExact(argument);
            } catch (Throwable e) {
                throw failed(e);
            }
        }
    }

    /// `int f(result, encoded)`, zero when the encoding is right
    static final class Decode {
        private final MethodHandle handle;

        Decode(String name) {
            handle = link(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, pointers(2)));
        }

        boolean call(MemorySegment result, MemorySegment encoded) {
            try {
                return (int) handle.invokeExact(result, encoded) == 0;
            } catch (Throwable e) {
                throw failed(e);
            }
        }
    }

    /// `void f(result, point, scalar, bits of the scalar)`
    static final class Multiply {
        private final MethodHandle handle;

        Multiply(String name) {
            handle =
                    link(
                            name,
                            FunctionDescriptor.ofVoid(pointers(3))
                                    .appendArgumentLayouts(ValueLayout.JAVA_LONG));
        }

        void call(MemorySegment result, MemorySegment point, MemorySegment scalar, long bits) {
            try {
                handle.invokeExact(result, point, scalar, bits);
            } catch (Throwable e) {
                throw failed(e);
            }
        }
    }

    /// `void f(result, points, count, scalars, bits of each scalar, scratch)` and the size of the scratch
    static final class MultiplySum {
        private final MethodHandle handle;
        private final MethodHandle scratchSize;

        MultiplySum(String name) {
            handle =
                    link(
                            name,
                            FunctionDescriptor.ofVoid(
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS));
            scratchSize =
                    link(
                            name + "_scratch_sizeof",
                            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        }

        long scratchSize(long count) {
            try {
                return (long) scratchSize.invokeExact(count);
            } catch (Throwable e) {
                throw failed(e);
            }
        }

        /// @param points two pointers: to all points in a row, and nowhere
        /// @param scalars two pointers: to all scalars in a row, and nowhere
        void call(
                MemorySegment result,
                MemorySegment points,
                long count,
                MemorySegment scalars,
                long bits,
                MemorySegment scratch) {
            try {
                handle.invokeExact(result, points, count, scalars, bits, scratch);
            } catch (Throwable e) {
                throw failed(e);
            }
        }
    }
}
