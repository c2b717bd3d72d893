import { systemClock } from '@vain/service'
import { createMemoryLog } from '@vain/testkit'
import { expect } from 'chai'
import type { Defence } from '../../src/defend/index.ts'
import {
  accusationOf,
  type CourtStage,
  challengesOf,
  createCourtStage,
  moveSeconds,
} from '../support/courtStage.ts'

describe('a member accused of silence', function () {
  this.timeout(240_000)
  let stage: CourtStage
  let defence: Defence | undefined

  before(async () => {
    stage = await createCourtStage('masked')
  })
  after(async () => {
    await defence?.stop()
    await stage?.stop()
  })

  it('default: an aggregator answers for it with what was revealed, if it has not in half of the time', async () => {
    const log = createMemoryLog()
    const said = (message: string) => log.lines.filter((line) => line.message === message)
    const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
      for (let tries = 0; !(await holds()); tries++) {
        if (tries === 300) throw new Error(`in vain; ${JSON.stringify(log.lines)}`)
        await systemClock.sleep(200)
      }
    }
    const purse = () => stage.chain.reader.balanceOf(stage.aggregator.address)
    const { block } = await stage.asker.accuse(...(await accusationOf(stage, 1)))
    await until(() => stage.follower.view.block.number > block)
    const [opened] = await challengesOf(stage)
    const { challenge } = opened ?? expect.fail('no challenge')
    expect(challenge).to.include({ kind: 'seed', member: 1 })
    defence = stage.defend(log)
    const before = await purse()
    stage.mischief.clear()
    await until(() => stage.follower.view.view.runs.get(1)?.rounds[0]?.proposal !== undefined)
    const { number } = stage.follower.view.block
    await stage.follower.waitFor((state) => state.block.number > number + 2, { timeoutMs: 20_000 })
    expect(log.lines).to.deep.equal([])
    expect(await stage.reader.isOpen(challenge)).to.equal(true)
    await stage.chain.pass(moveSeconds / 2)
    await until(() => said('answered a challenge').length === 1)
    expect(said('answered a challenge')[0]?.fields).to.include({
      ...{ run: 1, round: 1, asked: 'seed', member: 1, isOwn: false },
    })
    expect(await stage.reader.isOpen(challenge)).to.equal(false)
    expect(await purse()).to.equal(before + challenge.bond)
  })
})
