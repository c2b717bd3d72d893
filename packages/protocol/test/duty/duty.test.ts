import { expect } from 'chai'
import {
  aggregatorDuty,
  createLedgerView,
  createRunMachine,
  type LedgerView,
  type MemberMemory,
  memberDuty,
  type Operator,
  type Place,
  type RoundState,
  type RoundView,
  type RunView,
  recoverRefusal,
  roles,
} from '../../src/index.ts'
import { readScenarios, rootFor } from '../round/scenario.ts'

const { params } = readScenarios()
const place = (block: number): Place => ({
  block,
  blockHash: rootFor('block'),
  timestamp: 100,
  transaction: rootFor('transaction'),
  logIndex: 0,
})
const record = (indices: readonly number[], block = 10) => ({
  at: place(block),
  root: rootFor('root'),
  indices,
  cid: 'bafy',
})

function roundIn(state: RoundState, change: Partial<RoundView> = {}): [RunView, RoundView] {
  const everyone = [0, 1, 2, 3, 4]
  const round: RoundView = {
    run: 1,
    round: 7,
    epoch: 1,
    parentHead: rootFor('head'),
    model: { root: rootFor('model'), cid: 'bafy' },
    members: everyone,
    threshold: 4,
    opened: place(5),
    openTranscript: rootFor('open'),
    transcript: rootFor('open'),
    roster: record(everyone),
    shares: record(everyone),
    masks: record([0, 1, 2, 3]),
    ...change,
  }
  const machine = createRunMachine(rootFor('genesis'))
  const cursor = { ...machine.cursor, round: 7, state, since: 100, members: 5, threshold: 4 }
  const spec = {
    configHash: rootFor('c'),
    trainProgramHash: rootFor('t'),
    evaluateProgramHash: rootFor('e'),
    dataPolicyHash: rootFor('d'),
    genesisModelRoot: rootFor('g'),
    params: { ...params, finalityBlocks: 2 },
  }
  const run: RunView = {
    run: 1,
    spec,
    configCid: 'bafy',
    createdAt: 50,
    machine: { ...machine, cursor },
    rounds: [round],
  }
  return [run, round]
}

const open: MemberMemory = { open: rootFor('open') }
const dealt: MemberMemory = { ...open, ctx: rootFor('ctx') }
const masked: MemberMemory = { ...dealt, masked: true }

function duty(state: RoundState, memory: MemberMemory, head = 20, index = 1): string {
  const [run, round] = roundIn(state)
  const found = memberDuty(run, round, index, memory, head)
  return found.do === 'refuse' ? found.reason : found.do
}

describe('memberDuty', () => {
  it('default: one step after the other, each once', () => {
    expect(duty('open', {})).to.equal('advertise')
    expect(duty('open', open)).to.equal('nothing')
    expect(duty('rostered', open)).to.equal('share')
    expect(duty('rostered', dealt)).to.equal('nothing')
    expect(duty('shared', dealt)).to.equal('mask')
    expect(duty('shared', masked)).to.equal('nothing')
    expect(duty('masked', masked)).to.equal('reveal')
    expect(duty('masked', { ...masked, revealed: true })).to.equal('nothing')
    expect(duty('certified', masked)).to.equal('nothing')
  })

  it('behavior: nothing is revealed before the survivor set is final', () => {
    expect(duty('masked', masked, 11)).to.equal('nothing')
    expect(duty('masked', masked, 12)).to.equal('reveal')
  })

  it('behavior: whoever missed a step sits the round out', () => {
    expect(duty('rostered', {})).to.equal('nothing')
    expect(duty('shared', open)).to.equal('nothing')
    expect(duty('masked', dealt)).to.equal('nothing')
    expect(duty('masked', masked, 20, 4)).to.equal('nothing')
    expect(duty('open', {}, 20, 9)).to.equal('nothing')
  })

  it('error: the same round opened twice, a roster or U1 without it', () => {
    expect(duty('rostered', { open: rootFor('other') })).to.equal('replayed-round')
    const [run, round] = roundIn('rostered', { roster: record([0, 2, 3, 4]) })
    expect(memberDuty(run, round, 1, open, 20)).to.have.property('reason', 'not-in-roster')
    const [shared, without] = roundIn('shared', { shares: record([0, 2, 3, 4]) })
    expect(memberDuty(shared, without, 1, dealt, 20)).to.have.property('reason', 'not-in-u1')
  })

  it('behavior: secrets are erased when the round is over, once', () => {
    const [run, round] = roundIn('aborted', { aborted: place(30) })
    expect(memberDuty(run, round, 1, masked, 40)).to.deep.equal({ do: 'erase' })
    expect(memberDuty(run, round, 1, { ...masked, erased: true }, 40).do).to.equal('nothing')
    expect(memberDuty(run, round, 1, {}, 40).do).to.equal('nothing')
  })
})

