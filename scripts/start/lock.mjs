import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { Failure, interruptedBy, say } from './children.mjs'

// A lock this old belongs to nobody, even if another process has its number by now.
const lockMaxMs = 15 * 60_000

/** Waits until no other process installs; the function it gives ends our own turn. */
export async function takeLock(path) {
  const own = `${path}.${process.pid}`
  // Linked, not written in place: a lock is never seen without the number of its holder.
  writeFileSync(own, String(process.pid))
  try {
    for (let told = false; ; told = true) {
      try {
        linkSync(own, path)
        return () => rmSync(path, { force: true })
      } catch (error) {
        if (error.code !== 'EEXIST') throw error
      }
      if (!told) say('Another process is installing; waiting for it.')
      if (isHeld(path)) await wait(300)
      else removeStale(path)
      if (interruptedBy()) throw new Failure('Interrupted.')
    }
  } finally {
    rmSync(own, { force: true })
  }
}

function removeStale(path) {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    // Released, or taken away by another, just now.
    return
  }
  // Another may have put its own lock in place of the stale one just before.
  if (isHeld(aside)) linkSync(aside, path)
  rmSync(aside)
}

function isHeld(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > lockMaxMs) return false
    process.kill(Number(readFileSync(path, 'utf8')), 0)
    return true
  } catch (error) {
    // EPERM: it lives, under another user. ENOENT: released just now.
    return error.code === 'EPERM'
  }
}
