import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { TestNetwork } from '../e2e/network.ts'

/** What `vain audit` said of a network's run, in one line, and its exit code. */
export type Audited = { readonly code: number; readonly text: string }

/** Verifies the run of a network from its first event on, as anyone can. */
export function audit({ rpcUrl, deployment }: TestNetwork): Promise<Audited> {
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const script = 'node/bin/vain.mjs'
  const args = [script, 'audit', '--rpc-url', rpcUrl, '--ledger', deployment.ledger]
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd }, (error, out, err) => {
      // Progress goes to stderr; faults too, with nothing on stdout.
      const text = (out.trim() || err.trim()).split('\n').at(-1) ?? ''
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), text })
    })
  })
}
