package io.chirograph.store;

import io.chirograph.store.ScrubReport.Damage;
import java.util.List;

/// What a repair did. From [Store#repair].
///
/// @param repaired files that are again what the manifest says, and where each was taken from
/// @param lost damage that stays, and why
public record RepairReport(List<Repaired> repaired, List<Lost> lost) {
    /// @param damage that was found
    /// @param source file on the other disk whose content is there now
    public record Repaired(Damage damage, String source) {}

    /// @param damage that was found
    /// @param reason why nothing was put in its place, and what is not there any more
    public record Lost(Damage damage, String reason) {}

    public RepairReport {
        repaired = List.copyOf(repaired);
        lost = List.copyOf(lost);
    }

    /// Whether nothing is damaged now.
    public boolean isSound() {
        return lost.isEmpty();
    }
}
