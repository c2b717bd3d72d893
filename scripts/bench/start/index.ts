import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { compared, type Figure } from '../figure.ts'
import { medianOf } from '../statistics.ts'

const repeats = 2
const anyPort = ['--port', '0', '--api-port', '0', '--portal-port', '0']

/**
 * Time from `npm start` to the first certificate of a new network, with the portal beside it and
 * without, in turns. Everything is installed and the portal's pages are built.
 */
export async function benchStart(): Promise<readonly Figure[]> {
  // Builds the pages, if they are not.
  await secondsToCertificate('--portal')
  const [beside, alone]: [number[], number[]] = [[], []]
  for (let i = 0; i < repeats; i++) {
    alone.push(await secondsToCertificate('--no-portal'))
    beside.push(await secondsToCertificate('--portal'))
  }
  const reference = { name: '--no-portal', value: medianOf(alone) }
  const figure = { name: 'start/first-certified-round', value: medianOf(beside), unit: 's' }
  return [compared(figure, reference)]
}

async function secondsToCertificate(portal: '--portal' | '--no-portal'): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'vain-bench-start-'))
  const what = ['--once', '--json', '--rounds', '1', '--folder', folder, portal, ...anyPort]
  const env = { ...process.env, VAIN_STARTED_MS: `${Date.now()}` }
  try {
    const child = spawn(process.execPath, ['scripts/devnet/main.ts', ...what], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const lines = (await text(child.stdout)).split('\n').filter((line) => line.startsWith('{'))
    const figures = lines.map((line) => JSON.parse(line) as Figure)
    const first = figures.find(({ name }) => name === 'start/first-certified-round')
    if (first === undefined) throw new Error(`npm start ${portal} certified nothing`)
    return first.value
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
