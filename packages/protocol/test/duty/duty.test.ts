import { expect } from 'chai'
import {
  aggregatorDuty,
  type BundleRefs,
  createLedgerView,
  createRunMachine,
  isOverAt,
  type LedgerView,
  leaderOf,
  type MemberMemory,
  maxContexts,
  memberDuty,
  mostBound,
  type Operator,
  type Place,
  type RoundState,
  type RoundView,
  type RunView,
  recoverRefusal,
  ringOf,
  roles,
} from '../../src/index.ts'
import { addressFor, artefactFor, readScenarios, rootFor } from '../round/scenario.ts'

const { params } = readScenarios()
const place = (block: number): Place => ({
  block,
  blockHash: rootFor('block'),
  timestamp: 100,
  transaction: rootFor('transaction'),
  logIndex: 0,
})
const [roster, share] = [artefactFor('roster'), artefactFor('share')]

/** A round that the operator with index 5 leads since second 100, for 20 seconds. */
function roundIn(state: RoundState, change: Partial<RoundView> = {}): [RunView, RoundView] {
  const masked = { masked: place(10), roster, share, survivors: [0, 1, 2, 3] }
  const model = { root: rootFor('model'), content: undefined }
  const round: RoundView = {
    run: 1,
    round: 7,
    epoch: 1,
    model,
    members: [0, 1, 2, 3, 4],
    threshold: 4,
    corruptionBps: 0,
    forced: [],
    opened: place(5),
    openHead: rootFor('open'),
    ...(state === 'open' ? {} : masked),
    ...change,
  }
  const machine = createRunMachine(rootFor('genesis'))
  const training = state === 'open' ? params.trainSeconds : 0
  const cursor = {
    ...machine.cursor,
    round: 7,
    state,
    since: 100,
    turnEnds: 120 + training,
    deadline: state === 'certified' ? 110 : 160 + training,
  }
  const { turnSeconds, phaseTurns, trainSeconds, disputeSeconds } = params
  const rules = { turnSeconds, phaseTurns, trainSeconds, disputeSeconds }
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
    machine: { ...machine, cursor, lead: { ...machine.lead, ...rules, leader: addressFor(5) } },
    past: [],
    rounds: [round],
    model,
    forced: [],
  }
  return [run, round]
}

const open: MemberMemory = { open: rootFor('open') }
const dealt: MemberMemory = { ...open, dealt: [roster.root] }
const masked: MemberMemory = { ...dealt, masked: { roster, share } }

function duty(
  state: RoundState,
  memory: MemberMemory,
  { head = 20, index = 1, asked }: { head?: number; index?: number; asked?: BundleRefs } = {},
): string {
  const [run, round] = roundIn(state)
  const found = memberDuty(run, round, index, memory, head, asked)
  return found.do === 'refuse' ? found.reason : found.do
}

