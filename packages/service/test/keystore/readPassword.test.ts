import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret } from '@vain/base'
import { expect } from 'chai'
import { readPassword } from '../../src/index.ts'

describe('readPassword', () => {
  let folder: string
  let file: string
  const keep = (text: string, mode = 0o600): void => {
    writeFileSync(file, text)
    chmodSync(file, mode)
  }
  const codeOf = (from: Parameters<typeof readPassword>[0]): Promise<unknown> =>
    readPassword(from).then(
      () => 'none',
      (error) => error.code,
    )

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'vain-password-'))
    file = join(folder, 'password')
  })
  after(() => rmSync(folder, { recursive: true }))

  it('default: from the file, without the line break at its end, or from the value', async () => {
    for (const [text, expected] of [
      ['hunter2\n', 'hunter2'],
      ['hunter2\r\n', 'hunter2'],
      [' two words \n\n', ' two words \n'],
    ] as const) {
      keep(text)
      expect((await readPassword({ file })).open((value) => value)).to.equal(expected)
    }
    const value = new Secret('hunter3')
    expect((await readPassword({ value })).open((text) => text)).to.equal('hunter3')
  })

  it('error: none, both, empty, a missing file, one that others may read, one too large', async () => {
    keep('hunter2')
    const value = new Secret('x')
    expect(await codeOf({})).to.equal('password/missing')
    expect(await codeOf({ value, file })).to.equal('password/twice')
    expect(await codeOf({ value: new Secret('') })).to.equal('password/empty')
    expect(await codeOf({ file: join(folder, 'none') })).to.equal('password/missing')
    expect(await codeOf({ file: folder })).to.equal('file/unreadable')
    keep('\n')
    expect(await codeOf({ file })).to.equal('password/empty')
    keep('x'.repeat(5_000))
    expect(await codeOf({ file })).to.equal('file/too-large')
    keep('hunter2', 0o644)
    expect(await codeOf({ file })).to.equal('file/open-to-others')
  })
})
