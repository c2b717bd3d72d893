import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openToken, systemRandom } from '../../src/index.ts'

describe('openToken', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vain-token-'))
  const path = join(folder, 'api-token')
  after(() => rmSync(folder, { recursive: true }))

  it('default: makes 256 random bits for the owner alone, and finds them again', async () => {
    const made = await openToken(systemRandom, folder)
    expect(statSync(path).mode & 0o777).to.equal(0o600)
    const text = made.open((token) => token)
    expect(text).to.match(/^[\w-]{43}$/)
    expect(readFileSync(path, 'utf8').trim()).to.equal(text)
    expect(`${made}`).not.to.include(text)
    expect((await openToken(systemRandom, folder)).open((token) => token)).to.equal(text)
  })

  it('error: a file that others may read, or that holds something else', async () => {
    const codeOf = () => openToken(systemRandom, folder).catch(({ code }) => code)
    chmodSync(path, 0o644)
    expect(await codeOf()).to.equal('file/open-to-others')
    chmodSync(path, 0o600)
    writeFileSync(path, 'short')
    expect(await codeOf()).to.equal('http/bad-token')
  })
})