describe('recoverRefusal', () => {
  const refusal = (state: RoundState, memory: MemberMemory, head: number): string | undefined => {
    const [run, round] = roundIn(state)
    return recoverRefusal(run, round, 1, memory, head)
  }

  it('behavior: shares come out between finality of U2 and the next transition only', () => {
    expect(refusal('masked', dealt, 12)).to.equal(undefined)
    expect(refusal('masked', dealt, 11)).to.equal('too-early')
    expect(refusal('shared', dealt, 12)).to.equal('too-early')
    expect(refusal('revealed', dealt, 12)).to.equal('too-early')
    expect(refusal('masked', open, 12)).to.equal('not-a-member')
    expect(refusal('masked', { ...dealt, erased: true }, 12)).to.equal('erased')
  })
})

describe('aggregatorDuty', () => {
  const operator = (index: number, role: number): [number, Operator] => [
    index,
    {
      index,
      address: `0x${index.toString(16).padStart(40, '0')}`,
      peerKey: new Uint8Array(64),
      roles: role,
      active: true,
      blsKey: new Uint8Array(),
      blsProof: new Uint8Array(),
      endpoints: [],
    },
  ]
  const view: LedgerView = {
    ...createLedgerView({ chainId: 1n, ledger: `0x${'11'.repeat(20)}` }),
    operators: new Map([
      ...[0, 1, 2, 3, 4].map((index) => operator(index, roles.trainer)),
      ...[5, 6].map((index) => operator(index, roles.aggregator)),
    ]),
    latestEpoch: 1,
  }
  const at = (state: RoundState, now: number, index = 5, change: Partial<LedgerView> = {}) =>
    aggregatorDuty({ ...view, ...change }, roundIn(state)[0], index, now)

  it('default: the leader collects each phase for half of its turn', () => {
    expect(at('open', 104)).to.deep.equal({ do: 'collect', phase: 'advertise', until: 110 })
    expect(at('rostered', 104)).to.have.property('phase', 'share')
    expect(at('shared', 104)).to.deep.equal({ do: 'collect', phase: 'mask', until: 140 })
    expect(at('masked', 104)).to.have.property('phase', 'reveal')
    expect(at('revealed', 104)).to.deep.equal({ do: 'propose' })
    expect(at('proposed', 104)).to.deep.equal({ do: 'certify', until: 110 })
  })

  it('behavior: the standby waits, and takes over when the turn has passed', () => {
    expect(at('open', 104, 6).do).to.equal('wait')
    expect(at('open', 121, 6)).to.deep.equal({ do: 'collect', phase: 'advertise', until: 130 })
    expect(at('open', 121, 5).do).to.equal('wait')
  })

  it('behavior: past the deadline anyone aborts', () => {
    expect(at('open', 161, 5).do).to.equal('abort')
    expect(at('open', 161, 6).do).to.equal('abort')
    expect(at('shared', 161, 6).do).not.to.equal('abort')
    expect(at('shared', 191, 6).do).to.equal('abort')
  })

  it('behavior: no round is opened without validators, members, or within the window', () => {
    expect(at('certified', 111).do).to.equal('open')
    expect(at('certified', 109).do).to.equal('wait')
    expect(at('final', 111, 5, { latestEpoch: undefined }).do).to.equal('wait')
    const few = new Map([...view.operators].filter(([index]) => index > 1))
    expect(at('final', 111, 5, { operators: few })).to.deep.equal({
      do: 'wait',
      reason: '3 of 4 trainers are registered',
    })
  })
})
