import { openEnvelope, phases } from '@vain/protocol'
import { createSyntheticRun, narrowSettings, type RoundScript } from '@vain/testkit'
import { expect } from 'chai'
import { findSeed } from '../../src/defend/findSeed.ts'
import { type Scene, sceneOf, seedChallenge } from '../support/challenges.ts'

async function stage(script: RoundScript): Promise<Scene> {
  return sceneOf(await createSyntheticRun([script]))
}

/** What a member answers when it is asked to reveal, whether or not anyone listened. */
async function revealOf({ run, round }: Scene, member: number) {
  const place = { run: round.run, round: round.round }
  const answer = await run.members[member]?.answer({ ...place, phase: phases.reveal })
  if (answer?.kind !== 'message') throw new Error('it reveals nothing')
  const { operators } = run.chain.view()
  const opened = openEnvelope(
    run.chain.venue,
    answer.envelope,
    (index) => operators.get(index)?.address,
  )
  if ('fault' in opened || opened.body.phase !== phases.reveal) throw new Error('no reveal')
  return { bytes: answer.envelope, seed: opened.body.self }
}

/** The seed of a member in round 1: the same in every run that is played from the same names. */
async function seedOf(member: number): Promise<Uint8Array> {
  const scene = await stage({ stopIn: 'masked' })
  scene.run.chain.pass(2)
  return (await revealOf(scene, member)).seed
}

describe('findSeed', () => {
  it('default: a seed that this aggregator was told, of a round without a result', async () => {
    const scene = await stage({ stopIn: 'masked' })
    scene.run.chain.pass(2)
    const { bytes, seed } = await revealOf(scene, 2)
    const challenge = seedChallenge(scene, 2, seed)
    expect(await findSeed(scene.sources, challenge)).to.include({ reason: 'missing', sender: 2 })
    scene.store.saveMessage(scene.round, phases.reveal, 2, bytes)
    expect(await findSeed(scene.sources, challenge)).to.deep.equal({ kind: 'seed', seed })
    // Another one's seed is no answer, whoever is accused of keeping it.
    const other = { ...challenge, member: 1 }
    expect(await findSeed(scene.sources, other)).to.include({ reason: 'missing', sender: 1 })
  })

  it('default: one that its owner has published since', async () => {
    const seed = await seedOf(3)
    const scene = await stage({})
    const found = await findSeed(scene.sources, seedChallenge(scene, 3, seed))
    expect(found).to.deep.equal({ kind: 'seed', seed })
  })

  it("behavior: one that others' shares give", async () => {
    const seed = await seedOf(1)
    const scene = await stage({ silent: { reveal: [1] } })
    const challenge = seedChallenge(scene, 1, seed)
    expect(await findSeed(scene.sources, challenge)).to.deep.equal({ kind: 'seed', seed })
    const wrong = { ...challenge, root: `0x${'00'.repeat(32)}` as const }
    expect(await findSeed(scene.sources, wrong)).to.include({ reason: 'self-seed-mismatch' })
  })

  it('behavior: one of a run whose vectors have narrow lanes', async () => {
    const vanished = await createSyntheticRun([{ silent: { reveal: [1] } }], {
      runSettings: narrowSettings,
    })
    const playing = await createSyntheticRun([{ stopIn: 'masked' }], {
      runSettings: narrowSettings,
    })
    playing.chain.pass(2)
    const { seed } = await revealOf(sceneOf(playing), 1)
    const scene = sceneOf(vanished)
    const found = await findSeed(scene.sources, seedChallenge(scene, 1, seed))
    expect(found).to.deep.equal({ kind: 'seed', seed })
  })
})
