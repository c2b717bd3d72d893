import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { createHealth } from '../../src/answers/operators/health.ts'

const address = `0x${'ab'.repeat(20)}`
const health = { status: 'ok', address, connected: 3, block: 7, troubles: [] }

describe('createHealth', () => {
  const servers: Server[] = []
  async function ask(answer: RequestListener) {
    const server = createServer(answer).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    // Of the index nothing else is read.
    const index = { ledger: { view: { operators: new Map([[0, { address }]]) } } } as never
    const clock = { now: () => 0, sleep: () => Promise.reject(new Error('no pause')) }
    return createHealth({ index, clock, nodeApis: [`http://127.0.0.1:${port}`] })(0)
  }
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections()
  })

  it('default: what the operator’s own API says', async () => {
    const found = await ask((_request, response) => response.end(JSON.stringify(health)))
    expect(found).to.include({ status: 'ok', connected: 3, block: 7 })
  })

  it('error: no more is read of an answer without end than it may have', async () => {
    let sent = 0
    const found = await ask((_request, response) => {
      const more = (): void => {
        sent += 65_536
        if (!response.destroyed && response.write(' '.repeat(65_536))) setImmediate(more)
      }
      response.on('drain', more)
      more()
    })
    expect(found.status).to.equal('unknown')
    // What the two ends of the connection hold, and not what three seconds let through.
    expect(sent).to.be.lessThan(32 * 2 ** 20)
  })
})
