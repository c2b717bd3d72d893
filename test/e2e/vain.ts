import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a command printed, and its exit code. */
export type Outcome = { readonly code: number; readonly out: string; readonly err: string }

const running = new Set<ChildProcess>()

// A test that takes too long leaves its network running, which would keep mocha from ending.
after(() => {
  for (const child of running) child.kill('SIGTERM')
})

/**
 * Runs a script of this repository with Node, from its root.
 *
 * @param stopAt - what it prints when it is told to stop
 */
export async function runScript(
  script: string,
  args: readonly string[],
  stopAt?: string,
): Promise<Outcome> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'pipe' })
  let [out, err, isTold] = ['', '', false]
  const lookForStop = (): void => {
    if (stopAt === undefined || isTold) return
    isTold = `${out}${err}`.includes(stopAt) && child.kill('SIGTERM')
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    lookForStop()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
    lookForStop()
  })
  running.add(child)
  const [code] = await once(child, 'close')
  running.delete(child)
  return { code: Number(code ?? -1), out, err }
}
