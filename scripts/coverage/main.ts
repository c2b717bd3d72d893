import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineOptions, describeError, helpText, readOptions } from '@vain/service'
import { readCoverage, toTable } from './lcov.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** Where Hardhat puts what it finds, and where it is kept. */
const [written, kept] = [join(root, 'coverage'), join(root, '.cache/coverage')]

const table = defineOptions({
  json: { type: 'boolean', default: false, text: 'Print one JSON object a file.' },
  known: { type: 'boolean', default: false, text: 'Report the last run and run nothing.' },
})

const about = {
  usage: 'npm run coverage -- [options]',
  text: [
    'Runs all contract tests and tells which lines of the contracts they reached.',
    'Hardhat does not count branches. Tests of gas and of the size of code are left out: counting',
    'costs both.',
    'A page for each file is written to .cache/coverage/html.',
  ].join('\n'),
}

/** Runs the tests, whose lines go to standard error. */
function run(): number {
  const program = join(root, 'node_modules/.bin/hardhat')
  const args = [
    'test',
    'mocha',
    '--coverage',
    '--grep-exclude',
    '\\bgas\\b|costs less|fits a contract',
  ]
  const { status } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2] })
  rmSync(kept, { recursive: true, force: true })
  cpSync(written, kept, { recursive: true })
  rmSync(written, { recursive: true, force: true })
  return status ?? 1
}

function main(argv: readonly string[]): number {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const options = readOptions(table, { argv, env: {} })
  const code = options.known ? 0 : run()
  const files = readCoverage(readFileSync(join(kept, 'lcov.info'), 'utf8'))
  const rows = files.map((file) => JSON.stringify(file)).join('\n')
  process.stdout.write(`${options.json ? rows : toTable(files)}\n`)
  return code
}

try {
  process.exitCode = main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`)
  process.exitCode = 1
}
