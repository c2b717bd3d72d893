import { once } from 'node:events'
import { Agent, type IncomingMessage, request as rawRequest } from 'node:http'
import { Validator } from '@seriousme/openapi-schema-validator'
import { type Log, Secret } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { z } from 'zod'
import {
  type ApiDefinition,
  createHttpServer,
  type Endpoint,
  HttpFailure,
  type HttpServer,
  type HttpServerOptions,
  integerText,
} from '../../src/index.ts'

const token = 'x'.repeat(43)
const readToken = 'r'.repeat(43)

type None = Record<string, never>

const common = { method: 'get', tag: 'test', text: 'Of the test.', access: 'public' } as const

const item: Endpoint<{ id: number; limit: number }, { id: number; limit: number }, undefined> = {
  ...common,
  name: 'readItem',
  path: '/items/{id}',
  parameters: {
    id: integerText({ min: 1, max: 9 }),
    limit: integerText({ min: 1, max: 5 }).default(3),
  },
  answer: z.object({ id: z.int(), limit: z.int() }),
  problems: { 404: 'There is none.' },
}
const mine: Endpoint<string, None, undefined> = {
  ...common,
  name: 'readMine',
  path: '/mine',
  access: 'own',
  answer: z.string(),
}
const glance: Endpoint<string, None, undefined> = {
  ...common,
  name: 'readGlance',
  path: '/glance',
  access: 'sameOrigin',
  answer: z.string(),
}
const change: Endpoint<{ paused: boolean }, None, { paused: boolean }> = {
  ...common,
  name: 'change',
  path: '/change',
  method: 'put',
  access: 'change',
  body: z.strictObject({ paused: z.boolean() }),
  answer: z.object({ paused: z.boolean() }),
}
const stream: Endpoint<number, None, undefined> = {
  ...common,
  name: 'follow',
  path: '/stream',
  access: 'sameOrigin',
  isStream: true,
  answer: z.int(),
}
const api: ApiDefinition = {
  ...{ title: 'test', text: 'x' },
  endpoints: [item, mine, glance, change, stream],
}

const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => log,
}

type Answer = { status: number; headers: IncomingMessage['headers']; text: string }

