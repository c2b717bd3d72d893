import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cidOf } from '@vain/net/artefacts'
import { artefactHash, type Configuration, encodeConfiguration } from '@vain/protocol'
import { createSyntheticNetwork, startTestChain, type TestChain } from '@vain/testkit'
import { expect } from 'chai'
import { planPrivacy } from '../../../src/cli/privacy/planPrivacy.ts'
import { privacyCommand } from '../../../src/cli/privacy/privacy.ts'
import { privateSettings } from '../../support/privateSettings.ts'
import { printed } from '../network/account.ts'

const succeed = (): never => expect.fail('it should have failed')

describe('privacyCommand', function () {
  this.timeout(60_000)
  let chain: TestChain
  let server: Server
  let served = new Map<string, Uint8Array>()

  before(async () => {
    chain = await startTestChain({ accounts: 2 })
    server = createServer((request, response) => {
      const bytes = served.get(request.url ?? '')
      response.statusCode = bytes === undefined ? 404 : 200
      response.end(bytes)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  after(async () => {
    server.close()
    await chain.stop()
  })

  /** Puts a run with this configuration on the chain. */
  async function createRun(configuration: Configuration): Promise<void> {
    const bytes = encodeConfiguration(configuration)
    const cid = String(await cidOf(bytes))
    served.set(`/ipfs/${cid}`, bytes)
    const word = (byte: string): `0x${string}` => `0x${byte.repeat(32)}`
    await chain.writers[0]?.createRun(
      {
        configHash: artefactHash(bytes),
        trainProgramHash: word('02'),
        evaluateProgramHash: word('03'),
        dataPolicyHash: word('04'),
        genesisModelRoot: word('05'),
        params: {
          ...{ minMembers: 2, corruptionBps: 1_000, turnSeconds: 20, phaseTurns: 3 },
          ...{ trainSeconds: 5, disputeSeconds: 10, finalityBlocks: 1, maxEpochAge: 100 },
          lastRound: 400,
        },
      },
      cid,
    )
  }

  const look = (run: number, ...more: string[]) => {
    const { port } = server.address() as AddressInfo
    const at = ['--rpc-url', chain.url, '--ledger', chain.deployment.ledger]
    const argv = [...at, '--source', `http://127.0.0.1:${port}`, '--run', `${run}`, ...more]
    return printed(() => privacyCommand(argv))
  }

  it('default: says what a run promises, from the chain and its configuration', async () => {
    const { configuration } = await createSyntheticNetwork({
      runSettings: privateSettings('record'),
    })
    await createRun(configuration)
    const { code, text } = await look(1)
    expect(code).to.equal(0)
    expect(text).to.match(/protects {13}one example/)
    expect(text).to.match(/ε of all 400 +\d+\.\d{4} \(.* by privacy losses, .* by Rényi/)
    expect(text).to.include('round 0 of 400')
    expect(text).to.not.include('WARNING')
    const { protection } = JSON.parse((await look(1, '--json')).text)
    expect(protection.soFar.epsilon).to.equal(0)
    expect(protection.budget.epsilon).to.be.above(protection.perRound.epsilon)
    expect(protection.delta).to.equal(1e-5)
  })

  it('default: says plainly that nothing is protected', async () => {
    const { configuration } = await createSyntheticNetwork()
    await createRun(configuration)
    const { code, text } = await look(2)
    expect(code).to.equal(1)
    expect(text).to.include('NOT PROTECTED')
  })

  it('behavior: warns of noise that leaves nothing to learn', async () => {
    const { configuration } = await createSyntheticNetwork({ runSettings: privateSettings('node') })
    await createRun(configuration)
    const { text } = await look(3)
    expect(text).to.match(/protects {13}all that one member put in/)
    expect(text).to.match(/WARNING: in a mean of 2 the noise is \d+ times what was learnt/)
  })

  it('error: a gateway that gives another configuration, a run that is not there', async () => {
    const [first] = served.keys()
    const [, , other] = served.values()
    const kept = served
    served = new Map([[first ?? '', other ?? new Uint8Array()]])
    await look(1).then(succeed, ({ code }) => {
      expect(code).to.be.oneOf(['vain/other-configuration', 'net/unavailable'])
    })
    served = kept
    await look(9).then(succeed, ({ code }) => expect(code).to.equal('vain/no-run'))
  })

  it('error: neither a run nor a plan', async () => {
    await privacyCommand([]).then(succeed, ({ code }) => {
      expect(code).to.equal('vain/bad-argument')
    })
  })
})

describe('planPrivacy', () => {
  const asked = { epsilon: '4', deltaExponent: 5, samplingRate: '0.02' }

  it('default: the rounds that noise pays for, and the noise that rounds need', () => {
    const byNoise = planPrivacy({ ...asked, noiseMultiplier: '1.1', rounds: undefined })
    expect(byNoise.loss).to.be.within(3.99, 4)
    const byRounds = planPrivacy({
      ...asked,
      noiseMultiplier: undefined,
      rounds: byNoise.lastRound,
    })
    expect(byRounds.noiseMultiplier).to.be.within(1.098, 1.101)
    expect(byRounds.loss).to.be.at.most(4)
  }).timeout(60_000)

  it('behavior: says that it cannot be', () => {
    const plan = planPrivacy({
      ...asked,
      epsilon: '0.0001',
      noiseMultiplier: '0.5',
      rounds: undefined,
    })
    expect(plan).to.deep.include({ isPossible: false, lastRound: 0 })
  })

  it('error: both, or neither', () => {
    for (const more of [{}, { noiseMultiplier: '1', rounds: 5 }])
      expect(() =>
        planPrivacy({ noiseMultiplier: undefined, rounds: undefined, ...asked, ...more }),
      ).to.throw(/needs rounds/)
  })
})
