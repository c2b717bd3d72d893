import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { checkKubo } from '../../../../src/cli/node/doctor/checkKubo.ts'

describe('checkKubo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vain-doctor-'))
  const kuboSecretFile = join(folder, 'secret')
  let server: Server
  let kuboUrl: string

  /** As Kubo with a secret: its version it tells whoever knows one, the rest whom it allows. */
  before(async () => {
    const secrets = ['Bearer all', 'Bearer version']
    server = createServer(({ url, headers }, response) => {
      const { authorization = '' } = headers
      if (!secrets.includes(authorization)) return void response.writeHead(403).end()
      if (url === '/api/v0/version') return void response.end('{"Version":"0.39.0"}')
      if (authorization !== 'Bearer all') return void response.writeHead(403).end()
      response.end('{"Keys":{"bafya":{"Type":"recursive","Name":""}}}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    kuboUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  after(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })

  const check = (secret: string, mode = 0o600): ReturnType<typeof checkKubo> => {
    writeFileSync(kuboSecretFile, secret)
    chmodSync(kuboSecretFile, mode)
    return checkKubo({ kuboUrl, kuboSecretFile })
  }

  it('default: its version and its pins; nothing where there is to be none', async () => {
    expect(await check('bearer:all')).to.deep.equal([
      { name: 'Kubo', state: 'good', found: '0.39.0, 1 pins' },
    ])
    expect(await checkKubo({ kuboUrl: undefined, kuboSecretFile: undefined })).to.deep.equal([])
  })

  it('error: what does not let us in asks for the secret, also after it told its version', async () => {
    const none = { kuboUrl, kuboSecretFile: undefined }
    for (const found of [await checkKubo(none), await check('bearer:version')]) {
      expect(found[0]).to.include({ name: 'Kubo', state: 'note' })
      expect(found[0]?.wayOut).to.include('API.Authorizations')
    }
  })

  it('error: a secret of another form, or open to others, or nobody there', async () => {
    expect((await check('hunter2'))[0]?.wayOut).to.include('bearer:TOKEN')
    expect((await check('bearer:all', 0o644))[0]?.wayOut).to.include('chmod 600')
    const away = await checkKubo({ kuboUrl: 'http://127.0.0.1:9', kuboSecretFile: undefined })
    expect(away[0]?.wayOut).to.include('Start it')
  })
})
