package io.chirograph.ledger;

import io.chirograph.proof.ValidatorSet;

/// Who certifies the blocks behind `height`, the last one that others certify; 0 for the founders.
public record ValidatorHandover(long height, ValidatorSet next) {}
