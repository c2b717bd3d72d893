import { readFile } from 'node:fs/promises'
import type { ContractName } from '@vain/abi'
import { expect } from 'chai'
import { type FunctionFragment, Interface, type ParamType } from 'ethers'
import hre from 'hardhat'
import { type AccessRole, accessRoles, rules } from '../../../packages/chain/src/deploy/wiring.ts'
import { ethers, helpers, ownerOf, type Typed } from '../support/chain.ts'
import { deployGoverned, type GovernedStage } from '../support/governance.ts'
import { fresh } from '../support/stage.ts'

const repository = new URL('../../../', import.meta.url)

/**
 * Who may call a function that changes state: anyone, on its own behalf; who has a role of the
 * access manager; the access manager itself; the governor while it executes a proposal; who has a
 * role of the timelock; the timelock itself.
 */
type Caller = 'anyone' | AccessRole | 'authority' | 'proposal' | 'timelockRole' | 'timelock'

/** What a stranger is told. */
const refusals: Readonly<Record<Exclude<Caller, 'anyone'>, readonly string[]>> = {
  admin: ['AccessManagedUnauthorized(address)', 'AccessManagerUnauthorizedAccount(address,uint64)'],
  court: ['AccessManagedUnauthorized(address)'],
  slasher: ['AccessManagedUnauthorized(address)'],
  lineage: ['AccessManagedUnauthorized(address)'],
  pauseGuardian: ['AccessManagedUnauthorized(address)'],
  authority: ['AccessManagedUnauthorized(address)'],
  proposal: ['GovernorOnlyExecutor(address)'],
  timelockRole: ['AccessControlUnauthorizedAccount(address,bytes32)'],
  timelock: [
    'TimelockUnauthorizedCaller(address)',
    'AccessControlUnauthorizedAccount(address,bytes32)',
  ],
}

/** Every function of the repository's contracts, and of those deployed as they are, that changes state. */
const callers: Readonly<Record<string, Partial<Record<Caller, string>>>> = {
  VainToken: { anyone: 'approve permit transfer transferFrom' },
  StakeVault: {
    anyone: 'bond unbond withdraw delegate delegateBySig',
    slasher: 'slash hold release',
    authority: 'setAuthority',
  },
  KeyBook: {
    anyone: 'register announce retire evict',
    admin: 'setMinStake',
    authority: 'setAuthority',
  },
  EpochSet: { anyone: 'collect snapshot' },
  RunRegistry: {
    admin: 'createRun setParams unpause',
    pauseGuardian: 'pause',
    authority: 'setAuthority',
  },
  RoundLedger: {
    anyone: 'open force mask propose certify finalize abort',
    court: 'dispute settle',
    lineage: 'rollback',
    authority: 'setAuthority',
  },
  Slasher: {
    anyone: 'execute sentenceNext',
    court: 'sentence sentenceSet',
    admin: 'pardon closeCase setAppealSeconds setPenalty setReward setTreasury',
    authority: 'setAuthority',
  },
  SignatureCourt: { anyone: 'report reportAggregates reportAcrossEpochs' },
  BundleCourt: { anyone: 'reportForm reportMasks reportMember reportMismatch reportOrder' },
  DataCourt: {
    anyone:
      'accuse accuseForced answer challengeMessage challengeResult challengeVector convict ' +
      'refute reveal',
    admin: 'setBond setMaxAge setMoveSeconds',
    authority: 'setAuthority',
  },
  SumCourt: {
    anyone:
      'challenge choose condemn convict expire openSurvivors openTerms provePair proveSelf ' +
      'proveSum proveVector',
    admin: 'setBond setMoveSeconds',
    authority: 'setAuthority',
  },
  RewardMerkle: {
    anyone: 'claim fund propose',
    admin: 'cancel setPolicy setRules',
    authority: 'setAuthority',
  },
  ModelLineage: {
    anyone: 'anchorBefore anchorHead catchUp',
    admin: 'promote rollback',
    authority: 'setAuthority',
  },
  DrandBeacon: {},
  SumTerms: {},
  VainGovernor: {
    anyone:
      'propose queue execute cancel castVote castVoteBySig castVoteWithReason ' +
      'castVoteWithReasonAndParams castVoteWithReasonAndParamsBySig castOverrideVote ' +
      'castOverrideVoteBySig onERC721Received onERC1155Received onERC1155BatchReceived',
    proposal:
      'setVotingDelay setVotingPeriod setProposalThreshold setLateQuorumVoteExtension ' +
      'setProposalGuardian setExecutionSeconds setDisputeSeconds updateQuorumNumerator ' +
      'updateTimelock relay',
  },
  TimelockController: {
    anyone: 'renounceRole onERC721Received onERC1155Received onERC1155BatchReceived',
    timelockRole: 'schedule scheduleBatch cancel execute executeBatch',
    timelock: 'updateDelay grantRole revokeRole',
  },
  AccessManager: {
    // What is scheduled or executed by whoever has no role is refused inside.
    anyone: 'execute schedule cancel multicall renounceRole consumeScheduledOp',
    admin:
      'grantRole revokeRole labelRole setRoleAdmin setRoleGuardian setGrantDelay ' +
      'setTargetAdminDelay setTargetClosed setTargetFunctionRole updateAuthority',
  },
}

