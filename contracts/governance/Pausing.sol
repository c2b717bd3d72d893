// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IPausing} from "./IPausing.sol";

/// @title A pause that ends by itself
/// @notice See {IPausing}.
/// @dev Blocks nothing itself: whatever a pause shall block begins with `_checkUnpaused`.
abstract contract Pausing is IPausing, AccessManaged {
    /// @inheritdoc IPausing
    uint32 public constant MAX_PAUSE = 7 days;

    /// @inheritdoc IPausing
    uint48 public pausedUntil;

    /// @inheritdoc IPausing
    uint48 public pauseReadyAt;

    /// @inheritdoc IPausing
    function pause(uint32 duration) external restricted {
        if (duration == 0 || duration > MAX_PAUSE) revert BadPause(duration, MAX_PAUSE);
        if (block.timestamp < pauseReadyAt) revert PauseNotReady(pauseReadyAt);

        // Seconds fit 48 bits for nine million years.
        uint48 until = uint48(block.timestamp + duration);
        pausedUntil = until;
        pauseReadyAt = until + duration;
        emit Paused(until, until + duration);
    }

    /// @inheritdoc IPausing
    function unpause() external restricted {
        if (block.timestamp >= pausedUntil) revert NotPaused();

        // As in `pause`.
        pausedUntil = uint48(block.timestamp);
        emit Unpaused();
    }

    function _checkUnpaused() internal view {
        if (block.timestamp < pausedUntil) revert StillPaused(pausedUntil);
    }
}
