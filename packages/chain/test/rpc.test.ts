import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { VainError } from '@vain/base'
import { expect } from 'chai'
import { connectRpc, isRpcFailure } from '../src/index.ts'
import { freePort } from './support.ts'

describe('connectRpc', () => {
  let server: Server
  let url: string
  let answer: RequestListener
  let requests: number

  beforeEach(async () => {
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    requests = 0
    server = createServer((request, response) => {
      requests += 1
      answer(request, response)
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
  })

  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  const codeOf = async (promise: Promise<unknown>): Promise<string> => {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).to.be.instanceOf(VainError)
    return (error as VainError).code
  }

  it('default: answers with the result', async () => {
    answer = (_, response) => response.end('{"jsonrpc":"2.0","id":0,"result":"0x7"}')
    expect(await connectRpc(url).request('eth_chainId')).to.equal('0x7')
  })

  it('behavior: tries again where the connection fails, also half-way', async () => {
    answer = (request, response) => {
      if (requests < 3) request.socket.destroy()
      else response.end('{"result":"0x1"}')
    }
    expect(await connectRpc(url, { backoffMs: 1 }).request('eth_chainId')).to.equal('0x1')
    expect(requests).to.equal(3)
  })

  it('behavior: tries again where a proxy answers in place of the node', async () => {
    answer = (_, response) => {
      if (requests === 1) response.writeHead(502).end('<html>bad gateway</html>')
      else response.end('{"result":"0x1"}')
    }
    expect(await connectRpc(url, { backoffMs: 1 }).request('eth_chainId')).to.equal('0x1')
  })

  it('error: gives up after some attempts', async () => {
    answer = (request) => request.socket.destroy()
    const rpc = connectRpc(url, { attempts: 2, backoffMs: 1 })
    expect(await codeOf(rpc.request('eth_chainId'))).to.equal('chain/unreachable')
    expect(requests).to.equal(2)
  })

  it('error: no answer in time, which is not asked for again', async () => {
    answer = () => undefined
    const rpc = connectRpc(url, { timeoutMs: 20, backoffMs: 1 })
    expect(await codeOf(rpc.request('eth_chainId'))).to.equal('chain/unreachable')
    expect(requests).to.equal(1)
  })

  it("error: the node's own error, at once and with its facts", async () => {
    answer = (_, response) =>
      response.end('{"error":{"code":3,"message":"execution reverted","data":"0x08"}}')
    const error = await connectRpc(url)
      .request('eth_call')
      .catch((thrown: unknown) => thrown)
    expect(isRpcFailure(error)).to.equal(true)
    expect((error as VainError).context).to.deep.equal({
      method: 'eth_call',
      code: 3,
      detail: 'execution reverted',
      data: '0x08',
    })
    expect(requests).to.equal(1)
  })

  it('error: an answer without an end is cut off and not asked for again', async () => {
    answer = (_request, response) => {
      const piece = Buffer.alloc(1_048_576, 0x20)
      const send = (): void => void response.write(piece, (error) => error ?? send())
      send()
    }
    const error = await connectRpc(url)
      .request('eth_getLogs')
      .catch((thrown: unknown) => thrown)
    expect((error as VainError).code).to.equal('chain/too-long')
    expect((error as VainError).message).to.include('more than 67108864 bytes')
    expect(requests).to.equal(1)
  })

  it('error: closed while it waits, and afterwards', async () => {
    answer = () => rpc.close()
    const rpc = connectRpc(url)
    expect(await codeOf(rpc.request('eth_chainId'))).to.equal('chain/closed')
    expect(await codeOf(rpc.request('eth_chainId'))).to.equal('chain/closed')
    expect(requests).to.equal(1)
  })

  it("error: the caller's signal, with its reason", async () => {
    const stop = new AbortController()
    answer = () => stop.abort(new Error('enough'))
    const error = await connectRpc(url)
      .request('eth_chainId', [], stop.signal)
      .catch((thrown: unknown) => thrown)
    expect((error as Error).message).to.equal('enough')
  })

  it('behavior: no error shows the address, which may hold a key', async () => {
    answer = (request) => request.socket.destroy()
    const rpc = connectRpc(`${url}/v3/very-secret`, { attempts: 1 })
    const error = (await rpc.request('eth_chainId').catch((e: unknown) => e)) as VainError
    expect(`${error.message} ${JSON.stringify(error.context)} ${error.stack}`).not.to.include(
      'very-secret',
    )
  })
})
