import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Secret } from '@vain/base'
import { expect } from 'chai'
import { openTokens, systemRandom } from '../../src/index.ts'

describe('openTokens', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vain-token-'))
  const path = join(folder, 'api-token')
  after(() => rmSync(folder, { recursive: true }))

  const textOf = (token: Secret<string>): string => token.open((text) => text)

  it('default: makes 256 random bits each for the owner alone, and finds them again', async () => {
    const made = await openTokens(systemRandom, folder)
    expect(textOf(made.change)).not.to.equal(textOf(made.read))
    const found = await openTokens(systemRandom, folder)
    for (const [kind, name] of [
      ['change', 'api-token'],
      ['read', 'read-token'],
    ] as const) {
      expect(statSync(join(folder, name)).mode & 0o777).to.equal(0o600)
      const text = textOf(made[kind])
      expect(text).to.match(/^[\w-]{43}$/)
      expect(readFileSync(join(folder, name), 'utf8').trim()).to.equal(text)
      expect(`${made[kind]}`).not.to.include(text)
      expect(textOf(found[kind])).to.equal(text)
    }
  })

  it('error: a file that others may read, or that holds something else', async () => {
    const codeOf = () => openTokens(systemRandom, folder).catch(({ code }) => code)
    chmodSync(path, 0o644)
    expect(await codeOf()).to.equal('file/open-to-others')
    chmodSync(path, 0o600)
    writeFileSync(path, 'short')
    expect(await codeOf()).to.equal('http/bad-token')
  })
})
