import { mkdirSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fromText } from '@vain/base'
import { createDraws } from '@vain/learn'
import { describeError, helpText, readOptions } from '@vain/service'
import { audit } from './audit.ts'
import { type Book, hasLanded, openBook } from './book.ts'
import { allCells, type Cell, nameOf, shuffleCells } from './cells/cell.ts'
import { createModelBook, type ModelBook } from './cells/modelBook.ts'
import { playCell } from './cells/playCell.ts'
import { type ChaosNetwork, openChaosNetwork } from './network/openChaosNetwork.ts'
import { chaosOptions } from './options.ts'
import { toTable } from './table.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

type Session = {
  readonly book: Book
  readonly models: ModelBook
  readonly seed: string
  readonly endMs: number
  readonly turnSeconds: number
}

/** Numbers in [0, 1) of one's own, which do not depend on what else is tried meanwhile. */
const drawsOf = (seed: string, name: string): (() => number) =>
  createDraws('chaos', fromText(`${seed} ${name}`)).unit

/** Tries a cell and takes down what came of it. @returns whether the network is fit for more */
async function tryCell(session: Session, network: ChaosNetwork, cell: Cell): Promise<boolean> {
  const { book, seed } = session
  const random = drawsOf(seed, nameOf(cell))
  const entry = { cell, seed, at: new Date().toISOString() }
  try {
    const played = await playCell(network, cell, random)
    book.add({ ...entry, played })
    const { landed, dose, outcome, survivors, members, wholeAfter, seconds } = played
    const place = landed === cell.phase ? '' : `, but came in ${landed}`
    const end = outcome === 'certified' ? `${survivors} of ${members} in the sum` : 'aborted'
    say(`${nameOf(cell)} (${dose})${place}: ${end}, whole after ${wholeAfter}, ${seconds} s`)
    return true
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    book.add({ ...entry, failure })
    say(`${nameOf(cell)}: FAILED: ${failure}`)
    return false
  }
}

/** Plays some cells in a network of their own, then audits it. @returns whether all went well */
async function playSome(session: Session, cells: readonly Cell[]): Promise<boolean> {
  const links = drawsOf(session.seed, `links ${cells.map(nameOf).join()}`)
  const network = await openChaosNetwork(links, session.turnSeconds)
  let isWell = true
  try {
    await network.until((run) => run.machine.cursor.version > 0, 400_000)
    for (const cell of cells) {
      if (Date.now() >= session.endMs) break
      isWell = await tryCell(session, network, cell)
      if (!isWell) break
    }
    const { code, text } = await audit(network)
    say(`audit: ${text}`)
    isWell &&= code === 0
    const twins = session.models.add(network.run().rounds)
    say(`${twins} rounds were as in other networks, and made the same models`)
    if (!isWell) await keepLogs(network)
  } finally {
    await network.close()
  }
  return isWell
}

/** What the daemons said, for whoever looks for the reason of a failure. */
async function keepLogs(network: ChaosNetwork): Promise<void> {
  const folder = join('.cache', 'chaos', `failed-${Date.now()}`)
  mkdirSync(folder, { recursive: true })
  for (const { name } of network.members)
    await cp(network.folder.logFile(name), join(folder, `${name}.jsonl`))
  say(`The logs are in ${folder}.`)
}

async function main(argv: readonly string[]): Promise<void> {
  if (argv.includes('--help')) {
    const text = 'Lets faults befall a network of real processes, in each phase of a round.'
    say(helpText(chaosOptions, { usage: 'npm run test:chaos -- [options]', text }))
    return
  }
  const options = readOptions(chaosOptions, { argv, env: {} })
  const { seed, minutes, turnSeconds } = options
  const book = openBook(options.book)
  if (options.table) return say(toTable(book.entries))
  const endMs = Date.now() + minutes * 60_000
  const session = { book, models: createModelBook(), seed, endMs, turnSeconds }
  const wanted = allCells.filter((cell) => options.cells.every((it) => nameOf(cell).includes(it)))
  const queue = shuffleCells(wanted, drawsOf(seed, 'order')).filter((cell) => !book.isDone(cell))
  say(`${queue.length} of ${wanted.length} cells to try, seed ${seed}`)
  const taken = new Set<Cell>()
  const playInTurn = async (): Promise<void> => {
    while (Date.now() < endMs) {
      const free = queue.filter((cell) => !taken.has(cell) && !book.isDone(cell))
      const next = free.slice(0, options.perNetwork)
      if (next.length === 0) break
      for (const cell of next) taken.add(cell)
      if (!(await playSome(session, next))) process.exitCode = 1
      for (const cell of next) taken.delete(cell)
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: options.networks }, playInTurn))
  for (const end of ends) {
    if (end.status === 'fulfilled') continue
    say(`a network ended: ${describeError(end.reason)}`)
    process.exitCode = 1
  }
  const landed = new Set(book.entries.filter(hasLanded).map(({ cell }) => nameOf(cell)))
  const done = wanted.filter((cell) => landed.has(nameOf(cell)))
  say(`${done.length} of ${wanted.length} cells done`)
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${describeError(error)}\n`)
  process.exitCode = 1
})

// Sockets of links may still be closing.
setTimeout(() => process.exit(), 1_000).unref()
