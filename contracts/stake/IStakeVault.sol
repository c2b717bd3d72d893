// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";

/// @title Stake of operators
/// @notice Bonded tokens count as votes at once and in history (ERC-5805, clock in seconds). Leaving takes
/// `unbondingSeconds`, in which the stake has no vote but can still be slashed.
/// @dev Votes follow the delegation: whoever bonds first delegates to itself, and a delegator lends its weight, not its
/// risk, since only the stake of the slashed account itself is taken. The token must be an ERC-20 without hooks or fees
/// whose supply fits 128 bits. Restricted functions follow the authority (OpenZeppelin AccessManaged).
interface IStakeVault is IERC5805 {
    /// @notice `operator` bonded `amount`.
    event Bonded(address indexed operator, uint256 amount);

    /// @notice `operator` took `amount` out of its bond; all it has unbonding is free at `readyAt`.
    event Unbonding(address indexed operator, uint256 amount, uint64 readyAt);

    /// @notice `operator` received `amount` back.
    event Withdrawn(address indexed operator, uint256 amount);

    /// @notice `operator` lost `fromBonded + fromUnbonding` to `to`.
    event Slashed(address indexed operator, address indexed to, uint256 fromBonded, uint256 fromUnbonding);

    /// @notice `operator` cannot withdraw; `holds` of them stand now.
    event Held(address indexed operator, uint32 holds);

    /// @notice A hold ended; `holds` of them stand now.
    event Released(address indexed operator, uint32 holds);

    /// @notice `voter` has the number `number` for good.
    event Numbered(address indexed voter, uint32 number);

    /// @notice An amount is zero.
    error ZeroAmount();

    /// @notice `operator` has only `bonded`.
    error BondTooSmall(uint256 bonded, uint256 amount);

    /// @notice Only `room` more can be bonded, by anyone.
    error StakeTooLarge(uint256 amount, uint256 room);

    /// @notice Nothing is unbonding.
    error NothingUnbonding(address operator);

    /// @notice The stake is free only at `readyAt`.
    error StillUnbonding(uint256 now_, uint256 readyAt);

    /// @notice The stake may still be slashed: `holds` of them keep `operator` from withdrawing.
    error StillHeld(address operator, uint32 holds);

    /// @notice Nothing holds `operator`.
    error NotHeld(address operator);

    /// @notice `operator` has no stake at all.
    error NothingToSlash(address operator);

    /// @notice Bonds `amount` of the caller's tokens, which the vault must be approved for.
    /// @dev The first bond delegates to the caller, unless it has chosen a delegate already.
    function bond(uint256 amount) external;

    /// @notice Takes `amount` out of the caller's bond and its votes.
    /// @dev Whatever was unbonding before waits anew, so that one slot is enough.
    function unbond(uint256 amount) external;

    /// @notice Pays out what the caller has unbonding, once the time is over and nothing holds it.
    function withdraw() external;

    /// @notice Takes `amount`, or all there is if it is less, from bonded and then from unbonding stake.
    /// @dev Restricted. It takes what there is rather than revert, so that nobody escapes by withdrawing a part.
    /// @param to who receives it
    function slash(address operator, uint256 amount, address to) external;

    /// @notice Keeps `operator` from withdrawing until as many releases followed. It may go on unbonding and voting.
    /// @dev Restricted. Holds are counted, so that the end of one case does not end another.
    function hold(address operator) external;

    /// @notice Ends one hold. Restricted.
    function release(address operator) external;

    /// @notice Stake that counts, in token units.
    function bonded(address operator) external view returns (uint256);

    /// @notice Stake on its way out and the time from which it can be withdrawn.
    function unbonding(address operator) external view returns (uint256 amount, uint64 readyAt);

    /// @notice The token that is bonded.
    function token() external view returns (IERC20);

    /// @notice Most that can be bonded in all, 2¹⁰³ − 1, so that votes are counted in few bits: ten million million tokens.
    // solhint-disable-next-line func-name-mixedcase
    function MAX_STAKE() external view returns (uint256);

    /// @notice Seconds from `unbond` to `withdraw`. Must exceed the life of a certificate: epoch length times the age a
    /// validator set may have, plus the longest round and its dispute window.
    function unbondingSeconds() external view returns (uint64);

    /// @notice Holds that keep `operator` from withdrawing.
    function holdsOf(address operator) external view returns (uint32);

    /// @notice Number of `voter`, from 1, or 0 if it has none.
    /// @dev Given for good by the first bond or when somebody first delegates to it, so whoever ever had a vote has one.
    function numberOf(address voter) external view returns (uint32);

    /// @notice `numberOf` and `getPastVotes` in one call.
    function voterAt(address voter, uint256 timepoint) external view returns (uint32 number, uint256 votes);

    /// @notice How many numbers are given; the last of them.
    function voters() external view returns (uint32);

    /// @notice Whom `account` had delegated to at a past second.
    function getPastDelegate(address account, uint256 timepoint) external view returns (address);

    /// @notice What `account` had bonded at a past second, delegated or not.
    function getPastBalanceOf(address account, uint256 timepoint) external view returns (uint256);
}
