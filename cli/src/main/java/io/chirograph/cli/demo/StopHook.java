package io.chirograph.cli.demo;

/// Something to be done if the process is told to end (Ctrl-C, SIGTERM) before this is closed.
final class StopHook implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StopHook.class.getName());

    private final Thread hook;

    StopHook(Runnable task) {
        this.hook = Thread.ofPlatform().name("stop").unstarted(task);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "the process is ending, the hook has its turn");
        }
    }
}