describe('memberDuty', () => {
  const other = artefactFor('another bundle')

  it('default: one step after the other, each once', () => {
    expect(duty('open', {})).to.equal('advertise')
    expect(duty('open', open)).to.equal('nothing')
    expect(duty('open', open, { asked: { roster } })).to.equal('share')
    expect(duty('open', dealt, { asked: { roster } })).to.equal('nothing')
    expect(duty('open', dealt, { asked: { roster, share } })).to.equal('mask')
    expect(duty('open', masked, { asked: { roster, share } })).to.equal('nothing')
    expect(duty('masked', masked)).to.equal('reveal')
    expect(duty('masked', { ...masked, revealed: true })).to.equal('nothing')
    expect(duty('certified', masked)).to.equal('nothing')
  })

  it('behavior: a round is over that is forgotten, and none that has not opened', () => {
    const [live] = roundIn('masked')
    const [ended] = roundIn('aborted', { aborted: place(12) })
    expect([6, 7, 8].map((number) => isOverAt(live, number))).to.deep.equal([true, false, false])
    expect([6, 7, 8].map((number) => isOverAt(ended, number))).to.deep.equal([true, true, false])
  })

  it('behavior: the duty names the bundles to go by', () => {
    const [run, round] = roundIn('open')
    expect(memberDuty(run, round, 1, open, 20, { roster })).to.deep.equal({ do: 'share', roster })
    const found = memberDuty(run, round, 1, dealt, 20, { roster, share })
    expect(found).to.deep.equal({ do: 'mask', roster, share })
  })

  it('behavior: the next leader may name another roster, up to a bound', () => {
    expect(duty('open', dealt, { asked: { roster: other } })).to.equal('share')
    const full = Array.from({ length: maxContexts }, (_, i) => rootFor(`roster ${i}`))
    const memory = { ...open, dealt: full }
    expect(duty('open', memory, { asked: { roster: other } })).to.equal('too-many-contexts')
    const last = { roster: { ...other, root: full[3] ?? '0x' } }
    expect(duty('open', memory, { asked: last })).to.equal('nothing')
  })

  it('error: whoever has masked goes by no other bundles, whoever asks', () => {
    for (const asked of [
      { roster: other },
      { roster, share: other },
      { roster: other, share },
      { roster, share: { ...share, content: other.content } },
    ])
      expect(duty('open', masked, { asked }), JSON.stringify(asked)).to.equal('masked-elsewhere')
    for (const change of [{ roster: other }, { share: other }]) {
      const [run, round] = roundIn('masked', change)
      const found = memberDuty(run, round, 1, masked, 20)
      expect(found).to.deep.equal({ do: 'refuse', reason: 'masked-elsewhere' })
    }
  })

  it('behavior: nothing is revealed before the survivor set is final', () => {
    expect(duty('masked', masked, { head: 11 })).to.equal('nothing')
    expect(duty('masked', masked, { head: 12 })).to.equal('reveal')
  })

  it('behavior: whoever missed a step sits the round out', () => {
    expect(duty('open', open, { asked: { roster, share } })).to.equal('not-in-u1')
    expect(duty('masked', {})).to.equal('nothing')
    expect(duty('masked', dealt)).to.equal('nothing')
    expect(duty('masked', masked, { index: 4 })).to.equal('nothing')
    expect(duty('open', {}, { index: 9 })).to.equal('nothing')
  })

  it('error: the same round opened twice', () => {
    expect(duty('open', { open: rootFor('other') })).to.equal('replayed-round')
    expect(duty('masked', { ...masked, open: rootFor('other') })).to.equal('replayed-round')
  })

  it('behavior: secrets are erased when the round is over, once', () => {
    const [run, round] = roundIn('aborted', { aborted: place(30) })
    expect(memberDuty(run, round, 1, masked, 40)).to.deep.equal({ do: 'erase' })
    expect(memberDuty(run, round, 1, { ...masked, erased: true }, 40).do).to.equal('nothing')
    expect(memberDuty(run, round, 1, {}, 40).do).to.equal('nothing')
  })
})

describe('recoverRefusal', () => {
  const refusal = (
    state: RoundState,
    memory: MemberMemory,
    head: number,
    change: Partial<RoundView> = {},
  ): string | undefined => {
    const [run, round] = roundIn(state, change)
    return recoverRefusal(run, round, memory, head)
  }

  it('behavior: shares come out between finality of U2 and the next transition only', () => {
    expect(refusal('masked', dealt, 12)).to.equal(undefined)
    expect(refusal('masked', dealt, 11)).to.equal('too-early')
    expect(refusal('open', dealt, 12)).to.equal('too-early')
    expect(refusal('proposed', dealt, 12)).to.equal('too-early')
    expect(refusal('masked', open, 12)).to.equal('not-a-member')
    expect(refusal('masked', { ...dealt, erased: true }, 12)).to.equal('erased')
  })

  it('error: the chain fixed other bundles than it dealt or masked under', () => {
    const other = artefactFor('another bundle')
    expect(refusal('masked', dealt, 12, { roster: other })).to.equal('not-a-member')
    expect(refusal('masked', masked, 12, { share: other })).to.equal('masked-elsewhere')
    expect(refusal('masked', masked, 12)).to.equal(undefined)
  })
})

