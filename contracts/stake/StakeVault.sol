// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {VotesExtended} from "@openzeppelin/contracts/governance/utils/VotesExtended.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IStakeVault} from "./IStakeVault.sol";

/// @title Stake of operators
/// @notice See {IStakeVault}.
contract StakeVault is IStakeVault, VotesExtended, AccessManaged {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @dev Two slots. Who has bonded has written the first, so that neither number nor hold makes one.
    struct Account {
        uint104 bonded;
        uint32 number;
        uint32 holds;
        uint128 unbonding;
        uint64 readyAt;
    }

    /// @inheritdoc IStakeVault
    uint256 public constant MAX_STAKE = (1 << 103) - 1;

    /// @inheritdoc IStakeVault
    IERC20 public immutable token;

    /// @inheritdoc IStakeVault
    uint64 public immutable unbondingSeconds;

    /// @inheritdoc IStakeVault
    uint32 public voters;

    mapping(address operator => Account) private _accounts;

    constructor(
        IERC20 token_,
        uint64 unbondingSeconds_,
        address authority_
    ) EIP712("vAIn StakeVault", "1") AccessManaged(authority_) {
        token = token_;
        unbondingSeconds = unbondingSeconds_;
    }

    /// @inheritdoc IStakeVault
    function bond(uint256 amount) external {
        if (amount == 0) revert ZeroAmount();
        // All that is bonded was checked here before, so it is at most MAX_STAKE.
        uint256 room = MAX_STAKE - _getTotalSupply();
        if (amount > room) revert StakeTooLarge(amount, room);

        if (delegates(msg.sender) == address(0)) _delegate(msg.sender, msg.sender);
        _enrol(msg.sender);
        // At most MAX_STAKE, which fits 104 bits.
        _accounts[msg.sender].bonded += uint104(amount);
        _transferVotingUnits(address(0), msg.sender, amount);
        emit Bonded(msg.sender, amount);

        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IStakeVault
    function unbond(uint256 amount) external {
        if (amount == 0) revert ZeroAmount();
        Account storage account = _accounts[msg.sender];
        if (amount > account.bonded) revert BondTooSmall(account.bonded, amount);

        uint64 readyAt = (block.timestamp + unbondingSeconds).toUint64();
        // At most account.bonded, which has 104 bits.
        account.bonded -= uint104(amount);
        account.unbonding += uint128(amount);
        account.readyAt = readyAt;
        _transferVotingUnits(msg.sender, address(0), amount);
        emit Unbonding(msg.sender, amount, readyAt);
    }

    /// @inheritdoc IStakeVault
    function withdraw() external {
        Account storage account = _accounts[msg.sender];
        uint256 amount = account.unbonding;
        if (amount == 0) revert NothingUnbonding(msg.sender);
        if (block.timestamp < account.readyAt) revert StillUnbonding(block.timestamp, account.readyAt);
        if (account.holds != 0) revert StillHeld(msg.sender, account.holds);

        account.unbonding = 0;
        account.readyAt = 0;
        emit Withdrawn(msg.sender, amount);

        token.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IStakeVault
    function slash(address operator, uint256 amount, address to) external restricted {
        if (amount == 0) revert ZeroAmount();
        Account storage account = _accounts[operator];
        uint256 fromBonded = Math.min(amount, account.bonded);
        uint256 fromUnbonding = Math.min(amount - fromBonded, account.unbonding);
        if (fromBonded + fromUnbonding == 0) revert NothingToSlash(operator);

        // At most account.bonded and account.unbonding, which have 104 and 128 bits.
        account.bonded -= uint104(fromBonded);
        account.unbonding -= uint128(fromUnbonding);
        if (fromBonded != 0) _transferVotingUnits(operator, address(0), fromBonded);
        emit Slashed(operator, to, fromBonded, fromUnbonding);

        token.safeTransfer(to, fromBonded + fromUnbonding);
    }

    /// @inheritdoc IStakeVault
    function hold(address operator) external restricted {
        uint32 holds = ++_accounts[operator].holds;
        emit Held(operator, holds);
    }

    /// @inheritdoc IStakeVault
    function release(address operator) external restricted {
        uint32 holds = _accounts[operator].holds;
        if (holds == 0) revert NotHeld(operator);

        _accounts[operator].holds = --holds;
        emit Released(operator, holds);
    }

    /// @inheritdoc IStakeVault
    function bonded(address operator) external view returns (uint256) {
        return _accounts[operator].bonded;
    }

    /// @inheritdoc IStakeVault
    function unbonding(address operator) external view returns (uint256 amount, uint64 readyAt) {
        Account storage account = _accounts[operator];
        return (account.unbonding, account.readyAt);
    }

    /// @inheritdoc IStakeVault
    function holdsOf(address operator) external view returns (uint32) {
        return _accounts[operator].holds;
    }

    /// @inheritdoc IStakeVault
    function numberOf(address voter) external view returns (uint32) {
        return _accounts[voter].number;
    }

    /// @inheritdoc IStakeVault
    function voterAt(address voter, uint256 timepoint) external view returns (uint32 number, uint256 votes) {
        return (_accounts[voter].number, getPastVotes(voter, timepoint));
    }

    /// @inheritdoc IStakeVault
    function getPastDelegate(
        address account,
        uint256 timepoint
    ) public view override(IStakeVault, VotesExtended) returns (address) {
        return super.getPastDelegate(account, timepoint);
    }

    /// @inheritdoc IStakeVault
    function getPastBalanceOf(
        address account,
        uint256 timepoint
    ) public view override(IStakeVault, VotesExtended) returns (uint256) {
        return super.getPastBalanceOf(account, timepoint);
    }

    /// @inheritdoc IERC6372
    function clock() public view override(IERC6372, Votes) returns (uint48) {
        // Seconds fit 48 bits for nine million years.
        return uint48(block.timestamp);
    }

    /// @inheritdoc IERC6372
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override(IERC6372, Votes) returns (string memory) {
        return "mode=timestamp";
    }

    /// @inheritdoc VotesExtended
    function _delegate(address account, address delegatee) internal override {
        if (delegatee != address(0)) _enrol(delegatee);
        super._delegate(account, delegatee);
    }

    /// @inheritdoc Votes
    function _getVotingUnits(address account) internal view override returns (uint256) {
        return _accounts[account].bonded;
    }

    /// @dev Gives `voter` its number, once. Four thousand million numbers cost more gas than a chain has.
    function _enrol(address voter) private {
        Account storage account = _accounts[voter];
        if (account.number != 0) return;
        uint32 number = ++voters;
        account.number = number;
        emit Numbered(voter, number);
    }
}
