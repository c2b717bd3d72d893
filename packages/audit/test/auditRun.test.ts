import { toHex } from '@vain/base'
import { blsSign } from '@vain/crypto'
import { type Artefact, cidOfContent, type Hex, toBitmap } from '@vain/protocol'
import {
  createSyntheticNetwork,
  createSyntheticRun,
  playRound,
  type SyntheticNetwork,
  type SyntheticOperator,
  type SyntheticRun,
} from '@vain/testkit'
import { expect } from 'chai'
import type { AuditFault } from '../src/index.ts'
import { altered, audit, flip, inputsOf, progressOf, rewritten, roundOf } from './support.ts'

const other: Hex = `0x${'ab'.repeat(32)}`

const cidOf = (artefact: Artefact | undefined): string => cidOfContent(artefact?.content ?? '0x')

describe('auditRun', () => {
  let played: SyntheticRun

  before(async () => {
    // Four members, threshold 3: one dropped, an aborted round, one vanished and one non-signer.
    played = await createSyntheticRun([
      { silent: { mask: [1] } },
      { abortIn: 'masked' },
      { silent: { reveal: [2], attest: [0] } },
    ])
  })

  const faultOf = async (
    content: Parameters<typeof audit>[0],
    inputs = inputsOf(played),
  ): Promise<AuditFault | undefined> => {
    const report = await audit(content, inputs)
    expect(report.ok).to.equal(report.fault === undefined)
    return report.fault
  }

  it('behavior: up to a block, artefacts of rounds certified later are not asked for', async () => {
    const [first, , third] = [1, 2, 3].map((round) => roundOf(played, round))
    const upTo = first?.certificate?.at.block as number
    const content = altered(played.content, cidOf(third?.masks))
    expect((await audit(content, inputsOf(played))).ok).to.equal(false)
    const report = await audit(content, inputsOf(played), { upTo })
    expect(report).to.deep.include({ ok: true, upTo, block: played.chain.block() })
    expect(report.rounds.map(({ outcome }) => outcome)).to.deep.equal([
      'verified',
      'aborted',
      'unchecked',
    ])
    const none = await audit(content, inputsOf(played), { upTo: upTo - 1 })
    expect(none.checks.certificates).to.equal(0)
  })

  it('default: an honest run is verified from its first event to its head', async () => {
    const report = await audit(played.content, inputsOf(played))
    expect(report.fault).to.equal(undefined)
    expect(report.ok).to.equal(true)
    expect(report.name).to.equal('synthetic')
    expect(report.rounds.map(({ outcome }) => outcome)).to.deep.equal([
      'verified',
      'aborted',
      'verified',
    ])
    expect(report.rounds.map(({ version }) => version)).to.deep.equal([1, undefined, 2])
    expect(report.rounds[1]?.reached).to.equal('masked')
    expect(report.rounds[0]?.sets).to.deep.equal({
      members: 4,
      threshold: 3,
      roster: 4,
      u1: 4,
      u2: 3,
      revealed: 3,
    })
    expect(report.rounds[2]?.sets.revealed).to.equal(3)
    // Operator 0 has a stake of 100 of 406.
    expect(report.rounds[2]?.signedShare).to.equal(0.7536)
    expect(report.checks).to.deep.equal({
      events: inputsOf(played).events.length,
      validatorSets: 1,
      possessionProofs: 4,
      // Configuration, three programs and policies, first model; per round four bundles, sum,
      // model, evaluations and the vectors.
      artefacts: 5 + 2 * 7 + 7,
      messages: 18 + 19,
      vectors: 7,
      certificates: 2,
    })
  })

  it('behavior: tells how far it is, and what it read', async () => {
    const progress = await progressOf(played.content, inputsOf(played))
    expect(progress.map(({ kind }) => kind).join(' ')).to.equal('step step step round round report')
    const rounds = progress.filter((one) => one.kind === 'round')
    expect(rounds.map(({ at, of }) => `${at}/${of}`)).to.deep.equal(['1/2', '2/2'])
    expect(rounds.every(({ bytes, seconds }) => bytes > 0 && seconds > 0)).to.equal(true)
    const bytes = rounds.reduce((sum, { round }) => sum + round.bytes, 0)
    expect(bytes).to.be.lessThan(rounds.at(-1)?.bytes ?? 0)
  })

  it('behavior: a run without rounds and a live round are nothing to complain about', async () => {
    const fresh = await createSyntheticRun([])
    expect((await audit(fresh.content, inputsOf(fresh))).ok).to.equal(true)
    fresh.chain.send(1, fresh.chain.leader(1), { call: 'open' })
    const report = await audit(fresh.content, inputsOf(fresh))
    expect(report.ok).to.equal(true)
    expect(report.rounds.map(({ outcome }) => outcome)).to.deep.equal(['live'])
  })

  it('behavior: models are derived from derived models, never from published ones', async () => {
    const { proposal } = roundOf(played, 1)
    const asked: string[] = []
    await audit(
      {
        get: (cid, ...rest) => {
          asked.push(cid)
          return played.content.get(cid, ...rest)
        },
      },
      inputsOf(played),
    )
    // Once to be compared, not again as the parent of round 3.
    expect(asked.filter((cid) => cid === cidOf(proposal?.model))).to.have.length(1)
  })

  describe('behavior: after a verdict or a rollback', () => {
    let courted: SyntheticNetwork

    before(async () => {
      courted = await createSyntheticNetwork()
      const { chain, genesisModel } = courted
      const first = await playRound(courted, genesisModel, { forced: [2] })
      chain.pass(10)
      await playRound(courted, first as Float32Array, { forgeSum: (sum) => sum.fill(9, 0, 1) })
      chain.send(1, undefined, { call: 'dispute', round: 2, until: chain.now() + 100 })
      chain.send(1, undefined, { call: 'settle', round: 2, stands: false })
      const second = await playRound(courted, first as Float32Array, {})
      chain.pass(10)
      expect(second).not.to.equal(undefined)
    })

    it('what a court overturned is left out, and the run goes on from the model before', async () => {
      const report = await audit(courted.content, inputsOf(courted))
      expect(report.fault).to.equal(undefined)
      const outcomes = ['verified', 'overturned', 'verified']
      expect(report.rounds.map(({ outcome }) => outcome)).to.deep.equal(outcomes)
      expect(report.rounds.map(({ version }) => version)).to.deep.equal([1, 2, 3])
      expect(report.rounds[0]?.sets.roster).to.equal(4)
    })

    it('a run may go back to any model that it had, and to no other', async () => {
      const { chain, content, genesisModel } = courted
      const genesis = { root: chain.view().runs.get(1)?.spec.genesisModelRoot ?? '0x' }
      const model = { ...genesis, content: other }
      chain.send(1, undefined, { call: 'rollback', version: 0, model })
      await playRound(courted, genesisModel, {})
      expect((await audit(content, inputsOf(courted))).fault).to.equal(undefined)
      chain.pass(10)
      const unknown = { root: other, content: other }
      chain.send(1, undefined, { call: 'rollback', version: 1, model: unknown })
      await playRound(courted, genesisModel, {})
      const { fault } = await audit(content, inputsOf(courted))
      expect(fault).to.include({ round: 5, artefact: 'model', reason: 'unknown-model' })
    })
  })

  it('error: a leader cannot make the audit of an honest round fail with a place of its own', async () => {
    const network = await createSyntheticNetwork()
    const { chain, genesisModel } = network
    const send: typeof chain.send = (run, caller, call) => {
      if (call.call === 'certify')
        for (const content of [other, roundOf(network, 1).masks?.content ?? other]) {
          const evaluation = { ...call.evaluation, content }
          expect(() => chain.send(run, caller, { ...call, evaluation })).to.throw('BadSignature')
        }
      chain.send(run, caller, call)
    }
    await playRound({ ...network, chain: { ...chain, send } }, genesisModel, {})
    const report = await audit(network.content, inputsOf(network))
    expect(report.rounds.map(({ outcome }) => outcome)).to.deep.equal(['verified'])
  })

  describe('finds and names', () => {
    it('a flipped byte in a model', async () => {
      const { proposal } = roundOf(played, 3)
      expect(
        await faultOf(altered(played.content, cidOf(proposal?.model), flip(77))),
      ).to.deep.equal({ round: 3, artefact: 'model', reason: 'content-mismatch', offset: 77 })
    })

    it('a flipped byte in a masked vector', async () => {
      const vector = await played.members[3]?.vector({ run: 1, round: 1 })
      const cid = await played.content.put(vector as Uint8Array)
      const fault = await faultOf(altered(played.content, cid, flip(5)))
      expect(fault).to.include({ round: 1, artefact: 'vector', reason: 'root-mismatch', sender: 3 })
    })

    it('a shortened masked vector', async () => {
      const vector = await played.members[0]?.vector({ run: 1, round: 3 })
      const cid = await played.content.put(vector as Uint8Array)
      const fault = await faultOf(altered(played.content, cid, (bytes) => bytes.slice(4)))
      expect(fault).to.include({ round: 3, artefact: 'vector', reason: 'wrong-length', sender: 0 })
    })

    it('a flipped byte in a reveal', async () => {
      const cid = cidOf(roundOf(played, 3).proposal?.reveals)
      // Somewhere in the second of three envelopes; operator 2 vanished.
      const fault = await faultOf(altered(played.content, cid, flip(350)))
      expect(fault).to.include({
        round: 3,
        artefact: 'reveals',
        reason: 'root-mismatch',
        sender: 1,
      })
    })

    for (const [name, artefact, find] of [
      ['roster', 'roster', (round: number) => roundOf(played, round).roster],
      ['share bundle', 'shares', (round: number) => roundOf(played, round).share],
      ['mask bundle', 'masks', (round: number) => roundOf(played, round).masks],
      ['reveal artefact', 'reveals', (round: number) => roundOf(played, round).proposal?.reveals],
      ['sum', 'sum', (round: number) => roundOf(played, round).proposal?.sum],
      ['model', 'model', (round: number) => roundOf(played, round).proposal?.model],
      [
        'evaluation bundle',
        'evaluations',
        (round: number) => roundOf(played, round).certificate?.evaluation,
      ],
    ] as const) {
      it(`a missing ${name}`, async () => {
        const fault = await faultOf(altered(played.content, cidOf(find(3))))
        expect(fault).to.include({ round: 3, artefact, reason: 'missing' })
      })

      it(`a ${name} that is another round's`, async () => {
        const swapped = await played.content.get(cidOf(find(1)), { maxBytes: 1e9, timeoutMs: 1 })
        const fault = await faultOf(altered(played.content, cidOf(find(3)), () => swapped))
        expect(fault).to.include({ round: 3, artefact })
        expect(fault?.reason).to.match(/mismatch/)
      })
    }

    it('an altered event', async () => {
      const changed = rewritten(inputsOf(played), 'masked', 3, { survivors: toBitmap([0, 1, 2]) })
      const fault = await faultOf(played.content, changed)
      expect(fault).to.include({ round: 3, artefact: 'ledger', reason: 'diverged' })
      expect(fault?.detail).to.contain('head')
    })

    it('an altered version, and an altered state of an abort', async () => {
      const version = rewritten(inputsOf(played), 'certified', 3, { version: 7 })
      expect(await faultOf(played.content, version)).to.include({ round: 3, reason: 'diverged' })
      const aborted = rewritten(inputsOf(played), 'aborted', 2, { from: 'open' })
      expect(await faultOf(played.content, aborted)).to.include({ round: 2, reason: 'diverged' })
    })

    it('an event that is left out', async () => {
      const inputs = inputsOf(played)
      const events = inputs.events.filter((event) => event.kind !== 'masked' || event.round !== 1)
      const fault = await faultOf(played.content, { ...inputs, events })
      expect(fault).to.include({ round: 1, artefact: 'ledger', reason: 'diverged' })
    })

    it('another membership than the registrations give', async () => {
      const { events, ...inputs } = inputsOf(played)
      const changed = events.map((event) =>
        event.kind === 'registered' && event.index === 4 ? { ...event, roles: 6 } : event,
      )
      const fault = await faultOf(played.content, { ...inputs, events: changed })
      expect(fault).to.include({ round: 1, artefact: 'ledger', reason: 'diverged' })
      expect(fault?.detail).to.contain('membership')
    })

    it('a history that ends before the contract does', async () => {
      const inputs = inputsOf(played)
      const fault = await faultOf(played.content, { ...inputs, events: inputs.events.slice(0, -1) })
      expect(fault).to.include({ artefact: 'ledger', reason: 'words-differ' })
    })

    for (const [word, words] of [
      ['head', { head: other }],
      ['inbox', { inbox: other }],
    ] as const)
      it(`another ${word} in the contract`, async () => {
        const inputs = inputsOf(played)
        const changed = { ...inputs, words: { ...inputs.words, ...words } }
        const fault = await faultOf(played.content, changed)
        expect(fault).to.include({ artefact: 'ledger', reason: 'words-differ' })
        expect(fault?.detail).to.contain(word).and.to.contain(other)
      })

    it('a run that does not exist', async () => {
      const fault = await faultOf(played.content, { ...inputsOf(played), run: 2 })
      expect(fault).to.include({ artefact: 'ledger', reason: 'no-such-run' })
    })

    it('a wrong genesis model', async () => {
      const { cid } = played.configuration.genesisModel
      const fault = await faultOf(altered(played.content, cid, flip(0)))
      expect(fault).to.include({ artefact: 'genesis-model', reason: 'root-mismatch' })
    })

    it('a genesis root that is another than the configuration names', async () => {
      const spec = played.chain.view().runs.get(1)?.spec
      const changed = rewritten(inputsOf(played), 'run-created', undefined, {
        spec: { ...(spec as NonNullable<typeof spec>), genesisModelRoot: other },
      })
      // The lineage begins with it, so the first round already does not follow.
      const fault = await faultOf(played.content, changed)
      expect(fault).to.include({ round: 1, artefact: 'ledger', reason: 'diverged' })
    })

    for (const [artefact, named] of [
      ['train-program', 'trainProgram'],
      ['evaluate-program', 'evaluateProgram'],
      ['data-policy', 'dataPolicy'],
    ] as const) {
      it(`a changed ${artefact}`, async () => {
        const { cid } = played.configuration[named]
        const fault = await faultOf(altered(played.content, cid, flip(0)))
        expect(fault).to.include({ artefact, reason: 'content-mismatch' })
      })

      it(`a ${artefact} that is another than the contract names`, async () => {
        const spec = played.chain.view().runs.get(1)?.spec as object
        const changed = rewritten(inputsOf(played), 'run-created', undefined, {
          spec: { ...spec, [`${named}Hash`]: other } as never,
        })
        const fault = await faultOf(played.content, changed)
        expect(fault).to.include({ artefact, reason: 'content-mismatch' })
      })
    }

    it('a changed configuration', async () => {
      const cid = played.chain.view().runs.get(1)?.configCid ?? ''
      const fault = await faultOf(altered(played.content, cid, flip(20)))
      expect(fault).to.include({ artefact: 'configuration', reason: 'content-mismatch' })
    })

    it('a forged certificate', async () => {
      const { certificate } = roundOf(played, 3)
      const { keys } = played.operators[1] as SyntheticOperator
      const digest = Uint8Array.from(Buffer.from(certificate?.digest.slice(2) ?? '', 'hex'))
      // One of three signers alone.
      const signature = blsSign(keys.bls, digest)
      const fault = await faultOf(
        played.content,
        rewritten(inputsOf(played), 'certified', 3, { signature }),
      )
      expect(fault).to.include({ round: 3, artefact: 'certificate', reason: 'bad-signature' })
    })

    it('a certificate that names another evaluation bundle than was signed', async () => {
      const { certificate } = roundOf(played, 1)
      const changed = { evaluation: certificate?.evaluation }
      const fault = await faultOf(
        played.content,
        rewritten(inputsOf(played), 'certified', 3, changed),
      )
      expect(fault).to.include({ round: 3, artefact: 'ledger', reason: 'diverged' })
    })

    it('a certificate that claims a signer it has not', async () => {
      const changed = { nonSigners: new Uint8Array() }
      const fault = await faultOf(
        played.content,
        rewritten(inputsOf(played), 'certified', 3, changed),
      )
      expect(fault).to.include({ round: 3, artefact: 'ledger', reason: 'diverged' })
    })

    it('a validator set with a key of its own', async () => {
      const changed = rewritten(inputsOf(played), 'snapshotted', undefined, {
        aggregateKey: (played.operators[0] as SyntheticOperator).operator.blsKey,
      })
      const fault = await faultOf(played.content, changed)
      expect(fault).to.include({ artefact: 'validator-set', reason: 'wrong-key' })
    })

    it('a validator that did not prove its key', async () => {
      const { operator } = played.operators[1] as SyntheticOperator
      const inputs = inputsOf(played)
      const events = inputs.events.map((event) =>
        event.kind === 'registered' && event.index === 0
          ? { ...event, blsProof: operator.blsProof }
          : event,
      )
      const fault = await faultOf(played.content, { ...inputs, events })
      expect(fault).to.include({ artefact: 'validator-set', sender: 0, reason: 'bad-signature' })
    })
  })

  it('vector: the head of the report is the contract’s', async () => {
    const { head } = await audit(played.content, inputsOf(played))
    expect(head).to.equal(played.chain.view().runs.get(1)?.machine.head)
    expect(toHex(new Uint8Array(32))).to.not.equal(head)
  })
})
