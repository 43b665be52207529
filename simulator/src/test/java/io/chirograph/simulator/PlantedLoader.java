package io.chirograph.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.util.List;

/// Loads the whole program once more, with some methods changed. So bugs can be planted in the classes as
/// they are in production, and those need no hooks.
final class PlantedLoader extends ClassLoader {
    private static final String OURS = "io.chirograph.";

    /// These use one another only, and a native library that one loader alone can have: they are loaded
    /// once more only when one of them is changed.
    private static final List<String> GROUND =
            List.of("io.chirograph.types.", "io.chirograph.crypto.", "io.chirograph.evm.");

    private final List<Mutation> mutations;
    private final boolean isGroundSound;

    PlantedLoader(List<Mutation> mutations) {
        super(PlantedLoader.class.getClassLoader());
        this.mutations = List.copyOf(mutations);
        this.isGroundSound =
                mutations.stream()
                        .map(Mutation::owner)
                        .noneMatch(owner -> GROUND.stream().anyMatch(owner::startsWith));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean isGround = GROUND.stream().anyMatch(name::startsWith);
        if (!name.startsWith(OURS) || (isGround && isGroundSound)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = read(name);
        for (Mutation mutation : mutations) {
            if (mutation.owner().equals(name)) {
                bytes = mutate(bytes, mutation);
            }
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] read(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = getParent().getResourceAsStream(file)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] mutate(byte[] bytes, Mutation mutation) {
        ClassFile format =
                ClassFile.of(
                        ClassFile.ClassHierarchyResolverOption.of(
                                ClassHierarchyResolver.ofResourceParsing(getParent())
                                        .orElse(ClassHierarchyResolver.defaultResolver())),
                        ClassFile.DeadCodeOption.PATCH_DEAD_CODE);
        ClassModel model = format.parse(bytes);
        boolean isThere =
                model.methods().stream()
                        .anyMatch(method -> method.methodName().equalsString(mutation.method()));
        if (!isThere) {
            throw new IllegalArgumentException(
                    "%s has no method %s to change".formatted(mutation.owner(), mutation.method()));
        }
        byte[] changed =
                format.transformClass(
                        model,
                        ClassTransform.transformingMethodBodies(
                                method -> method.methodName().equalsString(mutation.method()),
                                mutation.change()));
        if (java.util.Arrays.equals(changed, bytes)) {
            throw new IllegalArgumentException(
                    "nothing changed in %s.%s".formatted(mutation.owner(), mutation.method()));
        }
        return changed;
    }
}
