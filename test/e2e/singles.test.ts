import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  cidOfContent,
  decodeConfiguration,
  fromWords,
  maxConfigurationBytes,
  type RoundView,
  toWords,
} from '@vain/protocol'
import { expect } from 'chai'
import { integersOf, plainMedian, plainModel } from '../integration/groups/plainRound.ts'
import { waitForLog } from './logTail.ts'
import { openTestNetwork, sendersOf, type TestNetwork } from './network.ts'
import { runScript } from './vain.ts'

/** Real processes that sum nothing: every update stands alone, and is public. */
describe('a network without masks', function () {
  this.timeout(600_000)
  const loner = 'node-4'
  let network: TestNetwork
  let round: RoundView

  before(async () => {
    network = await openTestNetwork({
      ...{ grouping: 'singles', combine: 'median' },
      ...{ aggregators: 1, validators: 1 },
    })
    network.startAll([loner])
    network.start(loner, { allowUnmasked: false })
    const run = await network.until(({ machine }) => machine.cursor.version > 0)
    round = run.rounds.find(({ certificate }) => certificate !== undefined) as RoundView
  })

  after(() => network.close())

  const read = (cid: string, maxBytes: number): Promise<Uint8Array> =>
    network.content.get(cid, { maxBytes, timeoutMs: 20_000 })
  const readFloats = async (cid: string): Promise<Float32Array> => {
    const bytes = await read(cid, 1 << 20)
    return new Float32Array(toWords(bytes, bytes.length / 4).buffer)
  }

  it('default: a node whose operator did not agree takes no part, and says why', async () => {
    const line = await waitForLog(
      [network.folder.logFile(loner)],
      ({ msg }) => msg === 'takes no part in this run',
    )
    expect(line).to.include({ reason: 'unmasked' })
    expect(line.detail).to.include('--allow-unmasked')
    const index = network.indexOf(loner)
    expect(round.members).to.include(index)
    expect((await sendersOf(network, round)).roster).not.to.include(index)
    expect(round.survivors).to.have.length(4).and.not.to.include(index)
  })

  it('default: the model is the median of what the others kept, bit for bit', async () => {
    const bytes = await read(network.run().configCid, maxConfigurationBytes)
    const configuration = decodeConfiguration(bytes) ?? expect.fail('no configuration')
    const { numbers, parameters, genesisModel } = configuration
    const updates = (round.survivors ?? []).map((index) => {
      const folder = network.folder.memberFolder(network.nameOf(index))
      const kept = readFileSync(join(folder, 'inputs', `${round.run}-${round.round}.bin`))
      const words = toWords(new Uint8Array(kept), parameters + 1)
      return integersOf(words, numbers.laneBits, parameters + 1)
    })
    const parent = await readFloats(genesisModel.cid)
    const expected = plainModel(parent, updates, plainMedian, numbers, round.openHead)
    const { proposal } = round
    const model = await readFloats(cidOfContent(proposal?.model.content ?? '0x'))
    expect(fromWords(model)).to.deep.equal(fromWords(expected))
  })

  it('default: an audit derives it again', async () => {
    const { rpcUrl, deployment } = network
    const { code, out } = await runScript('node/bin/vain.mjs', [
      ...['audit', '--rpc-url', rpcUrl, '--ledger', deployment.ledger, '--json'],
    ])
    expect(code, out).to.equal(0)
    expect(JSON.parse(out).checks.certificates).to.be.at.least(1)
  })
})
