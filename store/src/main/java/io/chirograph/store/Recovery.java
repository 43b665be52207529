package io.chirograph.store;

import java.time.Duration;

/// What opening a store had to do before it could be used. From [Store#recovery()].
///
/// @param tables sorted files opened
/// @param logSegments files of the log read
/// @param logBytes read of them: the groups of commits, those that were in tables already counted
/// @param commits replayed from the log into memory; 0 after an orderly close that had all in tables
/// @param duration from taking the directory to the first read or commit
public record Recovery(
        int tables, int logSegments, long logBytes, long commits, Duration duration) {}
