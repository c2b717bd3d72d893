import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '@vain/base'
import {
  type OperatorStatus,
  peersEndpoint,
  reachEndpoint,
  runsEndpoint,
  statusEndpoint,
} from '@vain/operator'
import {
  createHttpServer,
  doorOf,
  type HttpServer,
  openTokens,
  readToken,
  systemRandom,
} from '@vain/service'
import { expect } from 'chai'
import { changeParticipationEndpoint, nodeApi, trainingsEndpoint } from '../../../src/api/index.ts'
import { changeDaemon, openDaemonApi } from '../../../src/cli/node/daemonApi.ts'
import { createLiveScreen } from '../../../src/cli/node/liveScreen.ts'
import { type Paint, renderStatus, spanOf } from '../../../src/cli/node/renderStatus.ts'
import { readDaemon } from '../../../src/cli/node/status.ts'

const nothing = (): void => undefined
const quiet: Log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  with: () => quiet,
}
const plain: Paint = (_colour, text) => text

const status: OperatorStatus = {
  status: 'failing',
  address: `0x${'3b'.repeat(20)}`,
  index: 7,
  roles: ['trainer'],
  peerId: '16Uiu2HAm5iFMQZdArbFvj5h7vGyU7fsZHUubNoPznihJxvGSM9zQ',
  connected: 2,
  block: 41,
  troubles: ['the disk is full\u001b[2J'],
  startedAt: 1_000,
  now: 1_000 + 90_061,
  memoryBytes: 2 ** 28,
  blockAgeSeconds: 3,
  funds: { bonded: String(10n ** 21n), free: '0', wei: String(10n ** 18n / 2n) },
}
const run = {
  run: 1,
  createdAt: 900,
  configuration: 'bafy',
  round: 8,
  state: 'open',
  version: 7,
  deadline: status.now + 75,
  head: `0x${'00'.repeat(32)}`,
  model: { root: `0x${'00'.repeat(32)}` },
  rules: {},
} as const
const training = { run: 1, round: 7, state: 'done', begunAt: 2_000, endedAt: 2_004 } as const

