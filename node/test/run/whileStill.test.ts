import { createSyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { type Scene, sceneOf, whileStill } from '../../src/run/index.ts'
import { createBranches } from '../support/syntheticNode.ts'

describe('whileStill', () => {
  const never = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

  async function openRound() {
    const { chain, run } = await createSyntheticNetwork()
    chain.send(run, chain.leader(run), { call: 'open' })
    const branches = createBranches(chain)
    return { chain, run, branches, scene: sceneOf(branches.view, run) as Scene }
  }

  it('default: gives what the work gives, whatever blocks pass', async () => {
    const { chain, branches, scene } = await openRound()
    const result = await whileStill(
      branches,
      scene,
      new AbortController().signal,
      async (signal) => {
        chain.pass(3)
        return signal.aborted
      },
    )
    expect(result).to.equal(false)
  })

  it('behavior: ends the work when the round moves on', async () => {
    const { chain, run, branches, scene } = await openRound()
    const work = whileStill(branches, scene, new AbortController().signal, never)
    chain.pass(1_000)
    chain.send(run, undefined, { call: 'abort', round: 1 })
    expect(await work).to.equal(undefined)
    expect(await whileStill(branches, scene, new AbortController().signal, never)).to.equal(
      undefined,
    )
  })

  it('error: what the work throws, and the end of its caller', async () => {
    const { branches, scene } = await openRound()
    const stopping = new AbortController()
    const failed = whileStill(branches, scene, stopping.signal, async () => {
      throw new Error('no')
    })
    expect(await failed.catch((error: unknown) => error)).to.include({ message: 'no' })
    const work = whileStill(branches, scene, stopping.signal, never)
    stopping.abort(new Error('stop'))
    expect(await work.catch((error: unknown) => error)).to.include({ message: 'stop' })
  })
})
