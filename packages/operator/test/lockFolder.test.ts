import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { lockFolder } from '../src/lockFolder.ts'

describe('lockFolder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vain-lock-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('default: one process at a time, and free again afterwards', () => {
    const free = lockFolder(folder)
    expect(() => lockFolder(folder))
      .to.throw()
      .with.property('code', 'operator/folder-in-use')
    free()
    lockFolder(folder)()
  })

  it('behavior: a killed process leaves nothing locked', async () => {
    const source = new URL('../src/lockFolder.ts', import.meta.url).href
    const hold = `const { lockFolder } = await import(${JSON.stringify(source)})
      globalThis.free = lockFolder(${JSON.stringify(folder)})
      console.log('locked'); setInterval(() => undefined, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', hold], { stdio: 'pipe' })
    await once(child.stdout, 'data')
    expect(() => lockFolder(folder)).to.throw()
    child.kill('SIGKILL')
    await once(child, 'exit')
    lockFolder(folder)()
  })
})