/** Contracts that are deployed: no interfaces, no libraries, nothing abstract, no mocks. */
async function readContracts(): Promise<Map<string, { iface: Interface; code: string }>> {
  const contracts = new Map<string, { iface: Interface; code: string }>()
  for (const path of await hre.artifacts.getAllFullyQualifiedNames()) {
    if (path.startsWith('contracts/mocks/')) continue
    const { contractName, abi, deployedBytecode } = await hre.artifacts.readArtifact(path)
    const iface = new Interface(abi)
    if (deployedBytecode !== '0x' && abi.length > 0 && !isLibrary(abi))
      contracts.set(contractName, { iface, code: deployedBytecode })
  }
  return contracts
}

/** Libraries have no functions from outside; what is in their ABI are errors. */
const isLibrary = (abi: readonly { type: string }[]): boolean =>
  abi.every(({ type }) => type === 'error' || type === 'event')

const changing = (iface: Interface): FunctionFragment[] => {
  const found: FunctionFragment[] = []
  iface.forEachFunction((fragment) => {
    if (!fragment.constant) found.push(fragment)
  })
  return found
}

const callerOf = (contract: string, name: string): Caller | undefined =>
  (Object.entries(callers[contract] ?? {}) as [Caller, string][]).find(([, names]) =>
    names.split(' ').includes(name),
  )?.[0]

/** The value of a type whose every word is zero. */
function zeroOf(type: ParamType): unknown {
  if (type.isTuple()) return type.components.map(zeroOf)
  if (type.isArray())
    return Array.from({ length: Math.max(type.arrayLength, 0) }, () => zeroOf(type.arrayChildren))
  if (type.type === 'string') return ''
  if (type.type === 'bool') return false
  if (type.type === 'address') return ethers.ZeroAddress
  if (type.type === 'bytes') return '0x'
  if (type.type.startsWith('bytes')) return `0x${'00'.repeat(Number(type.type.slice(5)))}`
  return 0
}

/** What a contract's code, with nothing in its storage, tells a stranger; nothing if it does not revert. */
async function refusalOf(code: string, data: string): Promise<string> {
  const [target, stranger] = [
    '0x00000000000000000000000000000000c0dec0de',
    ethers.ZeroAddress.replace(/0$/, '9'),
  ]
  await helpers.setCode(target, code)
  const call = { to: target, from: stranger, data }
  return ethers.provider.call(call).then(
    () => '',
    ({ data: revert }: { readonly data?: string }) => revert ?? '',
  )
}

/** What the page on governance calls them. */
const titleOf = {
  admin: 'ADMIN',
  court: 'COURT',
  slasher: 'SLASHER',
  lineage: 'LINEAGE',
  pauseGuardian: 'PAUSE_GUARDIAN',
  proposal: 'a proposal',
  timelockRole: 'the governor',
  timelock: 'the timelock itself',
} as const

/** The title that a cell begins with. */
const titles = (cell: string): string =>
  Object.values(titleOf).find((title) => cell.trim().startsWith(title)) ?? ''

const selectorsOf = (errors: readonly string[]): string[] =>
  errors.map((error) => ethers.id(error).slice(0, 10))

describe('Who may call what', () => {
  it('default: every function that changes state is in the table, once', async () => {
    for (const [name, { iface }] of await readContracts()) {
      const expected = Object.values(callers[name] ?? {}).flatMap((names) => names.split(' '))
      const found = [...new Set(changing(iface).map((fragment) => fragment.name))]
      expect(found.sort(), name).to.deep.equal(expected.sort())
    }
    expect([...(await readContracts()).keys()].sort()).to.deep.equal(Object.keys(callers).sort())
  })

  it('default: a stranger is refused by each that is not for anyone, and by no other', async () => {
    const all = selectorsOf(Object.values(refusals).flat())
    for (const [contract, { iface, code }] of await readContracts())
      for (const fragment of changing(iface)) {
        const data = iface.encodeFunctionData(fragment, fragment.inputs.map(zeroOf))
        const told = (await refusalOf(code, data)).slice(0, 10)
        const caller = callerOf(contract, fragment.name)
        const label = `${contract}.${fragment.name}`
        if (caller === undefined || caller === 'anyone') expect(all, label).not.to.include(told)
        else expect(selectorsOf(refusals[caller]), label).to.include(told)
      }
  })

  it('default: what is deployed and what the table says are one', () => {
    const artifacts: Partial<Record<ContractName, string>> = {
      ...{ vault: 'StakeVault', ledger: 'RoundLedger', runRegistry: 'RunRegistry' },
      slasher: 'Slasher',
    }
    const wired = rules.flatMap(({ role, target, functions }) =>
      functions.map((name) => `${role}: ${artifacts[target]}.${name}`),
    )
    const { admin: _, ...roles } = accessRoles
    const listed = Object.entries(callers).flatMap(([contract, byCaller]) =>
      Object.keys(roles).flatMap((role) =>
        (byCaller[role as AccessRole]?.split(' ') ?? []).map(
          (name) => `${role}: ${contract}.${name}`,
        ),
      ),
    )
    expect(wired.sort()).to.deep.equal(listed.sort())
  })

  it('default: docs/protocol/governance.md has a row for each that is not for anyone', async () => {
    const page = await readFile(new URL('docs/protocol/governance.md', repository), 'utf8')
    const rows = page.split('\n').flatMap((line) => {
      const [contract, functions, who] = line.split('|').slice(1)
      const named = (cell = '') => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name)
      return who === undefined
        ? []
        : named(functions).map((name) => `${titles(who)}: ${named(contract)[0]}.${name}`)
    })
    for (const [contract, byCaller] of Object.entries(callers))
      for (const [caller, names] of Object.entries(byCaller) as [Caller, string][])
        for (const name of caller === 'anyone' || caller === 'authority' ? [] : names.split(' '))
          expect(rows).to.include(`${titleOf[caller as keyof typeof titleOf]}: ${contract}.${name}`)
  })
})

