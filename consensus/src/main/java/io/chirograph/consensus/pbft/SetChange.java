package io.chirograph.consensus.pbft;

import io.chirograph.proof.ValidatorSet;

/// The members decided that others will agree from some height on.
///
/// It is decided by a block more than a window below `height`, so that nobody has voted beyond `height` yet,
/// and whoever gets there has executed that block.
///
/// @param height the last block of the old set: a multiple of the checkpoint interval
/// @param next who agrees on the blocks behind it
public record SetChange(long height, ValidatorSet next) {}
