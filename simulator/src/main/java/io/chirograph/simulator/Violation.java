package io.chirograph.simulator;

/// Something happened that may never happen.
final class Violation extends RuntimeException {
    /// What kind of promise was broken.
    enum Kind {
        /// Two honest replicas have different batches, blocks or states at one height.
        DISAGREEMENT("two honest replicas disagree"),
        /// A validator's signature stands under two things that exclude one another.
        CONTRADICTION("an honest validator contradicts itself"),
        /// What was acknowledged or said is gone.
        LOSS("something acknowledged is lost"),
        /// A request was executed twice, or one that nobody made.
        EXECUTION("a request is executed wrongly"),
        /// A certificate does not prove what it says.
        CERTIFICATE("a certificate is wrong"),
        /// An honest validator is accused, refused or stopped.
        ACCUSATION("an honest validator is taken for a traitor"),
        /// The network is well, and yet nothing happens.
        LIVENESS("the cluster does not go on"),
        /// The primary is replaced although it works.
        RESTLESSNESS("a working primary is replaced"),
        /// Memory or work grows without bound.
        LIMIT("a limit does not hold"),
        /// The code failed.
        FAILURE("a replica fails");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private final Kind kind;

    Violation(Kind kind, String detail) {
        super(kind.text + ": " + detail);
        this.kind = kind;
    }

    Violation(Kind kind, String detail, Throwable cause) {
        super(kind.text + ": " + detail, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
