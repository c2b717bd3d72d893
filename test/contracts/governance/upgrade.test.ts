import { expect } from 'chai'
import { accessRoles } from '../../../packages/chain/src/deploy/wiring.ts'
import { deploy, deployAny, helpers } from '../support/chain.ts'
import {
  type Action,
  allowing,
  appealSeconds,
  enact,
  type GovernedStage,
  settings,
  stageGoverned,
} from '../support/governance.ts'
import { signed, statementOf } from '../support/justice.ts'
import type { Operator } from '../support/operators.ts'
import { certify, goToProposed, leaderOf, open, runNumber } from '../support/round.ts'
import { fresh, params } from '../support/stage.ts'

type Court = GovernedStage['signatures']
type Slasher = GovernedStage['slasher']

/** Hands a role from one contract to another. */
async function succession(
  { authority }: GovernedStage,
  role: bigint,
  from: Court | Slasher,
  to: Court | Slasher,
): Promise<Action[]> {
  return [
    { target: authority, name: 'grantRole', args: [role, await to.getAddress(), 0] },
    { target: authority, name: 'revokeRole', args: [role, await from.getAddress()] },
  ]
}

/** Two signatures of a validator that nobody may give. */
async function evidence(stage: GovernedStage, { culprit }: { culprit: Operator }) {
  return [
    await signed(stage, culprit, statementOf('one')),
    await signed(stage, culprit, statementOf('other')),
  ] as const
}

/** What must survive every upgrade. */
async function accounts({ vault, ledger, operators, voters }: GovernedStage) {
  const stakes = await Promise.all(
    [...operators, ...voters].map(({ wallet }) => vault.bonded(wallet)),
  )
  return { stakes, head: await ledger.headOf(runNumber), cursor: await ledger.cursorOf(runNumber) }
}

