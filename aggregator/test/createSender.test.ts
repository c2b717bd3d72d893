import { VainError } from '@vain/base'
import type { Receipt } from '@vain/chain'
import { zeroHash } from '@vain/protocol'
import { createSyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createSender, type Sender } from '../src/createSender.ts'
import { type RunScene, runSceneOf } from '../src/round/index.ts'
import { createManualClock, type ManualClock } from './support/manualClock.ts'
import { createRecordingLog, type LogLine } from './support/recordingLog.ts'
import { chainPort } from './support/stage.ts'

describe('createSender', () => {
  let scene: RunScene
  let lines: LogLine[]
  let clock: ManualClock
  let sender: Sender

  beforeEach(async () => {
    scene = runSceneOf(chainPort(await createSyntheticNetwork()).view, 1) as RunScene
    lines = []
    clock = createManualClock()
    sender = createSender({ clock, log: createRecordingLog(lines) })
  })

  const included = async (): Promise<Receipt> => ({
    transaction: zeroHash,
    block: 50,
    gasUsed: 57_475n,
  })
  const refused = (error: string) => async (): Promise<Receipt> => {
    throw new VainError('chain/reverted', error, { error, args: {}, call: 'open' })
  }

  it('default: a call that is in a block is logged with its gas and its time', async () => {
    sender.enter('0/idle')
    clock.advance(2_500)
    sender.enter('0/idle')
    expect(await sender.send(scene, 'open', { more: 1 }, included)).to.equal(true)
    expect(lines).to.deep.equal([
      {
        level: 'info',
        message: 'opened a round',
        run: 1,
        round: 1,
        state: 'open',
        more: 1,
        seconds: 2.5,
        call: 'open',
        gasUsed: 57_475,
      },
    ])
  })

  it('behavior: nothing is decided before the call is in what the chain shows', async () => {
    expect(sender.isSeen(49)).to.equal(true)
    await sender.send(scene, 'open', {}, included)
    expect(sender.isSeen(49)).to.equal(false)
    expect(sender.isSeen(50)).to.equal(true)
  })

  it('behavior: a chain that went back has not got the call any more', async () => {
    await sender.send(scene, 'open', {}, included)
    expect(sender.isSeen(49)).to.equal(false)
    expect(sender.isSeen(40)).to.equal(true)
  })

  it('behavior: that another was faster is no news; any other refusal is', async () => {
    for (const reason of ['NotLeader', 'WrongState', 'WrongRound', 'TooEarly'])
      expect(await sender.send(scene, 'mask', {}, refused(reason))).to.equal(false)
    expect(lines.map(({ level }) => level)).to.deep.equal(['debug', 'debug', 'debug', 'debug'])
    expect(await sender.send(scene, 'certify', {}, refused('BadSignature'))).to.equal(false)
    expect(lines.at(-1)).to.include({ level: 'warn', call: 'certify', reason: 'BadSignature' })
  })

  it('error: a chain that cannot be reached', async () => {
    const error = await sender
      .send(scene, 'open', {}, () => Promise.reject(new VainError('chain/unreachable', 'no', {})))
      .catch((caught: unknown) => caught)
    expect(error).to.include({ code: 'chain/unreachable' })
  })
})
