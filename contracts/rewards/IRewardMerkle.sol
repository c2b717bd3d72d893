// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IEpochSet} from "../rounds/IEpochSet.sol";

/// @title Rewards by cumulative Merkle roots
/// @notice Validators compute off chain what everybody has earned since the beginning, sign the root of it with two thirds
/// of their stake, and whoever is in it claims the difference to what it has had. Source: docs/protocol/rewards.md.
/// @dev One slot per account that ever claims, none per round. What leaves never exceeds what the validators signed as the
/// total of all time, and that never exceeds what was ever paid in. Nothing but claims takes tokens out. The token must be
/// an ERC-20 without hooks or fees.
interface IRewardMerkle {
    /// @notice What everybody has earned by some time. Two slots.
    struct Distribution {
        /// @dev Root over keccak256(keccak256(abi.encode(account, cumulative))), nodes hashed in ascending order.
        bytes32 root;
        /// @dev Sum of all cumulative amounts.
        uint128 total;
        /// @dev First second in which it counts.
        uint40 activeAt;
        /// @dev From 1.
        uint32 number;
    }

    /// @notice `amount` was paid in through `fund`. Plain transfers count as well, without an event.
    event Funded(address indexed from, uint256 amount);

    /// @notice Validators with two thirds of their epoch's stake signed the distribution.
    event DistributionProposed(
        uint32 indexed number,
        uint32 indexed epoch,
        bytes32 root,
        bytes32 content,
        uint128 total,
        uint40 activeAt
    );

    /// @notice Governance took a distribution back before it counted.
    event DistributionCancelled(uint32 indexed number);

    /// @notice `account` received `amount` and has had `cumulative` in all.
    event Claimed(address indexed account, uint256 amount, uint256 cumulative);

    /// @notice Distributions proposed from now on follow these rules.
    event RulesSet(uint32 activationDelay, uint16 maxEpochAge);

    /// @notice Validators compute by the policy with the digest `content` from now on.
    event PolicySet(bytes32 content);

    /// @notice The last distribution counts only from `activeAt` on; another one can be proposed then.
    error StillPending(uint32 number, uint40 activeAt);

    /// @notice The distribution is not pending: it counts already, was cancelled, or never was.
    error NotPending(uint32 number);

    /// @notice The validator set is too old.
    error StaleEpoch(uint32 epoch, uint32 current);

    /// @notice More than was ever paid in.
    error Underfunded(uint256 total, uint256 funded);

    /// @notice The account does not have this amount in the distribution that counts.
    error BadProof(address account, uint256 cumulative);

    /// @notice The amounts in the tree are more than the total that was signed.
    error TotalExceeded(uint256 total, uint256 claimed);

    /// @notice Pays in from the caller, who has approved it. Anyone.
    function fund(uint256 amount) external;

    /// @notice Brings a distribution that validators have signed. Anyone. One at a time: the next one waits until this one
    /// counts or is cancelled.
    /// @param epoch whose validators signed; at most `maxEpochAge` epochs old
    /// @param content SHA-256 digest of the artefact with all amounts. Source: docs/protocol §2.2
    /// @param total sum of all amounts in the tree
    /// @param nonSigners canonical bitmap over positions of the epoch's set
    /// @param signature sum of the signers' signatures over the digest, see {IEpochSet-checkCertificate}
    function propose(
        uint32 epoch,
        bytes32 root,
        bytes32 content,
        uint128 total,
        bytes calldata nonSigners,
        bytes32[4] calldata signature
    ) external;

    /// @notice Takes back the distribution that does not count yet; its number is used up. Restricted.
    function cancel(uint32 number) external;

    /// @notice Pays `account` what it has earned and not had. Anyone, for anyone. Pays nothing, and does not revert, if it
    /// has had as much or more.
    /// @param cumulative the account's amount in the distribution that counts
    /// @param proof siblings from the leaf upwards
    /// @return amount what was paid
    function claim(address account, uint256 cumulative, bytes32[] calldata proof) external returns (uint256 amount);

    /// @notice Sets by which rules distributions are proposed from now on. Restricted.
    /// @param activationDelay seconds from the proposal until it counts, in which it can be cancelled
    /// @param maxEpochAge epochs that the signers' set may be old
    function setRules(uint32 activationDelay, uint16 maxEpochAge) external;

    /// @notice Names the policy that validators compute by, by the digest of its artefact (docs/protocol §2.2). Restricted.
    function setPolicy(bytes32 content) external;

    /// @notice What validators sign: keccak256(abi.encode(keccak256("vain/rewards/1"), chainid, this, number, epoch, root,
    /// content, total)).
    function digest(
        uint32 number,
        uint32 epoch,
        bytes32 root,
        bytes32 content,
        uint128 total
    ) external view returns (bytes32);

    /// @notice The distribution that counts now; all zero before the first.
    function current() external view returns (Distribution memory);

    /// @notice The distribution that does not count yet; all zero if there is none.
    function pending() external view returns (Distribution memory);

    /// @notice Number of distributions ever proposed; the next one gets the number after it.
    function count() external view returns (uint32);

    /// @notice What an account has had.
    function claimedOf(address account) external view returns (uint256);

    /// @notice What all accounts have had.
    function totalClaimed() external view returns (uint256);

    /// @notice What was ever paid in: what is here and what was claimed.
    function totalFunded() external view returns (uint256);

    /// @notice See `setPolicy`; zero if none is named.
    function policy() external view returns (bytes32);

    /// @notice See `setRules`.
    function activationDelay() external view returns (uint32);

    /// @notice See `setRules`.
    function maxEpochAge() external view returns (uint16);

    /// @notice What is paid.
    function token() external view returns (IERC20);

    /// @notice Whose signatures count.
    function epochSet() external view returns (IEpochSet);
}
