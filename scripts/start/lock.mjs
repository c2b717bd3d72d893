import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { Failure, interruptedBy, isAlive, say } from './children.mjs'

// A lock this old belongs to nobody, even if another process has its number by now.
const lockMaxMs = 15 * 60_000

/**
 * Waits until no other process installs.
 *
 * @returns `addHolder(id)`, after which the lock also belongs to that process or group, should we
 * die before it; and `release()`
 */
export async function takeLock(path) {
  const own = `${path}.${process.pid}`
  // Linked, not written in place: a lock is never seen without the number of its holder.
  writeFileSync(own, String(process.pid))
  try {
    for (let told = false; ; told = true) {
      try {
        linkSync(own, path)
        return { addHolder: (id) => writeHolders(path, id), release: () => rmSync(path) }
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

function writeHolders(path, id) {
  const own = `${path}.${process.pid}`
  writeFileSync(own, `${process.pid} ${id}`)
  renameSync(own, path)
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
    return readFileSync(path, 'utf8').split(' ').map(Number).some(isAlive)
  } catch {
    // Released just now.
    return false
  }
}
