import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { temporaryFolder } from '../support/temporaryFolder.ts'

const bin = fileURLToPath(new URL('../../bin/vain.mjs', import.meta.url))

describe('vain', () => {
  const folder = temporaryFolder()

  /** Runs a copy of the command whose program is something else. */
  function run(program: string) {
    const [own, sources] = [join(folder, 'node', 'bin'), join(folder, 'node', 'src', 'cli')]
    for (const path of [own, sources]) mkdirSync(path, { recursive: true })
    cpSync(bin, join(own, 'vain.mjs'))
    writeFileSync(join(sources, 'main.ts'), program)
    const args = [join(own, 'vain.mjs'), 'audit', '--json']
    return spawnSync(process.execPath, args, { encoding: 'utf8' })
  }

  it('default: hands its arguments to the program', () => {
    const { status, stdout } = run('console.log(process.argv.slice(2).join())')
    expect(stdout).to.equal('audit,--json\n')
    expect(status).to.equal(0)
  })

  it('error: packages that are not installed are named with the way out', () => {
    const { status, stderr } = run("import '@vain/nowhere'")
    expect(stderr.split('\n')).to.have.length(3)
    expect(stderr).to.match(/^vain: not all packages are installed.*'@vain\/nowhere'/)
    expect(stderr).to.include(`Install with: node ${join(folder, 'scripts', 'start.mjs')} vain`)
    expect(status).to.equal(2)
  })

  it('error: what is wrong with the program itself is shown as it is', () => {
    const { status, stderr } = run("throw new TypeError('a defect')")
    expect(stderr).to.include('TypeError: a defect')
    expect(status).to.equal(1)
  })
})
