import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { readLog, waitForLog } from './logTail.ts'
import { openTestNetwork, type TestNetwork, testParams } from './network.ts'
import { type ApiClient, type Operation, openApiClient, type Parameter } from './openApiClient.ts'
import { runScript } from './vain.ts'

/** The HTTP APIs of real daemons, driven from the documents that they serve. */
describe('HTTP API of the daemons', function () {
  this.timeout(600_000)
  const names = ['node-0', 'aggregator-0'] as const
  let network: TestNetwork
  const apis = new Map<string, ApiClient>()

  const urlOf = (name: string): string => {
    const lines = readLog(network.folder.logFile(name))
    return String(lines.findLast(({ msg }) => msg === 'serving health and artefacts')?.url)
  }
  const tokenOf = (name: string): string =>
    readFileSync(join(network.folder.memberFolder(name), 'api-token'), 'utf8').trim()
  const apiOf = (name: string): ApiClient => apis.get(name) as ApiClient
  const find = (name: string, operation: string): Operation =>
    apiOf(name).operations.find((it) => it.name === operation) as Operation

  /** Values that the parameters of any operation may have here. */
  function valuesHere(): Readonly<Record<string, string>> {
    const round = network.run().rounds.find(({ certificate }) => certificate)
    // Whoever takes part in a run has its configuration.
    const cid = network.run().configCid
    return { run: '1', round: String(round?.round), before: '100', limit: '20', cid }
  }

  before(async () => {
    network = await openTestNetwork(
      { nodes: 3, aggregators: 1, validators: 1 },
      // A single turn: there is nobody to hand it to, and what is not certified in it is aborted.
      { ...testParams, minMembers: 3, phaseTurns: 1 },
    )
    network.startAll()
    await network.until((run) => run.machine.cursor.version >= 1, 500_000)
    for (const name of names) apis.set(name, await openApiClient(urlOf(name)))
  })
  after(() => network.close())

  it('default: every operation answers what its document says', async () => {
    for (const name of names)
      for (const operation of apiOf(name).operations) {
        const headers = { authorization: `Bearer ${tokenOf(name)}` }
        const asked = { parameters: valuesHere(), headers }
        const body = operation.hasBody && { body: '{"paused":false}' }
        const { status, faults } = await apiOf(name).call(operation, { ...asked, ...body })
        expect(faults, `${name} ${operation.name}`).to.deep.equal([])
        expect(status, operation.name).to.equal(operation.isStream ? 426 : 200)
      }
  })

  it('default: what is told is what is on the chain', async () => {
    const ask = async (operation: string) =>
      (await apiOf('node-0').call(find('node-0', operation), { parameters: valuesHere() })).body
    const index = network.indexOf('node-0')
    expect(await ask('readIdentity')).to.include({ index, ledger: network.deployment.ledger })
    const peers = (await ask('readPeers')) as { index: number; connected: boolean }[]
    expect(peers).to.have.length(5)
    const connected = peers.filter((peer) => peer.connected).map((peer) => peer.index)
    expect(connected).not.to.include(index)
    const round = network.run().rounds.find(({ certificate }) => certificate)
    const told = (await ask('readRound')) as {
      roster: { operator: number; survived: boolean }[]
      certificate: { digest: string; version: number }
    }
    expect(told.certificate).to.include({ digest: round?.certificate?.digest, version: 1 })
    const survivors = told.roster.filter(({ survived }) => survived)
    expect(survivors.map(({ operator }) => operator)).to.deep.equal(round?.survivors)
    const trainings = (await ask('readTrainings')) as { round: number }[]
    const training = trainings.find((known) => known.round === round?.round)
    expect(training).to.include({ run: 1, state: 'done' })
    // Neither how many examples there are nor how well they are learned leaves the machine.
    expect(Object.keys(Object.assign({}, ...trainings))).to.have.members([
      ...['run', 'round', 'state', 'begunAt', 'endedAt'],
    ])
  })

  it('default: the doctor has peers dial a daemon where it announced that it is', async () => {
    const words = [
      'node',
      'doctor',
      '--config',
      join(network.folder.memberFolder('node-0'), 'config.json'),
    ]
    const flags = ['--url', urlOf('node-0'), '--json', '--no-try-engines']
    const { code, out, err } = await runScript('node/src/cli/main.ts', [...words, ...flags])
    expect([code, err]).to.deep.equal([0, ''])
    const findings = JSON.parse(out) as { name: string; state: string; found: string }[]
    const reached = findings.filter(({ name }) => name === 'reach')
    expect(reached.map(({ state }) => state)).to.deep.equal(['good'])
    expect(reached[0]?.found).to.match(/: 3 of 3 peers that tried reached it\b/)
    expect(findings.filter(({ state }) => state === 'bad')).to.deep.equal([])
  })

  it('error: parameters that do not fit are problems, whatever they are', async () => {
    for (const name of names) {
      const { operations, call, fits } = apiOf(name)
      const all = operations.flatMap((operation) =>
        operation.parameters.map((parameter) => ({ operation, parameter })),
      )
      const wrong = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.integer().map(String))
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...all), wrong, async ({ operation, parameter }, text) => {
          const { status, faults } = await call(operation, {
            parameters: { ...valuesHere(), [parameter.name]: text },
          })
          expect(faults).to.deep.equal([])
          const isOne = text !== '' && fits(parameter.schema, meantBy(parameter, text))
          if (isOne) expect(status).to.be.oneOf([200, 404])
          // An empty part of a path is another path.
          else if (text !== '' || parameter.in === 'query') expect(status).to.equal(400)
        }),
        { numRuns: 40 },
      )
    }
  })

  it('error: what changes something is refused without the token, and bad bodies with it', async () => {
    for (const name of names)
      for (const operation of apiOf(name).operations.filter(({ needsToken }) => needsToken)) {
        const { call } = apiOf(name)
        const body = '{"paused":true}'
        const near = `Bearer ${tokenOf(name).slice(1)}x`
        for (const headers of [{}, { authorization: near }] as Record<string, string>[]) {
          const { status, faults } = await call(operation, { body, headers })
          expect([status, ...faults]).to.deep.equal([401])
        }
        if (!operation.hasBody) continue
        const headers = { authorization: `Bearer ${tokenOf(name)}` }
        await fc.assert(
          fc.asyncProperty(fc.json({ maxDepth: 2 }), async (json) => {
            const { status, faults } = await call(operation, { body: json, headers })
            expect([status, ...faults]).to.deep.equal([400])
          }),
          { numRuns: 20 },
        )
      }
    const files = network.members.map(({ name }) =>
      readFileSync(network.folder.logFile(name), 'utf8'),
    )
    for (const { name } of network.members)
      expect(files.some((text) => text.includes(tokenOf(name)))).to.equal(false)
  })

  it('behavior: a paused node passes rounds over, also after a restart, until it is resumed', async () => {
    const change = async (paused: boolean) => {
      const headers = { authorization: `Bearer ${tokenOf('validator-0')}` }
      const api = await openApiClient(urlOf('validator-0'))
      const named = ({ name }: Operation): boolean => name === 'changeParticipation'
      const operation = api.operations.find(named) as Operation
      const body = JSON.stringify({ paused })
      return (await api.call(operation, { body, headers })).body
    }
    expect(await change(true)).to.deep.equal({ paused: true })
    await network.daemon('validator-0').stop()
    const file = network.folder.logFile('validator-0')
    const starts = () => readLog(file).filter(({ msg }) => msg === 'ready').length
    const before = starts()
    network.startMember('validator-0')
    await waitForLog([file], () => starts() > before)
    // The only validator signs nothing: what is proposed stays so.
    const { round } = (await network.until((run) => run.machine.cursor.state === 'proposed'))
      .machine.cursor
    await network.until(
      ({ machine: { cursor } }) => cursor.round > round || cursor.state === 'aborted',
    )
    const passed = network.run().rounds.find((it) => it.round === round)
    expect(passed?.certificate).to.equal(undefined)
    const version = network.run().machine.cursor.version
    expect(await change(false)).to.deep.equal({ paused: false })
    await network.until((run) => run.machine.cursor.version > version)
  })

  it('behavior: events come over a WebSocket, each as the document says', async () => {
    const operation = apiOf('node-0').operations.find(({ isStream }) => isStream) as Operation
    const socket = new WebSocket(`${urlOf('node-0').replace('http', 'ws')}${operation.path}`)
    const kinds = new Set<string>()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const { messageSchema } = operation
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(String(data))
      if (!apiOf('node-0').fits(messageSchema ?? {}, event))
        reject(new Error(`not described: ${data}`))
      kinds.add(event.kind)
      if (kinds.has('certificate') && kinds.has('round') && kinds.has('block')) resolve()
    }
    socket.onerror = () => reject(new Error('the socket failed'))
    await promise
    socket.close()
  })
})

/** A text as the parameter's type reads it. */
function meantBy({ schema }: Parameter, text: string): unknown {
  const isInteger = (schema as { type?: string }).type === 'integer'
  return isInteger && /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : text
}
