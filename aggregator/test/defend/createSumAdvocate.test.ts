import type { OpenedSumCase } from '@vain/chain'
import { fromHalves, netsOf, sumOfBlocks, toWords, zeroHash } from '@vain/protocol'
import { createMemoryLog, createSyntheticRun, type RoundScript } from '@vain/testkit'
import { expect } from 'chai'
import { createSumAdvocate } from '../../src/defend/createSumAdvocate.ts'
import { readSumRecord } from '../../src/defend/readSumRecord.ts'
import { parameters, type Scene, sceneOf } from '../support/challenges.ts'
import { createManualClock } from '../support/manualClock.ts'
import { chainPort } from '../support/stage.ts'

const leader = `0x${'00'.repeat(20)}` as const

function gameAbout(number: number): OpenedSumCase {
  const roots = { inbox: zeroHash, rosterRoot: zeroHash, shareRoot: zeroHash, masksRoot: zeroHash }
  const hashes = { survivorsHash: zeroHash, sumRoot: zeroHash, nonSignersHash: zeroHash }
  const terms = { bond: 1n, moveSeconds: 60, openUntil: 2_000_000_000 }
  const about = { run: 1, round: 1, number, epoch: 1, challenger: leader, leader }
  return { id: zeroHash, block: 0, sumCase: { ...about, ...terms, ...roots, ...hashes } }
}

/** An advocate before a court in which nobody has moved yet, and what it posts. */
function stage({ run, store }: Scene) {
  const posted: (readonly `0x${string}`[])[] = []
  const receipt = { transaction: zeroHash, block: 1, gasUsed: 1n }
  const never = async () => expect.fail('no such move is due')
  const advocate = createSumAdvocate(
    {
      ...{ clock: createManualClock(), log: createMemoryLog(), index: 4, store },
      ...{ chain: chainPort(run), network: { content: run.content } },
      court: {
        reader: {
          openingOf: async () => undefined,
          statusOf: async () => 'live',
          opened: never,
          moveSeconds: never,
          firstBlockSince: never,
        },
        writer: {
          async openSurvivors(_case, _survivors, blocks) {
            posted.push(blocks)
            return receipt
          },
          openTerms: never,
          expire: never,
        },
      },
    },
    { fetchTimeoutMs: 1_000 },
  )
  return { posted, move: (number: number) => advocate.move(gameAbout(number), leader) }
}

const play = async (script: RoundScript): Promise<Scene> =>
  sceneOf(await createSyntheticRun([script], { parameters, members: 5 }))

describe('createSumAdvocate', () => {
  it('default: posts what adds up to the sum, also with members that dropped or vanished', async () => {
    const scene = await play({ silent: { mask: [1], reveal: [3] } })
    const { posted, move } = stage(scene)
    // Whole blocks, the last one, and one beyond the end.
    for (const number of [0, 77, 156, 157]) {
      expect(await move(number)).to.equal('moved')
      const record = await readSumRecord(scene.sources, number)
      if ('kind' in record) throw new Error(record.reason)
      const blocks = fromHalves(posted.at(-1) ?? [])
      expect(blocks).to.deep.equal(netsOf(record, number))
      const words = record.sum.slice(64 * number, 64 * (number + 1))
      const total = sumOfBlocks(blocks).subarray(0, words.length)
      expect(toWords(total, words.length / 4)).to.deep.equal(toWords(words, words.length / 4))
    }
  })

  it('error: does not stand by a block that is wrong, nor post a bond for it', async () => {
    const scene = await play({
      forgeSum(sum) {
        sum[20] = (sum[20] ?? 0) + 1
      },
    })
    const { posted, move } = stage(scene)
    expect(await move(1)).to.include({ artefact: 'sum', reason: 'wrong-sum', detail: 'block 1' })
    expect(posted).to.deep.equal([])
    expect(await move(0)).to.equal('moved')
  })
})