describe('Replacing a policy module', () => {
  it('default: a proposal puts a new court in the place of the old', async () => {
    const stage = await fresh(stageGoverned)
    const { vault, slasher, ledger, signatures, authority } = stage
    const [culprit] = stage.validators as [Operator]
    await goToProposed(stage)
    await certify(stage)
    await helpers.time.increase(params.disputeSeconds)
    await ledger.finalize(runNumber)
    const before = await accounts(stage)
    const code = await Promise.all([vault, ledger].map((contract) => contract.getDeployedCode()))

    const next = (await deployAny('SignatureCourt', [ledger, slasher])) as unknown as Court
    const proof = await evidence(stage, { culprit })
    await expect(next.report(1, 3, 7, ...proof)).to.be.revertedWithCustomError(
      slasher,
      'AccessManagedUnauthorized',
    )
    await enact(stage, await succession(stage, accessRoles.court, signatures, next))
    await expect(signatures.report(1, 3, 7, ...proof))
      .to.be.revertedWithCustomError(slasher, 'AccessManagedUnauthorized')
      .withArgs(await signatures.getAddress())
    await next.report(1, 3, 7, ...proof)
    await helpers.time.increase(appealSeconds)
    await slasher.execute(await next.caseOf(1, 3), culprit.wallet)
    expect(await vault.bonded(culprit.wallet)).to.equal(0)

    const after = await accounts(stage)
    expect(after.head).to.equal(before.head)
    expect(after.cursor).to.deep.equal(before.cursor)
    // All but the culprit's.
    expect(after.stakes.map((stake, index) => (index === 7 ? 0n : stake))).to.deep.equal(
      before.stakes.map((stake, index) => (index === 7 ? 0n : stake)),
    )
    expect(
      await Promise.all([vault, ledger].map((contract) => contract.getDeployedCode())),
    ).to.deep.equal(code)
    for (const contract of [vault, ledger])
      expect(await contract.authority()).to.equal(await authority.getAddress())
    await open(stage, { by: await leaderOf(stage) })
  })

  it('behavior: a new slasher slashes, the old one no more; who was held by it is let go', async () => {
    const stage = await fresh(stageGoverned)
    const { vault, slasher, signatures, ledger, set, timelock, authority } = stage
    const [culprit] = stage.validators as [Operator]
    await signatures.report(1, 3, 7, ...(await evidence(stage, { culprit })))
    const caseId = await signatures.caseOf(1, 3)

    const successor = (await deployAny('Slasher', [
      ...[set, timelock, appealSeconds, authority],
    ])) as unknown as Slasher
    const court = (await deployAny('SignatureCourt', [ledger, successor])) as unknown as Court
    const treasury = await timelock.getAddress()
    await enact(stage, [
      ...(await succession(stage, accessRoles.slasher, slasher, successor)),
      ...(await succession(stage, accessRoles.court, signatures, court)),
      ...(await allowing(stage, 'court', successor, ['sentence', 'sentenceSet'])),
    ])
    await expect(slasher.execute(caseId, culprit.wallet))
      .to.be.revertedWithCustomError(vault, 'AccessManagedUnauthorized')
      .withArgs(await slasher.getAddress())
    expect(await vault.holdsOf(culprit.wallet)).to.equal(1)

    await court.report(1, 3, 7, ...(await evidence(stage, { culprit })))
    expect(await vault.holdsOf(culprit.wallet)).to.equal(2)
    const { slasher: role } = accessRoles
    await enact(stage, [
      { target: authority, name: 'grantRole', args: [role, treasury, 0] },
      { target: vault, name: 'release', args: [culprit.wallet.address] },
      { target: authority, name: 'revokeRole', args: [role, treasury] },
    ])
    expect(await vault.holdsOf(culprit.wallet)).to.equal(1)
    await successor.execute(await court.caseOf(1, 3), culprit.wallet)
    expect(await vault.holdsOf(culprit.wallet)).to.equal(0)
    expect(await vault.bonded(culprit.wallet)).to.equal(0)
  })

  it('behavior: a new governor takes over the timelock, and what it owns and may do', async () => {
    const stage = await fresh(stageGoverned)
    const { vault, timelock, governor, guardian, book } = stage
    const successor = await deploy('vainGovernor', [
      ...[vault, timelock, { ...settings, guardian: guardian.wallet.address }],
    ])
    const actions: Action[] = []
    for (const role of ['PROPOSER_ROLE', 'CANCELLER_ROLE', 'EXECUTOR_ROLE'] as const)
      for (const [name, who] of [
        ['grantRole', successor],
        ['revokeRole', governor],
      ] as const)
        actions.push({
          target: timelock,
          name,
          args: [await timelock[role](), await who.getAddress()],
        })
    await enact(stage, actions)
    const action = { target: book, name: 'setMinStake', args: [1, 5] }
    await expect(enact({ ...stage, governor: successor }, [action])).to.emit(book, 'MinStakeSet')
    await expect(enact(stage, [{ ...action, args: [1, 6] }]))
      .to.be.revertedWithCustomError(timelock, 'AccessControlUnauthorizedAccount')
      .withArgs(await governor.getAddress(), await timelock.PROPOSER_ROLE())
  })

  it('behavior: neither vault nor ledger can be replaced behind those who rely on them', async () => {
    const { vault, ledger, book, set } = await fresh(stageGoverned)
    const vaultAddress = await vault.getAddress()
    expect(await book.vault()).to.equal(vaultAddress)
    expect(await set.vault()).to.equal(vaultAddress)
    expect(await ledger.keyBook()).to.equal(await book.getAddress())
    // Neither has a way to call other code than its own.
    for (const contract of [vault, ledger])
      expect(opcodesOf(await contract.getDeployedCode())).not.to.include.oneOf([0xf2, 0xf4, 0xff])
  })
})

/** The operations of a contract's code, without the data that PUSH has. */
function opcodesOf(code: string | null): number[] {
  const bytes = Buffer.from((code ?? '0x').slice(2), 'hex')
  const found = new Set<number>()
  for (let at = 0; at < bytes.length; at += 1) {
    const opcode = bytes[at] as number
    found.add(opcode)
    if (opcode >= 0x60 && opcode <= 0x7f) at += opcode - 0x5f
  }
  return [...found]
}
