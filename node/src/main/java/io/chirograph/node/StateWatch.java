package io.chirograph.node;

/// Whom a [Replica] tells what decides whether, and which, states change hands. Any thread.
public interface StateWatch {
    /// Nobody cares.
    StateWatch NONE =
            new StateWatch() {
                @Override
                public void durable(long height, long version) {}

                @Override
                public void heard(int peer, long certifiedHeight) {}

                @Override
                public boolean isFetching() {
                    return false;
                }
            };

    /// The block at `height` became durable as `version` of the store.
    void durable(long height, long version);

    /// A peer says that its blocks are certified up to there.
    void heard(int peer, long certifiedHeight);

    /// Whether a whole state is on its way, so that single blocks are not wanted.
    boolean isFetching();
}
