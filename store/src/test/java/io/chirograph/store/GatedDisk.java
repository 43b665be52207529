package io.chirograph.store;

import java.util.concurrent.Semaphore;

/// A disk in memory whose log syncs can be held up. Thread-safe.
final class GatedDisk extends ForwardingDisk {
    private final Semaphore gate = new Semaphore(1);

    GatedDisk() {
        super(new MemoryDisk());
    }

    void holdSyncs() {
        gate.acquireUninterruptibly();
    }

    void letSyncs() {
        gate.release();
    }

    @Override
    DiskFile around(DiskFile file) {
        return new ForwardingFile(file) {
            @Override
            public void sync() {
                if (name().startsWith("log-")) {
                    gate.acquireUninterruptibly();
                    gate.release();
                }
                super.sync();
            }
        };
    }
}
