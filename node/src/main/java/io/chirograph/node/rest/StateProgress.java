package io.chirograph.node.rest;

/// How far a node is that fetches a whole state from others, because it lags too far behind to execute every block.
///
/// @param phase [#IDLE] when it does not, else `asking`, `receiving`, `checking` or `done`: it starts again on it then
/// @param bytes of the state that is being received; 0 when there is none
/// @param bytesDone of these, how many are here
public record StateProgress(String phase, long bytes, long bytesDone) {
    public static final String IDLE = "idle";
}
