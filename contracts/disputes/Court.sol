// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IKeyBook} from "../identity/IKeyBook.sol";
import {IEpochSet} from "../rounds/IEpochSet.sol";
import {IRoundLedger} from "../rounds/IRoundLedger.sol";
import {Transcript} from "../rounds/Transcript.sol";
import {ICourt} from "./ICourt.sol";
import {ISlasher} from "./ISlasher.sol";

/// @title What courts that hear two sides have in common
/// @notice See {ICourt}.
/// @dev A court keeps with each dispute the bond that was paid and the deadline of the move, so that `setBond` and
/// `setMoveSeconds` never change a dispute that has begun. Bonds never mix with anything else: a court holds no other
/// tokens, pays out of a dispute what was paid into it, and clears the dispute before it pays.
abstract contract Court is ICourt, AccessManaged {
    using SafeERC20 for IERC20;

    /// @inheritdoc ICourt
    IRoundLedger public immutable ledger;

    /// @inheritdoc ICourt
    IKeyBook public immutable keyBook;

    /// @inheritdoc ICourt
    IEpochSet public immutable epochSet;

    /// @inheritdoc ICourt
    ISlasher public immutable slasher;

    /// @inheritdoc ICourt
    IERC20 public immutable token;

    /// @inheritdoc ICourt
    uint128 public bond;

    /// @inheritdoc ICourt
    uint32 public moveSeconds;

    constructor(
        IRoundLedger ledger_,
        ISlasher slasher_,
        uint128 bond_,
        uint32 moveSeconds_,
        address authority_
    ) AccessManaged(authority_) {
        IEpochSet set = ledger_.epochSet();
        address actual = address(slasher_.epochSet());
        if (actual != address(set)) revert ISlasher.WrongEpochSet(address(set), actual);
        ledger = ledger_;
        slasher = slasher_;
        keyBook = ledger_.keyBook();
        epochSet = set;
        token = slasher_.vault().token();
        _setBond(bond_);
        _setMoveSeconds(moveSeconds_);
    }

    /// @inheritdoc ICourt
    function setBond(uint128 amount) external restricted {
        _setBond(amount);
    }

    /// @inheritdoc ICourt
    function setMoveSeconds(uint32 moveSeconds_) external restricted {
        _setMoveSeconds(moveSeconds_);
    }

    /// @dev Takes `amount` from `payer`, who must have approved it: the bond of the day on which a case began, whatever
    /// `bond` is by now. Reenters nowhere: the token has no hooks.
    function _takeBond(address payer, uint128 amount) internal {
        if (amount != 0) token.safeTransferFrom(payer, address(this), amount);
    }

    /// @dev Pays out of a bond. Requires that `receiver` is not the zero address.
    function _pay(address receiver, uint256 amount) internal {
        if (amount != 0) token.safeTransfer(receiver, amount);
    }

    /// @dev When a move that begins now must be made: its last second.
    function _moveEnds() internal view returns (uint40) {
        // Seconds fit 40 bits for 35,000 years, and a move takes 32 at most.
        return uint40(block.timestamp) + moveSeconds;
    }

    /// @dev Reverts unless the run's history has `step` right after the head `before`, and then `later`, up to now. Steps
    /// are made by {Transcript}; one that a court computes itself from its fields is proven, with round and run, for the
    /// first word of the chain has the run in it.
    function _checkStep(uint32 run, bytes32 before, bytes32 step, bytes32[] calldata later) internal view {
        bytes32 reached = Transcript.fold(Transcript.next(before, step), later);
        bytes32 head = ledger.headOf(run);
        if (reached != head) revert NotInHistory(run, head, reached);
    }

    /// @dev Whether the round is certified and its window, not counting what disputes add, not over.
    function _inWindow(uint32 run, uint32 round) internal view returns (bool) {
        IRoundLedger.Cursor memory cursor = ledger.cursorOf(run);
        return
            cursor.round == round &&
            (cursor.state == IRoundLedger.State.Certified || cursor.state == IRoundLedger.State.Disputed) &&
            block.timestamp < uint256(cursor.since) + ledger.leadOf(run).disputeSeconds;
    }

    function _setBond(uint128 amount) private {
        bond = amount;
        emit BondSet(amount);
    }

    function _setMoveSeconds(uint32 moveSeconds_) private {
        if (moveSeconds_ == 0) revert ZeroMoveSeconds();
        moveSeconds = moveSeconds_;
        emit MoveSecondsSet(moveSeconds_);
    }
}
