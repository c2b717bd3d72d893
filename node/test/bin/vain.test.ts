import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
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

  it('error: packages of one command are named with the way out too', () => {
    const root = fileURLToPath(new URL('../../..', import.meta.url))
    const [own, sources] = [join(folder, 'node', 'bin'), join(folder, 'node', 'src', 'cli')]
    for (const path of [own, sources]) mkdirSync(path, { recursive: true })
    cpSync(bin, join(own, 'vain.mjs'))
    for (const name of ['main.ts', 'commands.ts'])
      cpSync(join(root, 'node', 'src', 'cli', name), join(sources, name))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(sources, 'engines.ts'), "import '@vain/nowhere'")
    const args = [join(own, 'vain.mjs'), 'engines']
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    expect(stderr).to.match(/^vain: not all packages are installed.*'@vain\/nowhere'/)
    expect(stderr).to.include('Install with: node')
    expect(status).to.equal(2)
  })

  it('error: an older Node gets as far as being told that it is too old', () => {
    // What it imports by name has to be there in every Node, or the module is never begun.
    const imports = readFileSync(bin, 'utf8').match(/^import \{.*$/gm)
    expect(imports).to.deep.equal([
      "import { spawnSync } from 'node:child_process'",
      "import { existsSync, realpathSync } from 'node:fs'",
      "import { join } from 'node:path'",
      "import { fileURLToPath } from 'node:url'",
    ])
  })

  it('error: what is wrong with the program itself is shown as it is', () => {
    const { status, stderr } = run("throw new TypeError('a defect')")
    expect(stderr).to.include('TypeError: a defect')
    expect(status).to.equal(1)
  })
})
