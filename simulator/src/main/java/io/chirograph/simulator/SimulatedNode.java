package io.chirograph.simulator;

import io.chirograph.types.Hash32;

/// A validator of a [Cluster], or one of two twins. What is on its disk outlives a crash, as far as it
/// was synced.
sealed interface SimulatedNode permits ProtocolNode, WholeNode {
    int index();

    /// Traitors are simulated like all others; what they send is altered on the way out.
    boolean isHonest();

    boolean isUp();

    void start();

    /// Stops at once, between two steps.
    void crash();

    /// What is on its disk is gone; it is down.
    void loseDisk();

    /// Stops in the middle of whatever writes next.
    void crashTorn();

    void receive(Parcel parcel);

    /// A client asks for something; lost when the node is down.
    void submit(Plan.Submission submission);

    /// Its member does what is left for it to do for a change of the members.
    void support(Plan.Change change);

    /// The link to a peer works again, or broke.
    void link(int peer, boolean works);

    /// How long a sync takes from now on.
    void slowDown(int syncMillis);

    void setClock(long skewMillis);

    long view();

    long executedHeight();

    long certifiedHeight();

    /// What the node made of everything up to `height`, at most its certified height.
    Hash32 stateAt(long height);

    /// Checks what the node gives others to prove the block at `height` with.
    void checkProof(long height);

    /// One line for a person.
    String describe();
}
