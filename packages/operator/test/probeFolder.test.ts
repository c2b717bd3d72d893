import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from '@vain/base'
import { expect } from 'chai'
import { createTroubles } from '../src/createTroubles.ts'
import { probeFolder } from '../src/probeFolder.ts'

/** A clock that waits for the test, and says when it is waited for. */
function steps(): {
  clock: { now(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> }
  waited(): Promise<void>
  go(): void
} {
  let [turn, looked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  return {
    clock: {
      now: () => 0,
      async sleep(_ms, signal) {
        looked.resolve()
        if (signal?.aborted) return
        const stopped = new Promise<void>((resolve) =>
          signal?.addEventListener('abort', () => resolve()),
        )
        await Promise.race([turn.promise, stopped])
      },
    },
    waited: () => looked.promise,
    go() {
      looked = Promise.withResolvers()
      turn.resolve()
      turn = Promise.withResolvers()
    },
  }
}

describe('probeFolder', () => {
  it('default: says once that nothing can be written, and once that it can again', async () => {
    const said: string[] = []
    const say = (message: string): void => void said.push(message)
    const log = { error: say, info: say, warn: say } as unknown as Log
    const { clock, waited, go } = steps()
    const troubles = createTroubles()
    const failures = [undefined, 'ENOSPC', 'ENOSPC', undefined]
    const probe = async (): Promise<void> => {
      const code = failures.shift()
      if (code !== undefined) throw Object.assign(new Error(), { code })
    }
    const stop = probeFolder({ clock, log, troubles, probe }, '/data')
    const full = ['nothing can be written to the data folder (ENOSPC)']
    for (const expected of [[], full, full, []]) {
      await waited()
      expect(troubles.all()).to.deep.equal(expected)
      go()
    }
    await waited()
    expect(said).to.deep.equal([
      'nothing can be written to the data folder',
      'the data folder can be written again',
    ])
    await stop()
  })

  it('behavior: tries it for real, and leaves nothing behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vain-disk-'))
    const log = { error: () => undefined, info: () => undefined } as unknown as Log
    const { clock, waited, go } = steps()
    const troubles = createTroubles()
    const stop = probeFolder({ clock, log, troubles }, folder)
    await waited()
    expect(troubles.all()).to.deep.equal([])
    expect(readdirSync(folder)).to.deep.equal([])
    rmSync(folder, { recursive: true })
    go()
    await waited()
    expect(troubles.all().join()).to.include('ENOENT')
    await stop()
  })
})
