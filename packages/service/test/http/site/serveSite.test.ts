import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { createHttpServer, createLog, type HttpServer, readSite } from '../../../src/index.ts'

const log = createLog({ level: 'silent', format: 'json', name: 'test' })
const content = { openLocally: async () => undefined }
const page = '<!doctype html><script>start()</script>'

/** Over plain HTTP: `fetch` undoes encodings and hides them. */
function ask(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts),
        }),
      )
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('serveSite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vain-site-'))
  let http: HttpServer

  before(async () => {
    mkdirSync(join(folder, '_next/static'), { recursive: true })
    mkdirSync(join(folder, 'runs'))
    writeFileSync(join(folder, 'index.html'), page)
    writeFileSync(join(folder, 'runs.html'), 'runs')
    writeFileSync(join(folder, 'runs/round.html'), 'round')
    writeFileSync(join(folder, '404.html'), 'nothing')
    writeFileSync(join(folder, '_next/static/a.js'), 'start()')
    writeFileSync(join(folder, '_next/static/a.js.gz'), gzipSync('start()'))
    writeFileSync(join(folder, '.secret'), 'of the build')
    const api = { title: 't', text: 't', endpoints: [] }
    http = await createHttpServer({ log, content, api, site: readSite(folder) }, { port: 0 })
  })

  after(async () => {
    await http.close()
    rmSync(folder, { recursive: true })
  })

  it('default: pages stand at their names without an end', async () => {
    expect(String((await ask(http.url)).body)).to.equal(page)
    expect(String((await ask(`${http.url}/runs`)).body)).to.equal('runs')
    expect(String((await ask(`${http.url}/runs/round?run=1`)).body)).to.equal('round')
  })

  it('default: a page may run its own scripts and no others, and is for no other origin', async () => {
    const { headers } = await ask(http.url)
    expect(headers['content-security-policy']).to.match(/script-src [^;]*'sha256-[\w+/]{43}='/)
    expect(headers['content-security-policy']).to.contain("connect-src 'self'")
    expect(headers['access-control-allow-origin']).to.equal(undefined)
    expect(headers['cross-origin-opener-policy']).to.equal('same-origin')
    expect(headers['cache-control']).to.equal('no-cache')
  })

  it('behavior: sends what was compressed to who takes it, with a tag of its own', async () => {
    const url = `${http.url}/_next/static/a.js`
    const plain = await ask(url)
    const packed = await ask(url, { 'Accept-Encoding': 'gzip, br' })
    expect(plain.headers['content-encoding']).to.equal(undefined)
    expect(String(plain.body)).to.equal('start()')
    expect(packed.headers['content-encoding']).to.equal('gzip')
    expect(packed.body).to.deep.equal(gzipSync('start()'))
    expect(packed.headers.etag).to.not.equal(plain.headers.etag)
    expect(packed.headers['cache-control']).to.contain('immutable')
    expect(packed.headers['content-type']).to.contain('text/javascript')
  })

  it('behavior: answers 304 to who has it', async () => {
    const { headers } = await ask(http.url)
    const again = await ask(http.url, { 'If-None-Match': String(headers.etag) })
    expect(again.status).to.equal(304)
    expect(again.body).to.have.lengthOf(0)
  })

  it('error: what is no file of the site is not there', async () => {
    for (const path of [
      '/none',
      '/.secret',
      '/runs/',
      '/../package.json',
      '/%2e%2e/package.json',
    ]) {
      const { status, body } = await ask(`${http.url}${path}`, { Accept: 'text/html' })
      if (path === '/runs/') expect(String(body)).to.equal('runs')
      else expect([status, String(body)], path).to.deep.equal([404, 'nothing'])
    }
    const { headers } = await ask(`${http.url}/api/v1/none`, { Accept: 'application/json' })
    expect(headers['content-type']).to.equal('application/problem+json')
    expect((await ask(`${http.url}/%ff`)).status).to.equal(400)
  })

  it('error: a folder without pages', () => {
    expect(() => readSite(join(folder, 'runs'))).to.throw('no index.html')
  })
})
