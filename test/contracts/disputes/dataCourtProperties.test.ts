import { expect } from 'chai'
import fc from 'fast-check'
import { ethers, helpers } from '../support/chain.ts'
import {
  accuse,
  answer,
  askerOf,
  askMessage,
  askResult,
  askVector,
  type Challenge,
  heldBy,
  helperOf,
  kinds,
  longEnough,
  opened,
  purseOf,
  statusOf,
} from '../support/challenges.ts'
import { fixInputs, fixResult, moveSeconds, stageCourts } from '../support/inputs.ts'
import { statuses } from '../support/justice.ts'
import { certify } from '../support/round.ts'
import { fresh } from '../support/stage.ts'

const seed = 20_265

/** A round in one of three states: inputs fixed, result fixed, certified in its window. */
async function stageAt(depth: number) {
  const courts = await stageCourts()
  const inputs = await fixInputs(courts)
  const result = depth > 0 ? await fixResult(courts, inputs.round) : undefined
  if (depth > 1) await certify(courts)
  return { courts, inputs, result }
}

const stages = [0, 1, 2].map((depth) => {
  const named = { stage: async () => stageAt(depth) }
  return named.stage
})

type Staged = Awaited<ReturnType<typeof stageAt>>

const action = fc.oneof(
  fc.record({ do: fc.constant('ask'), kind: fc.nat({ max: 4 }), pick: fc.nat({ max: 14 }) }),
  fc.record({ do: fc.constant('answer'), pick: fc.nat() }),
  fc.record({ do: fc.constant('convict'), pick: fc.nat() }),
  fc.record({ do: fc.constant('convict'), pick: fc.nat() }),
  fc.record({ do: fc.constant('wait'), pick: fc.nat({ max: 2 * moveSeconds }) }),
)

type Action = { readonly do: string; readonly pick: number; readonly kind?: number }

/** Asks for what the numbers name; undefined if that cannot be asked for now. */
async function ask({ courts, inputs, result }: Staged, { kind, pick }: Action) {
  const [member, number] = [pick % 5, pick % 3]
  const ways: Record<number, () => ReturnType<typeof askMessage>> = {
    [kinds.message]: () => askMessage(courts, inputs, member),
    [kinds.vector]: () => askVector(courts, inputs, member, number),
    [kinds.seed]: () => accuse(courts, inputs, member),
  }
  if (result !== undefined)
    for (const subject of [kinds.sum, kinds.model])
      ways[subject] = () => askResult(courts, inputs, result, subject, number)
  const way = ways[kind ?? 0]
  return way === undefined ? undefined : opened(courts, way()).catch(() => undefined)
}

/** Whether the next block is too late for an answer; that block comes one second after the last. */
async function isLate(challenge: Challenge): Promise<boolean> {
  const next = (await helpers.time.latest()) + 1
  await helpers.time.setNextBlockTimestamp(next)
  return BigInt(next) > challenge.deadline
}

/** Plays a schedule; `inTime` is whether everything is answered before it is too late. */
async function play(staged: Staged, actions: readonly Action[], inTime: boolean) {
  const { courts, inputs } = staged
  const open: Challenge[] = []
  const convicted: Challenge[] = []
  const all = async (): Promise<bigint> =>
    (await heldBy(courts)) +
    (await purseOf(courts, askerOf(courts))) +
    (await purseOf(courts, helperOf(courts)))
  const total = await all()
  const close = async (challenge: Challenge): Promise<void> => {
    await answer(courts, inputs, challenge)
    open.splice(open.indexOf(challenge), 1)
  }
  for (const next of actions) {
    const picked = open[next.pick % (open.length || 1)]
    if (next.do === 'ask') {
      const challenge = await ask(staged, next)
      if (challenge !== undefined) open.push(challenge)
    } else if (next.do === 'wait') {
      if (inTime) for (const challenge of [...open]) await close(challenge)
      await helpers.time.increase(next.pick + 1)
    } else if (picked !== undefined && next.do === 'answer') {
      if (await isLate(picked)) await expect(answer(courts, inputs, picked)).to.revert(ethers)
      else await close(picked)
    } else if (picked !== undefined) {
      if (await isLate(picked)) {
        await courts.data.convict?.(picked)
        open.splice(open.indexOf(picked), 1)
        convicted.push(picked)
      } else await expect(courts.data.convict?.(picked)).to.revert(ethers)
    }
    const bonds = open.reduce((sum, { bond }) => sum + bond, 0n)
    expect(await heldBy(courts)).to.equal(bonds)
    expect(await all()).to.equal(total)
  }
  return { open, convicted }
}

describe('DataCourt: whatever is asked, answered and left', () => {
  it('behavior: it holds the bonds of open challenges, and who is convicted is sentenced', async () => {
    let guilty = 0
    let acquitted = 0
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...stages),
        fc.array(action, { minLength: 10, maxLength: 24 }),
        async (stage, actions) => {
          const staged = await fresh(stage)
          const { open, convicted } = await play(staged, actions, false)
          // Whatever is left is answered by nobody.
          await helpers.time.increase(longEnough)
          for (const challenge of open) await staged.courts.data.convict?.(challenge)
          convicted.push(...open)
          expect(await heldBy(staged.courts)).to.equal(0n)
          for (const challenge of convicted)
            expect(await statusOf(staged.courts, challenge)).to.equal(statuses.pending)
          guilty += convicted.length
          acquitted += actions.filter((next) => next.do === 'answer').length
        },
      ),
      { seed, numRuns: 6 },
    )
    // Both happened, so the property says something.
    expect(guilty).to.be.above(2)
    expect(acquitted).to.be.above(2)
  })

  it('behavior: who always answers in time is never sentenced, and its round stands', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...stages),
        fc.array(action, { minLength: 10, maxLength: 24 }),
        async (stage, actions) => {
          const staged = await fresh(stage)
          const { courts, inputs } = staged
          const { convicted } = await play(staged, actions, true)
          expect(convicted).to.deep.equal([])
          const { slasher, operators, data, ledger } = courts
          for (const kind of [kinds.sum, kinds.seed]) {
            const caseId = await data.caseOf?.(1, inputs.round, kind)
            for (const { wallet } of operators)
              expect((await slasher.sentenceOf(caseId, wallet)).status).to.equal(statuses.none)
          }
          expect((await ledger.cursorOf(1)).state).not.to.equal(6)
        },
      ),
      { seed, numRuns: 6 },
    )
  })
})
