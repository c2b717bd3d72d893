import type { Clock, Log, LogFields } from '@vain/base'
import { isReverted, type Receipt } from '@vain/chain'
import type { RunScene } from './round/index.ts'
import type { CallName, Work } from './work.ts'

/** Sends the calls of one run, and knows how far the chain has to be seen before the next. */
export type Sender = {
  readonly send: Work['send']
  /** Whether the last call that was included is in what the chain shows. */
  isSeen(block: number): boolean
  /** Tells that a state was seen for the first time: from here its seconds count. */
  enter(state: string): void
}

/** What a call leads to, and how the log says so. */
const results: Record<CallName, { readonly state: string; readonly message: string }> = {
  snapshot: { state: 'snapshotted', message: 'took a validator set' },
  open: { state: 'open', message: 'opened a round' },
  mask: { state: 'masked', message: 'fixed what goes into the sum' },
  propose: { state: 'proposed', message: 'proposed a model' },
  certify: { state: 'certified', message: 'certified a model' },
  finalize: { state: 'final', message: 'closed a round' },
  abort: { state: 'aborted', message: 'aborted a round' },
}

/** Refusals that only mean that another aggregator, or time, was faster. */
const expected = [
  'NotLeader',
  'WrongState',
  'WrongRound',
  'TooEarly',
  'DeadlinePassed',
  'AlreadySnapshotted',
  'NoValidators',
]

export function createSender(deps: { readonly clock: Clock; readonly log: Log }): Sender {
  const { clock, log } = deps
  let [sentBlock, seenBlock] = [0, 0]
  let entered = { state: '', atMs: clock.now() }

  function report(scene: RunScene, call: CallName, receipt: Receipt, facts: LogFields): void {
    const { run, machine } = scene.run
    const { state, message } = results[call]
    const round = machine.cursor.round + (call === 'open' ? 1 : 0)
    const seconds = (clock.now() - entered.atMs) / 1_000
    const gasUsed = Number(receipt.gasUsed)
    log.info(message, { run, round, state, ...facts, seconds, call, gasUsed })
  }

  return {
    async send(scene, call, facts, transact) {
      try {
        const receipt = await transact()
        sentBlock = receipt.block
        report(scene, call, receipt, facts)
        return true
      } catch (error) {
        if (!isReverted(error)) throw error
        const reason = error.context.error
        const say = expected.includes(reason) ? log.debug : log.warn
        say('the contract refused a call', { run: scene.run.run, call, reason })
        return false
      }
    },
    isSeen(block) {
      // A chain that went back may never have the block that the call was in.
      if (block < seenBlock) sentBlock = 0
      seenBlock = block
      return block >= sentBlock
    },
    enter(state) {
      if (state !== entered.state) entered = { state, atMs: clock.now() }
    },
  }
}
