// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What an operator may do, as a bit mask
library Roles {
    /// @notice Trains and contributes masked updates.
    uint8 internal constant TRAINER = 1;

    /// @notice Collects, sums and writes rounds to the ledger.
    uint8 internal constant AGGREGATOR = 2;

    /// @notice Recomputes rounds and signs certificates with its stake.
    uint8 internal constant VALIDATOR = 4;

    /// @notice All roles at once, the greatest mask.
    uint8 internal constant ALL = 7;
}
