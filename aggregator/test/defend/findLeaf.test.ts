import { fromHex } from '@vain/base'
import { verifyMerkleProof } from '@vain/crypto'
import { cidOfContent, isFault, phases, splitBundle } from '@vain/protocol'
import { createSyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import { findLeaf, type Leaf } from '../../src/defend/findLeaf.ts'
import {
  messageChallenge,
  parameters,
  resultChallenge,
  type Scene,
  sceneOf,
  vectorChallenge,
} from '../support/challenges.ts'

type Found = Awaited<ReturnType<typeof findLeaf>>
type Asked = Parameters<typeof findLeaf>[1]

/** Fails unless the answer is what the court takes: RFC 9162 says so, with root and place. */
function expectAnswer(found: Found, { root, number, size, length }: Asked): Leaf {
  if ('place' in found) throw new Error('it says that the length is wrong')
  if (isFault(found)) throw new Error(`${found.artefact}: ${found.reason} ${found.detail}`)
  expect(verifyMerkleProof(fromHex(root), found.leaf, number, size, found.path)).to.equal(true)
  if (length !== 0) expect(found.leaf).to.have.length(length)
  return found
}

describe('findLeaf', () => {
  let scene: Scene

  beforeEach(async () => {
    scene = sceneOf(await createSyntheticRun([{ silent: { mask: [1] } }], { parameters }))
  })

  async function everything(): Promise<Asked[]> {
    const asked: Asked[] = []
    for (const member of scene.round.survivors ?? []) {
      asked.push(messageChallenge(scene, member))
      for (const number of [0, 1, 2]) asked.push(await vectorChallenge(scene, member, number))
    }
    for (const kind of ['sum', 'model'] as const)
      for (const number of [0, 1, 2]) asked.push(resultChallenge(scene, kind, number))
    return asked
  }

  it('default: every leaf that can be asked for is found, and leads to its root', async () => {
    const asked = await everything()
    expect(scene.round.survivors).to.deep.equal([0, 2, 3])
    expect(asked).to.have.length(3 + 9 + 6)
    for (const challenge of asked) expectAnswer(await findLeaf(scene.sources, challenge), challenge)
  })

  it('behavior: the mask bundle is put together again from what was collected', async () => {
    const content = scene.round.masks?.content ?? '0x'
    const limits = { maxBytes: 1e6, timeoutMs: 1_000 }
    const bytes = await scene.run.content.get(cidOfContent(content), limits)
    for (const [i, envelope] of (splitBundle(bytes, 3) ?? []).entries())
      scene.store.saveMessage(scene.round, phases.mask, scene.round.survivors?.[i] ?? 0, envelope)
    const challenge = messageChallenge(scene, 2)
    scene.run.content.remove(cidOfContent(content))
    expectAnswer(await findLeaf(scene.sources, challenge), challenge)
    scene.store.saveMessage(scene.round, phases.mask, 3, bytes)
    expect(await findLeaf(scene.sources, challenge)).to.include({ reason: 'missing' })
  })

  it('error: what is gone, or altered, is said and not shown', async () => {
    const { proposal, masks } = scene.round
    const vector = await vectorChallenge(scene, 2, 1)
    const sum = resultChallenge(scene, 'sum', 0)
    const fails = async (challenge: Asked, artefact: string, reason: string): Promise<void> =>
      void expect(await findLeaf(scene.sources, challenge)).to.include({ artefact, reason })
    scene.run.content.tamper(cidOfContent(proposal?.sum.content ?? '0x'), (bytes) => {
      bytes[9_000] = (bytes[9_000] ?? 0) ^ 1
    })
    await fails(sum, 'sum', 'root-mismatch')
    scene.run.content.remove(cidOfContent(proposal?.sum.content ?? '0x'))
    await fails(sum, 'sum', 'missing')
    await fails({ ...vector, size: 4 }, 'vector', 'wrong-length')
    await fails({ ...vector, number: 3 }, 'vector', 'wrong-length')
    await fails({ ...vector, member: 1 }, 'masks', 'not-a-survivor')
    scene.run.content.remove(cidOfContent(masks?.content ?? '0x'))
    await fails(vector, 'masks', 'missing')
  })

  it('behavior: a sum or a model that is said to be longer or shorter than it is', async () => {
    for (const kind of ['sum', 'model'] as const) {
      const right = resultChallenge(scene, kind, 0)
      for (const words of [1, right.words - 1, right.words + 1, 3 * right.words]) {
        const found = await findLeaf(scene.sources, resultChallenge(scene, kind, 0, words))
        if (!('place' in found)) throw new Error(`${kind} of ${words} words: ${found.kind}`)
        // The court's own check is tested there, with this function's places.
        expect(found.place.leaf).to.have.length.greaterThan(2)
      }
    }
  })

  it('behavior: what others must show is taken from this machine only', async () => {
    const challenge = resultChallenge(scene, 'model', 2)
    const here = scene.run.swarm.join()
    const elsewhere = { ...scene.run, content: here }
    expect(await findLeaf(sceneOf(elsewhere, false).sources, challenge)).to.include({
      artefact: 'model',
      reason: 'missing',
    })
    expectAnswer(await findLeaf(sceneOf(elsewhere, true).sources, challenge), challenge)
    // By now it is here.
    expectAnswer(await findLeaf(sceneOf(elsewhere, false).sources, challenge), challenge)
  })
})