describe('vain node status', () => {
  let folder: string
  let daemon: HttpServer
  let paused: boolean
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vain-status-'))
    const tokens = await openTokens(systemRandom, folder)
    paused = false
    const content = { openLocally: async () => undefined }
    const deps = { log: quiet, content, api: nodeApi, tokens }
    daemon = await createHttpServer(deps, { port: 0, socketPath: doorOf(folder) })
    daemon.answer(statusEndpoint, () => status)
    daemon.answer(runsEndpoint, () => [run])
    daemon.answer(peersEndpoint, () => [])
    daemon.answer(trainingsEndpoint, () => [training])
    daemon.answer(changeParticipationEndpoint, ({ body }) => {
      paused = body.paused
      return body
    })
  })
  afterEach(async () => {
    await daemon.close()
    await rm(folder, { recursive: true, force: true })
  })

  const place = () => ({ httpHost: '127.0.0.1', httpPort: daemon.port, dataFolder: folder })

  it('default: says what a daemon says of itself', async () => {
    const lines = renderStatus(await readDaemon(openDaemonApi(place())), plain)
    expect(lines).to.deep.equal([
      'status    failing',
      `operator  7  ${status.address}  trainer`,
      'up        1 d 1 h, 256 MiB',
      'chain     block 41, 3 s old',
      'peers     2 of 0 connected',
      'funds     1000 VAIN bonded, 0 free, 0.5 ether',
      'trouble   the disk is full�[2J',
      '',
      'runs',
      '  run 1     round 8       open       model v7      1 min 15 s left',
      '',
      'trainings',
      '  run 1     round 7       done       4 s',
    ])
  })

  it('default: pauses with the token of the data folder', async () => {
    await changeDaemon(place(), changeParticipationEndpoint, { paused: true })
    expect(paused).to.equal(true)
  })

  it('behavior: pauses a daemon whose port nobody knows', async () => {
    await changeDaemon({ dataFolder: folder }, changeParticipationEndpoint, { paused: true })
    expect(paused).to.equal(true)
  })

  it('behavior: the token goes to nobody else who listens at the port', async () => {
    const { port } = daemon
    await daemon.close()
    const heard: (string | undefined)[] = []
    const squatter = await listen(
      '{}',
      (request) => heard.push(request.headers.authorization),
      port,
    )
    try {
      const here = { ...place(), httpPort: port }
      const api = openDaemonApi(here)
      const pause = () => changeDaemon(here, changeParticipationEndpoint, { paused: true })
      expect(await fails(pause())).to.equal('vain/daemon-away')
      expect(await fails(api.call(reachEndpoint, 5_000))).to.equal('vain/daemon-away')
      expect(heard).to.deep.equal([])
      // Where the operator says itself who is to have it.
      const named = { ...place(), url: `http://127.0.0.1:${port}` }
      await changeDaemon(named, changeParticipationEndpoint, { paused: true })
      const token = (await readToken(folder))?.open((text) => text)
      expect(heard).to.deep.equal([`Bearer ${token}`])
    } finally {
      squatter.close()
    }
  })

  it('error: what the daemon refuses', async () => {
    await writeFile(join(folder, 'api-token'), 'x'.repeat(43))
    const pause = changeDaemon(place(), changeParticipationEndpoint, { paused: true })
    expect(await fails(pause)).to.equal('vain/daemon-refused')
    expect(paused).to.equal(false)
  })

  it('error: a folder without a token gets none made', async () => {
    const empty = { ...place(), dataFolder: join(folder, 'other') }
    const failure = await fails(changeDaemon(empty, changeParticipationEndpoint, { paused: true }))
    expect(failure).to.equal('vain/no-token')
    expect(await readToken(empty.dataFolder)).to.equal(undefined)
    expect(paused).to.equal(false)
  })

  it('error: nobody there, no address, something else that answers', async () => {
    const { port } = daemon
    await daemon.close()
    const away = openDaemonApi({ ...place(), httpPort: port })
    expect(await fails(readDaemon(away))).to.equal('vain/daemon-away')
    expect(() => openDaemonApi({ ...place(), httpPort: 0 })).to.throw('httpPort')
    const other = await listen('{"status":"fine"}')
    try {
      const { port: otherPort } = other.address() as AddressInfo
      const api = openDaemonApi({ ...place(), url: `http://127.0.0.1:${otherPort}/` })
      expect(await fails(readDaemon(api))).to.equal('vain/daemon-refused')
    } finally {
      other.close()
    }
  })

  it('default: spans have their two largest units', () => {
    expect([0, 59, 60, 3_600, 86_400 * 2].map(spanOf)).to.deep.equal([
      ...['0 s', '59 s', '1 min 0 s', '1 h 0 min', '2 d 0 h'],
    ])
  })
})

describe('createLiveScreen', () => {
  it('default: draws over what it drew, no taller or wider than the terminal', () => {
    let text = ''
    const write = (part: string): unknown => {
      text += part
      return true
    }
    const screen = createLiveScreen({ isTTY: true, columns: 5, rows: 3, write })
    screen.draw(['one', 'two two', 'three'])
    expect(text).to.equal('one\u001b[K\ntwo …\u001b[K\n\u001b[J')
    text = ''
    screen.draw(['\u001b[32mone\u001b[0m'])
    expect(text).to.equal('\u001b[2A\u001b[32mone\u001b[0m\u001b[K\n\u001b[J')
  })

  it('default: into a pipe one block follows another', () => {
    const parts: string[] = []
    const screen = createLiveScreen({ write: (part) => parts.push(part) })
    screen.draw(['a', 'b'])
    screen.draw(['c'])
    expect(parts.join('')).to.equal('a\nb\n\nc\n')
  })
})

/** Code of what a promise rejects with. */
const fails = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    ({ code }: { code: unknown }) => code,
  )

function listen(
  answer: string,
  hear: (request: IncomingMessage) => void = nothing,
  port = 0,
): Promise<Server> {
  const server = createServer((request, response) => {
    hear(request)
    response.end(answer)
  })
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)))
}