describe('HTTP API', () => {
  const servers: HttpServer[] = []
  const agent = new Agent({ keepAlive: true })
  const content = { openLocally: async () => undefined }

  async function start(options: Partial<HttpServerOptions> = {}): Promise<HttpServer> {
    const tokens = { change: new Secret(token), read: new Secret(readToken) }
    const deps = { log, content, api, tokens }
    const server = await createHttpServer(deps, { port: 0, burst: 1e6, ...options })
    server.answer(item, ({ parameters }) => {
      if (parameters.id === 9) throw new HttpFailure(404, 'http/not-found', 'no ninth')
      return parameters
    })
    server.answer(mine, () => 'mine')
    server.answer(glance, () => 'glance')
    server.answer(change, ({ body }) => body)
    servers.push(server)
    return server
  }
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()))
  })

  /** Not by fetch, which sets and forbids headers of its own. */
  async function ask(
    { port }: HttpServer,
    path: string,
    headers: Record<string, string> = {},
    how: { method?: string; body?: string } = {},
  ): Promise<Answer> {
    const { method = 'GET', body } = how
    const asking = rawRequest({ agent, host: '127.0.0.1', port, path, headers, method }).end(body)
    const [response] = (await once(asking, 'response')) as [IncomingMessage]
    let text = ''
    for await (const part of response) text += part
    return { status: response.statusCode ?? 0, headers: response.headers, text }
  }

  it('default: parameters of path and query are parsed', async () => {
    const server = await start()
    expect(JSON.parse((await ask(server, '/items/4')).text)).to.deep.equal({ id: 4, limit: 3 })
    const { text } = await ask(server, '/items/4?limit=5')
    expect(JSON.parse(text)).to.deep.equal({ id: 4, limit: 5 })
  })

  it('error: what does not fit is a problem that names the place', async () => {
    const server = await start()
    for (const [path, at] of [
      ['/items/0', 'parameters.id'],
      ['/items/10', 'parameters.id'],
      ['/items/1e0', 'parameters.id'],
      ['/items/01', 'parameters.id'],
      ['/items/1?limit=x', 'parameters.limit'],
      ['/items/1?limit=1&limit=2', 'parameters.limit'],
      ['/items/1?other=1', 'parameters'],
      ['/items/1?__proto__=1', 'parameters'],
    ] as const) {
      const { status, headers, text } = await ask(server, path)
      expect(status, path).to.equal(400)
      expect(headers['content-type']).to.equal('application/problem+json')
      const problem = JSON.parse(text)
      expect(problem).to.include({ type: 'about:blank', title: 'Bad Request', status: 400 })
      expect(problem).to.include({ code: 'http/bad-request' })
      expect(problem.errors[0].at, path).to.equal(at)
    }
    expect((await ask(server, '/items/9')).status).to.equal(404)
  })

  it('error: any text in path and query is answered, and never by a failure', async () => {
    const server = await start()
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constant('__proto__'))
    await fc.assert(
      fc.asyncProperty(text, text, text, async (id, name, value) => {
        const query = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
        const { status } = await ask(server, `/items/${encodeURIComponent(id)}?${query}`)
        expect(status).to.be.oneOf([200, 400, 404])
      }),
      { numRuns: 60 },
    )
  })

  it('error: what nobody answers yet is a 503 that says when to come again', async () => {
    const deps = { log, content, api }
    const server = await createHttpServer(deps, { port: 0 })
    servers.push(server)
    const { status, headers, text } = await ask(server, '/items/4')
    expect(status).to.equal(503)
    expect(headers['retry-after']).to.equal('1')
    expect(JSON.parse(text)).to.include({ code: 'http/starting' })
  })

  it('behavior: a change needs the token, and nothing else will do', async () => {
    const server = await start()
    const put = { method: 'PUT', body: '{"paused":true}' }
    const json = { 'content-type': 'application/json' }
    const refused = await ask(server, '/change', json, put)
    expect(refused.status).to.equal(401)
    expect(refused.headers['www-authenticate']).to.match(/^Bearer/)
    const near = [`${token}x`, token.slice(1), token.replace('x', 'y'), '', 'Basic x', readToken]
    for (const wrong of near) {
      const headers = { ...json, authorization: `Bearer ${wrong}` }
      expect((await ask(server, '/change', headers, put)).status, wrong).to.equal(401)
    }
    const right = { ...json, authorization: `Bearer ${token}` }
    const done = await ask(server, '/change', right, put)
    expect([done.status, done.text]).to.deep.equal([200, '{"paused":true}'])
    // A browser that was made to ask by another page, whatever it knows.
    for (const from of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      const answer = await ask(server, '/change', { ...right, ...from }, put)
      expect(answer.status).to.equal(403)
      expect(answer.headers['access-control-allow-origin']).to.equal(undefined)
    }
    const own = {
      ...right,
      origin: `http://127.0.0.1:${server.port}`,
      'sec-fetch-site': 'same-origin',
    }
    expect(
      (await ask(server, '/change', { ...own, host: `127.0.0.1:${server.port}` }, put)).status,
    ).to.equal(200)
  })

  it('error: a server without a token lets nobody change anything', async () => {
    const server = await createHttpServer({ log, content, api }, { port: 0 })
    servers.push(server)
    const headers = { 'content-type': 'application/json', authorization: 'Bearer undefined' }
    const { status } = await ask(server, '/change', headers, { method: 'PUT', body: '{}' })
    expect(status).to.equal(401)
  })

  it('error: bodies that do not fit', async () => {
    const server = await start()
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const send = (body: string, more = {}) =>
      ask(server, '/change', { ...headers, ...more }, { method: 'PUT', body })
    expect((await send('{"paused":1}')).status).to.equal(400)
    expect((await send('{"paused":true,"x":1}')).status).to.equal(400)
    expect((await send('{"paused":')).status).to.equal(400)
    expect((await send('')).status).to.equal(400)
    expect((await send('{}', { 'content-type': 'text/plain' })).status).to.equal(415)
    expect((await send('{}', { 'content-type': '' })).status).to.equal(415)
    expect((await send(`"${'x'.repeat(70_000)}"`)).status).to.equal(413)
    await fc.assert(
      fc.asyncProperty(fc.json(), async (body) => {
        expect((await send(body)).status).to.be.oneOf([200, 400])
      }),
      { numRuns: 50 },
    )
  })

  it('behavior: what is its own is shown at the machine itself, or for the token', async () => {
    const server = await start()
    const statusOf = async (headers: Record<string, string>) =>
      (await ask(server, '/mine', headers)).status
    const host = `127.0.0.1:${server.port}`
    expect(await statusOf({ host })).to.equal(200)
    expect(await statusOf({ host: `localhost:${server.port}` })).to.equal(200)
    // A name that was made to lead here, and a proxy on this machine.
    expect(await statusOf({ host: 'evil.example' })).to.equal(401)
    expect(await statusOf({ host: '127.0.0.1.evil.example' })).to.equal(401)
    expect(await statusOf({ host, 'x-forwarded-for': '203.0.113.7' })).to.equal(401)
    const authorization = `Bearer ${token}`
    expect(await statusOf({ host: 'node.example', authorization })).to.equal(200)
    const reading = { host: 'node.example', authorization: `Bearer ${readToken}` }
    expect(await statusOf(reading)).to.equal(200)
    expect(await statusOf({ ...reading, authorization: 'Bearer rrr' })).to.equal(401)
    expect(await statusOf({ host, origin: 'https://evil.example' })).to.equal(403)
    const { headers } = await ask(server, '/mine', { host })
    expect(headers['access-control-allow-origin']).to.equal(undefined)
    expect((await ask(server, '/items/1')).headers['access-control-allow-origin']).to.equal('*')
  })

  it('behavior: what tells whose daemon it is, is for anyone but other web pages', async () => {
    const server = await start()
    const at = async (headers: Record<string, string>) => await ask(server, '/glance', headers)
    const host = `127.0.0.1:${server.port}`
    const { status, headers } = await at({ host })
    expect([status, headers['access-control-allow-origin']]).to.deep.equal([200, undefined])
    expect(headers['cross-origin-resource-policy']).to.equal('same-origin')
    expect((await at({ host, origin: 'https://evil.example' })).status).to.equal(403)
    expect((await at({ host, 'sec-fetch-site': 'cross-site' })).status).to.equal(403)
    // A name that was made to lead here; a proxy on this machine that says for whom it asks.
    expect((await at({ host: 'evil.example' })).status).to.equal(403)
    const passedOn = { host: 'node.example', 'x-forwarded-for': '203.0.113.7' }
    expect((await at(passedOn)).status).to.equal(200)
    const authorization = `Bearer ${token}`
    expect((await at({ host: 'node.example', authorization })).status).to.equal(200)
  })

  it('behavior: pages of an origin that is named may ask as its own', async () => {
    const server = await start({ pageOrigins: ['http://localhost:3001'] })
    const statusOf = async (origin: string, site = 'same-origin') =>
      (await ask(server, '/glance', { origin, 'sec-fetch-site': site })).status
    expect(await statusOf('http://localhost:3001')).to.equal(200)
    expect(await statusOf('http://localhost:3002')).to.equal(403)
    // Through the server of those pages alone, which is of their origin.
    expect(await statusOf('http://localhost:3001', 'cross-site')).to.equal(403)
  })

  it('behavior: another protocol that is offered is ignored', async () => {
    const server = await start()
    // What `curl --http2` sends.
    const { status, text } = await ask(server, '/items/4', {
      ...{ connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' },
      'http2-settings': 'AAMAAABkAAQAoAAAAAIAAAAA',
    })
    expect([status, JSON.parse(text)]).to.deep.equal([200, { id: 4, limit: 3 }])
  })

  it('error: methods that an endpoint does not have', async () => {
    const server = await start()
    const { status, headers } = await ask(server, '/change')
    expect([status, headers.allow]).to.deep.equal([405, 'PUT'])
  })

  it('behavior: the document is one of OpenAPI 3.1 and holds every endpoint', async () => {
    const server = await start()
    const document = JSON.parse((await ask(server, '/openapi.json')).text)
    const { valid, errors } = await new Validator().validate(document)
    expect(valid, JSON.stringify(errors)).to.equal(true)
    expect(Object.keys(document.paths)).to.deep.equal([
      ...['/items/{id}', '/mine', '/glance', '/change', '/stream', '/openapi.json', '/ipfs/{cid}'],
    ])
    expect(document.paths['/items/{id}'].get.parameters).to.deep.equal([
      {
        name: 'id',
        in: 'path',
        required: true,
        schema: { type: 'integer', minimum: 1, maximum: 9 },
      },
      {
        ...{ name: 'limit', in: 'query', required: false },
        schema: { type: 'integer', minimum: 1, maximum: 5, default: 3 },
      },
    ])
    expect(document.paths['/change'].put.security).to.deep.equal([{ token: [] }])
  })

  it('behavior: the page asks nobody but this server', async () => {
    const server = await start()
    const { headers, text } = await ask(server, '/docs')
    expect(headers['content-security-policy']).to.match(/^default-src 'none'; script-src 'self';/)
    expect(text).not.to.match(/https?:|\/\/[a-z]/)
    const parts = [...text.matchAll(/(?:href|src)="(docs\/[^"]+)"/g)].map(([, path]) => `/${path}`)
    expect(parts).to.have.length(4)
    for (const path of parts) {
      const part = await ask(server, path)
      expect(part.status, path).to.equal(200)
      expect(part.text.length).to.be.above(10)
    }
  })
})