describe('aggregatorDuty', () => {
  const operator = (index: number, role: number): [number, Operator] => [
    index,
    {
      index,
      address: addressFor(index),
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
  type At = { index?: number; own?: Partial<BundleRefs>; view?: Partial<LedgerView> }
  const at = (state: RoundState, now: number, { index = 5, own, view: change }: At = {}) =>
    aggregatorDuty({ ...view, ...change }, roundIn(state)[0], index, now, own)
  const both = { roster, share }

  /** Whom the chain admits between two rounds. */
  const openerAt = (state: RoundState, now: number): number => {
    const [run] = roundIn(state)
    const ring = ringOf(view)
    return leaderOf(run.machine, { params, createdAt: run.createdAt, now, ring })?.index ?? -1
  }

  it('default: the leader collects roster, shares and masks in the first turn of open', () => {
    expect(at('open', 104)).to.deep.equal({ do: 'collect', phase: 'advertise', until: 105 })
    const withRoster = at('open', 104, { own: { roster } })
    expect(withRoster).to.deep.equal({ do: 'collect', phase: 'share', until: 110 })
    expect(at('open', 104, { own: both })).to.deep.equal({
      do: 'collect',
      phase: 'mask',
      until: 140,
    })
    expect(at('masked', 104)).to.deep.equal({ do: 'collect', phase: 'reveal', until: 110 })
    expect(at('proposed', 104)).to.deep.equal({ do: 'certify', until: 110 })
  })

  it('behavior: the standby waits, and takes over when the turn has passed', () => {
    expect(at('open', 149, { index: 6 }).do).to.equal('wait')
    const first = at('open', 151, { index: 6 })
    expect(first).to.deep.equal({ do: 'collect', phase: 'advertise', until: 155 })
    expect(at('open', 151, { index: 6, own: { roster } })).to.have.property('until', 160)
    expect(at('open', 151, { index: 6, own: both })).to.have.property('until', 165)
    expect(at('open', 151).do).to.equal('wait')
    expect(at('masked', 121, { index: 6 })).to.have.property('until', 130)
  })

  it('behavior: past the deadline anyone aborts', () => {
    for (const index of [5, 6]) {
      expect(at('open', 190, { index }).do).not.to.equal('abort')
      expect(at('open', 191, { index }).do).to.equal('abort')
      expect(at('masked', 161, { index }).do).to.equal('abort')
    }
  })

  it('behavior: no round is opened without validators, members, or within the window', () => {
    const index = openerAt('certified', 111)
    expect(at('certified', 111, { index }).do).to.equal('open')
    expect(at('certified', 109, { index }).do).to.equal('wait')
    const opener = openerAt('final', 111)
    const none = { latestEpoch: undefined }
    expect(at('final', 111, { index: opener, view: none }).do).to.equal('wait')
    expect(at('final', 111, { index: opener, view: { pausedUntil: 112 } }).do).to.equal('wait')
    expect(at('final', 111, { index: opener, view: { pausedUntil: 111 } }).do).to.equal('open')
    const few = new Map([...view.operators].filter(([member]) => member > 1))
    expect(at('final', 111, { index: opener, view: { operators: few } })).to.deep.equal({
      do: 'wait',
      reason: '3 of 4 trainers are registered',
    })
  })

  it('behavior: past the last round that the budget pays for, rounds are only made final', () => {
    const last = (state: RoundState) => {
      const [run] = roundIn(state)
      const spec = { ...run.spec, params: { ...params, lastRound: 7 } }
      return aggregatorDuty(view, { ...run, spec }, openerAt(state, 111), 111).do
    }
    expect(last('certified')).to.equal('finalize')
    expect(last('final')).to.equal('wait')
  })
})

describe('mostBound', () => {
  it('default: the bundles that most members have masked under', () => {
    const [a, b] = [
      { roster, share },
      { roster, share: artefactFor('another share') },
    ]
    expect(mostBound([])).to.equal(undefined)
    expect(mostBound([b])).to.equal(b)
    expect(mostBound([b, a, { ...a }])).to.equal(a)
  })
})
