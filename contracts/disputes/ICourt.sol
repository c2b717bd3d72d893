// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IKeyBook} from "../identity/IKeyBook.sol";
import {IEpochSet} from "../rounds/IEpochSet.sol";
import {IRoundLedger} from "../rounds/IRoundLedger.sol";
import {ISlasher} from "./ISlasher.sol";

/// @title What courts that hear two sides have in common
/// @notice A court decides from public data alone. Whoever claims or contests something that the court cannot see at once
/// deposits `bond`, and loses it to the other side if it is wrong or silent for `moveSeconds`.
interface ICourt {
    /// @notice Disputes from now on take a bond of `amount`.
    event BondSet(uint256 amount);

    /// @notice Disputes from now on give each side `moveSeconds` a move.
    event MoveSecondsSet(uint32 moveSeconds);

    /// @notice The step is not one of the run's history.
    error NotInHistory(uint32 run, bytes32 head, bytes32 reached);

    /// @notice A move takes at least one second.
    error ZeroMoveSeconds();

    /// @notice Sets the bond of later disputes. Restricted.
    function setBond(uint128 amount) external;

    /// @notice Sets the time of a move in later disputes. Restricted.
    function setMoveSeconds(uint32 moveSeconds) external;

    /// @notice Bond of a dispute that begins now, in units of the token.
    function bond() external view returns (uint128);

    /// @notice Time of a move in a dispute that begins now.
    function moveSeconds() external view returns (uint32);

    /// @notice Rounds.
    function ledger() external view returns (IRoundLedger);

    /// @notice Operators.
    function keyBook() external view returns (IKeyBook);

    /// @notice Validators.
    function epochSet() external view returns (IEpochSet);

    /// @notice Who punishes.
    function slasher() external view returns (ISlasher);

    /// @notice What bonds are paid in.
    function token() external view returns (IERC20);
}
