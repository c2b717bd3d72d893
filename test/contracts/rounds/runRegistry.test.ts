import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import { as, helpers } from '../support/chain.ts'
import { createOperator } from '../support/operators.ts'
import { deployAll, fresh, params, run } from '../support/stage.ts'

describe('RunRegistry', () => {
  it('default: runs are numbered from 1 and read back as they were created', async () => {
    const { registry } = await fresh(deployAll)
    const at = (await helpers.time.latest()) + 7
    await helpers.time.setNextBlockTimestamp(at)
    const values = [...Object.values(run).slice(0, 5), Object.values(params)]
    await expect(registry.createRun(run, 'cid'))
      .to.emit(registry, 'RunCreated')
      .withArgs(1, values, 'cid')
    await registry.createRun({ ...run, configHash: run.genesisModelRoot }, '')
    expect(await registry.count()).to.equal(2)
    expect(await registry.createdAt(1)).to.equal(at)
    const stored = await registry.runOf(1)
    expect(stored.configHash).to.equal(run.configHash)
    expect(stored.genesisModelRoot).to.equal(run.genesisModelRoot)
    const expected = Object.values(params).map(BigInt)
    expect([...stored.params]).to.deep.equal(expected)
    expect([...(await registry.paramsOf(1))]).to.deep.equal(expected)
    expect((await registry.runOf(2)).configHash).to.equal(run.genesisModelRoot)
  })

  it('behavior: the rules of rounds change, what is trained does not', async () => {
    const { registry } = await fresh(deployAll)
    await registry.createRun(run, '')
    const changed = { ...params, minMembers: 9, lastRound: 2 }
    await expect(registry.setParams(1, changed))
      .to.emit(registry, 'ParamsSet')
      .withArgs(1, Object.values(changed))
    const stored = await registry.runOf(1)
    expect([...stored.params]).to.deep.equal(Object.values(changed).map(BigInt))
    expect(stored.configHash).to.equal(run.configHash)
    await expect(
      registry.setParams(1, { ...params, turnSeconds: 0 }),
    ).to.be.revertedWithCustomError(registry, 'ZeroTurn')
    await expect(registry.setParams(2, params))
      .to.be.revertedWithCustomError(registry, 'UnknownRun')
      .withArgs(2)
  })

  it('error: rules under which no round is safe or ever moves', async () => {
    const { registry } = await fresh(deployAll)
    const bad = [
      [{ minMembers: 1 }, 'TooFewMinMembers', [1]],
      [{ corruptionBps: 5_000 }, 'CorruptionTooHigh', [5_000]],
      [{ turnSeconds: 0 }, 'ZeroTurn', [0, 3]],
      [{ phaseTurns: 0 }, 'ZeroTurn', [20, 0]],
      [{ finalityBlocks: 0 }, 'ZeroFinality', []],
    ] as const
    for (const [change, error, values] of bad)
      await expect(registry.createRun({ ...run, params: { ...params, ...change } }, ''))
        .to.be.revertedWithCustomError(registry, error)
        .withArgs(...values)
    const least = { minMembers: 2, corruptionBps: 4_999, turnSeconds: 1, phaseTurns: 1 }
    await registry.createRun({ ...run, params: { ...params, ...least, finalityBlocks: 1 } }, '')
  })

  it('error: a hash is missing, the CID is too long', async () => {
    const { registry } = await fresh(deployAll)
    for (const name of Object.keys(run).filter((key) => key !== 'params'))
      await expect(
        registry.createRun({ ...run, [name]: ZeroHash }, ''),
      ).to.be.revertedWithCustomError(registry, 'ZeroHash')
    await expect(registry.createRun(run, 'x'.repeat(129)))
      .to.be.revertedWithCustomError(registry, 'CidTooLong')
      .withArgs(129)
    await registry.createRun(run, 'x'.repeat(128))
  })

  it('error: runs that do not exist, callers that do not own', async () => {
    const { registry } = await fresh(deployAll)
    for (const view of [registry.runOf, registry.paramsOf, registry.createdAt])
      for (const number of [0, 1])
        await expect(view(number))
          .to.be.revertedWithCustomError(registry, 'UnknownRun')
          .withArgs(number)
    const stranger = await createOperator('stranger')
    await registry.createRun(run, '')
    const by = as(registry, stranger.wallet)
    for (const call of [() => by.createRun(run, ''), () => by.setParams(1, params)])
      await expect(call()).to.be.revertedWithCustomError(registry, 'AccessManagedUnauthorized')
  })
})
