// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A pause that ends by itself
/// @notice A guardian may pause for at most `MAX_PAUSE`, and then not again until as long has passed as it chose, so that
/// it slows things down by half at most and stops nothing for good. Source: docs/protocol/governance.md.
interface IPausing {
    /// @notice Paused until `until`; the next pause may begin at `readyAt`.
    event Paused(uint48 until, uint48 readyAt);

    /// @notice Governance ended the pause before its time.
    event Unpaused();

    /// @notice What was asked for rests until `until`.
    error StillPaused(uint48 until);

    /// @notice A pause lasts from 1 to `most` seconds.
    error BadPause(uint32 duration, uint32 most);

    /// @notice The last pause and the time as long after it are over only at `readyAt`.
    error PauseNotReady(uint48 readyAt);

    /// @notice There is no pause to end.
    error NotPaused();

    /// @notice Pauses for `duration` seconds, from 1 to `MAX_PAUSE`. Restricted.
    /// @dev A pause cannot be made longer while it runs.
    function pause(uint32 duration) external;

    /// @notice Ends the pause now. Restricted. The next pause is ready no sooner for it.
    function unpause() external;

    /// @notice The second at which the last pause ends or ended, 0 if there never was one.
    function pausedUntil() external view returns (uint48);

    /// @notice The second from which a pause may begin.
    function pauseReadyAt() external view returns (uint48);

    /// @notice Longest pause, in seconds.
    // solhint-disable-next-line func-name-mixedcase
    function MAX_PAUSE() external view returns (uint32);
}
