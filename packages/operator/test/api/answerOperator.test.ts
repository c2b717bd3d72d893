import { expect } from 'chai'
import { answerOperator, type OperatorFacts } from '../../src/api/answerOperator.ts'
import { type Health, healthEndpoint, readyEndpoint } from '../../src/api/health.ts'

/** What health answers of an operator that is registered, or otherwise as said. */
async function healthOf(
  different: Partial<OperatorFacts>,
  own: { active: boolean } = { active: true },
): Promise<Health> {
  const operators = new Map([[3, own]])
  const facts = {
    clock: { now: () => 0 },
    network: { peerId: 'a', connectedPeers: () => [] },
    follower: { view: { view: { operators }, block: { number: 7 } } },
    troubles: { all: () => [] },
    index: () => 3,
    ...different,
  } as unknown as OperatorFacts
  const answers = new Map<string, () => unknown>()
  const answer = ({ name }: { name: string }, handler: unknown): void => {
    answers.set(name, handler as () => unknown)
  }
  answerOperator({ answer } as Parameters<typeof answerOperator>[0], facts)
  return (await answers.get(readyEndpoint.name)?.()) as Health
}

describe('answerOperator', () => {
  it('behavior: healthy is all that works, ready only who takes part', async () => {
    const told: [string, boolean, boolean][] = []
    for (const health of [
      await healthOf({}),
      await healthOf({ isPaused: () => false }),
      await healthOf({ isPaused: () => true }),
      await healthOf({ isPaused: () => true }, { active: false }),
      await healthOf({ index: () => undefined }),
      await healthOf({ isPaused: () => true, troubles: { all: () => ['no disk'] } }),
    ])
      told.push([
        health.status,
        !healthEndpoint.otherwise?.when(health),
        !readyEndpoint.otherwise?.when(health),
      ])
    expect(told).to.deep.equal([
      ['ok', true, true],
      ['ok', true, true],
      ['paused', true, false],
      ['idle', true, false],
      ['starting', true, false],
      ['failing', false, false],
    ])
  })
})
