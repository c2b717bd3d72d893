// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IEpochSet} from "../rounds/IEpochSet.sol";
import {IRewardMerkle} from "./IRewardMerkle.sol";

/// @title Rewards by cumulative Merkle roots
/// @notice See {IRewardMerkle}.
contract RewardMerkle is IRewardMerkle, AccessManaged {
    using SafeERC20 for IERC20;

    bytes32 private constant DOMAIN = keccak256("vain/rewards/1");

    /// @inheritdoc IRewardMerkle
    IERC20 public immutable token;

    /// @inheritdoc IRewardMerkle
    IEpochSet public immutable epochSet;

    /// @inheritdoc IRewardMerkle
    uint32 public activationDelay;

    /// @inheritdoc IRewardMerkle
    uint16 public maxEpochAge;

    /// @inheritdoc IRewardMerkle
    uint32 public count;

    /// @inheritdoc IRewardMerkle
    bytes32 public policy;

    /// @inheritdoc IRewardMerkle
    uint256 public totalClaimed;

    /// @inheritdoc IRewardMerkle
    mapping(address account => uint256) public claimedOf;

    /// @dev The last distribution, which counts once its time has come, and the one that counts until then.
    Distribution private _last;
    Distribution private _before;

    constructor(
        IERC20 token_,
        IEpochSet epochSet_,
        uint32 activationDelay_,
        uint16 maxEpochAge_,
        address authority_
    ) AccessManaged(authority_) {
        token = token_;
        epochSet = epochSet_;
        _setRules(activationDelay_, maxEpochAge_);
    }

    /// @inheritdoc IRewardMerkle
    function fund(uint256 amount) external {
        emit Funded(msg.sender, amount);

        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IRewardMerkle
    function propose(
        uint32 epoch,
        bytes32 root,
        bytes32 content,
        uint128 total,
        bytes calldata nonSigners,
        bytes32[4] calldata signature
    ) external {
        Distribution memory last = _last;
        if (_isPending(last)) revert StillPending(last.number, last.activeAt);
        _checkEpoch(epoch);
        uint256 funded = totalFunded();
        if (total > funded) revert Underfunded(total, funded);
        uint32 number = count + 1;
        epochSet.checkCertificate(epoch, digest(number, epoch, root, content, total), nonSigners, signature);

        if (last.number != 0) _before = last;
        // Seconds fit 40 bits for 35,000 years, and the delay adds 32 at most.
        uint40 activeAt = uint40(block.timestamp) + activationDelay;
        _last = Distribution({root: root, total: total, activeAt: activeAt, number: number});
        count = number;
        emit DistributionProposed(number, epoch, root, content, total, activeAt);
    }

    /// @inheritdoc IRewardMerkle
    function cancel(uint32 number) external restricted {
        Distribution memory last = _last;
        if (!_isPending(last) || last.number != number) revert NotPending(number);

        delete _last;
        emit DistributionCancelled(number);
    }

    /// @inheritdoc IRewardMerkle
    function claim(address account, uint256 cumulative, bytes32[] calldata proof) external returns (uint256 amount) {
        Distribution memory distribution = current();
        // Hashed twice, so that no node of the tree, which is 64 bytes hashed once, passes for a leaf.
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(account, cumulative))));
        if (!MerkleProof.verifyCalldata(proof, distribution.root, leaf)) revert BadProof(account, cumulative);
        uint256 had = claimedOf[account];
        if (cumulative <= had) return 0;
        amount = cumulative - had;
        uint256 claimed = totalClaimed + amount;
        if (claimed > distribution.total) revert TotalExceeded(distribution.total, claimed);

        totalClaimed = claimed;
        claimedOf[account] = cumulative;
        emit Claimed(account, amount, cumulative);

        // There is enough: the total was funded when it was proposed, and only claims, counted in `totalClaimed`, have
        // taken anything out since.
        token.safeTransfer(account, amount);
    }

    /// @inheritdoc IRewardMerkle
    function setRules(uint32 activationDelay_, uint16 maxEpochAge_) external restricted {
        _setRules(activationDelay_, maxEpochAge_);
    }

    /// @inheritdoc IRewardMerkle
    function setPolicy(bytes32 content) external restricted {
        policy = content;
        emit PolicySet(content);
    }

    /// @inheritdoc IRewardMerkle
    function pending() external view returns (Distribution memory distribution) {
        Distribution memory last = _last;
        if (_isPending(last)) distribution = last;
    }

    /// @inheritdoc IRewardMerkle
    function current() public view returns (Distribution memory distribution) {
        distribution = _last;
        if (distribution.number == 0 || _isPending(distribution)) distribution = _before;
    }

    /// @inheritdoc IRewardMerkle
    function totalFunded() public view returns (uint256) {
        return token.balanceOf(address(this)) + totalClaimed;
    }

    /// @inheritdoc IRewardMerkle
    function digest(
        uint32 number,
        uint32 epoch,
        bytes32 root,
        bytes32 content,
        uint128 total
    ) public view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN, block.chainid, address(this), number, epoch, root, content, total));
    }

    function _setRules(uint32 activationDelay_, uint16 maxEpochAge_) private {
        activationDelay = activationDelay_;
        maxEpochAge = maxEpochAge_;
        emit RulesSet(activationDelay_, maxEpochAge_);
    }

    /// @dev That the set exists is checked where it is read.
    function _checkEpoch(uint32 epoch) private view {
        uint32 now_ = epochSet.epoch();
        if (uint256(epoch) + maxEpochAge < now_) revert StaleEpoch(epoch, now_);
    }

    function _isPending(Distribution memory distribution) private view returns (bool) {
        return block.timestamp < distribution.activeAt;
    }
}
