// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IStakeVault} from "./IStakeVault.sol";

/// @title Stake of operators
/// @notice See {IStakeVault}.
contract StakeVault is IStakeVault, Votes, Ownable2Step {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @dev Two slots. 192 bits hold any amount of a token whose supply fits 128.
    struct Account {
        uint256 bonded;
        uint192 unbonding;
        uint64 readyAt;
    }

    /// @inheritdoc IStakeVault
    IERC20 public immutable token;

    /// @inheritdoc IStakeVault
    uint64 public immutable unbondingSeconds;

    /// @inheritdoc IStakeVault
    address public slasher;

    mapping(address operator => Account) private _accounts;

    constructor(
        IERC20 token_,
        uint64 unbondingSeconds_,
        address owner_
    ) EIP712("vAIn StakeVault", "1") Ownable(owner_) {
        token = token_;
        unbondingSeconds = unbondingSeconds_;
    }

    /// @inheritdoc IStakeVault
    function bond(uint256 amount) external {
        if (amount == 0) revert ZeroAmount();

        if (delegates(msg.sender) == address(0)) _delegate(msg.sender, msg.sender);
        _accounts[msg.sender].bonded += amount;
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
        account.bonded -= amount;
        account.unbonding = (account.unbonding + amount).toUint192();
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

        account.unbonding = 0;
        account.readyAt = 0;
        emit Withdrawn(msg.sender, amount);

        token.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IStakeVault
    function slash(address operator, uint256 amount, address to) external {
        if (msg.sender != slasher) revert NotSlasher(msg.sender, slasher);
        if (amount == 0) revert ZeroAmount();
        Account storage account = _accounts[operator];
        uint256 fromBonded = Math.min(amount, account.bonded);
        uint256 fromUnbonding = Math.min(amount - fromBonded, account.unbonding);
        if (fromBonded + fromUnbonding == 0) revert NothingToSlash(operator);

        account.bonded -= fromBonded;
        // At most account.unbonding, which has 192 bits.
        account.unbonding -= uint192(fromUnbonding);
        _transferVotingUnits(operator, address(0), fromBonded);
        emit Slashed(operator, to, fromBonded, fromUnbonding);

        token.safeTransfer(to, fromBonded + fromUnbonding);
    }

    /// @inheritdoc IStakeVault
    function setSlasher(address slasher_) external onlyOwner {
        slasher = slasher_;
        emit SlasherSet(slasher_);
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

    /// @inheritdoc Votes
    function _getVotingUnits(address account) internal view override returns (uint256) {
        return _accounts[account].bonded;
    }
}