/** Accounts that have each role now, from what was granted and revoked. */
async function membersOf(
  contract: Typed<'accessManager'> | Typed<'timelockController'>,
  roleField: 'roleId' | 'role',
): Promise<Map<string, string[]>> {
  const members = new Map<string, string[]>()
  for (const log of await contract.queryFilter('*', 0)) {
    if (!('args' in log)) continue
    const { args } = log
    const role = String(args[roleField])
    const before = members.get(role) ?? []
    if (log.eventName === 'RoleGranted') members.set(role, [...before, args.account])
    if (log.eventName === 'RoleRevoked')
      members.set(
        role,
        before.filter((account) => account !== args.account),
      )
  }
  return new Map([...members].filter(([, accounts]) => accounts.length > 0))
}

describe('A network that was handed over', () => {
  it('default: only the timelock is admin, and every role is with whom it belongs', async () => {
    const { authority, timelock, signatures, slasher, pauser } = await fresh(deployGoverned)
    const members = await membersOf(authority, 'roleId')
    expect(Object.fromEntries(members)).to.deep.equal({
      [String(accessRoles.admin)]: [await timelock.getAddress()],
      [String(accessRoles.court)]: [await signatures.getAddress()],
      [String(accessRoles.slasher)]: [await slasher.getAddress()],
      [String(accessRoles.pauseGuardian)]: [pauser.wallet.address],
    })
  })

  it('default: only the governor uses the timelock, which governs itself', async () => {
    const { governor, timelock } = await fresh(deployGoverned)
    const address = await governor.getAddress()
    expect(Object.fromEntries(await membersOf(timelock, 'role'))).to.deep.equal({
      [await timelock.DEFAULT_ADMIN_ROLE()]: [await timelock.getAddress()],
      [await timelock.PROPOSER_ROLE()]: [address],
      [await timelock.CANCELLER_ROLE()]: [address],
      [await timelock.EXECUTOR_ROLE()]: [address],
    })
  })

  it('behavior: each restricted function listens to the holder of its role alone', async () => {
    const stage = await fresh(deployGoverned)
    const { authority, vault, book, registry, ledger, slasher } = stage
    const targets = {
      ...{ StakeVault: vault, KeyBook: book, RunRegistry: registry, RoundLedger: ledger },
      Slasher: slasher,
    }
    const accounts = await everyone(stage)
    const holders: Readonly<Record<AccessRole, readonly string[]>> = {
      admin: [await stage.timelock.getAddress()],
      court: [await stage.signatures.getAddress()],
      slasher: [await slasher.getAddress()],
      lineage: [],
      pauseGuardian: [stage.pauser.wallet.address],
    }
    for (const [name, target] of Object.entries(targets))
      for (const fragment of changing(target.interface)) {
        const caller = callerOf(name, fragment.name) as Caller
        if (!(caller in accessRoles)) continue
        const allowed: string[] = []
        for (const account of accounts) {
          const { immediate, delay } = await authority.canCall(account, target, fragment.selector)
          if (immediate || delay > 0n) allowed.push(account)
        }
        expect(allowed, `${name}.${fragment.name}`).to.deep.equal(holders[caller as AccessRole])
      }
  })
})

/** Every account that anything here belongs to. */
async function everyone(stage: GovernedStage): Promise<string[]> {
  const contracts = [
    ...[stage.timelock, stage.governor, stage.authority, stage.vault, stage.token, stage.book],
    ...[stage.set, stage.registry, stage.ledger, stage.slasher, stage.signatures],
  ]
  return [
    ...(await Promise.all(contracts.map((contract) => contract.getAddress()))),
    ...[stage.guardian, stage.pauser, ...stage.voters].map(({ wallet }) => wallet.address),
    (await ownerOf()).address,
    ethers.ZeroAddress,
  ]
}
