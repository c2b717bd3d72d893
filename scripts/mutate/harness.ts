/** Runs contract tests in this process, as often as one likes, with bytecode of one's choice. */
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import hre from 'hardhat'
import Mocha from 'mocha'
import { root } from '../solidity/compiler.ts'

export type Outcome = {
  /** The first test that failed and what it said; undefined if none did. */
  readonly failure?: string
  /** Fully qualified names of the contracts that the tests used. */
  readonly used: readonly string[]
}

const testRoot = pathToFileURL(join(root, 'test/')).href

/** Goes up by one with every run, so that no module of the tests keeps anything of the one before. */
let run = 0
let code: ReadonlyMap<string, string> = new Map()
let used = new Set<string>()
let opened: { close(): Promise<void> }[] = []

registerHooks({
  resolve(specifier, context, next) {
    const result = next(specifier, context)
    const isOurs = result.url.startsWith(testRoot) && !result.url.includes('?')
    return isOurs ? { ...result, url: `${result.url}?run=${run}` } : result
  },
})

/** The artifacts are those of the last build, but for the bytecode of the run. */
function patchArtifacts(): void {
  const { artifacts, tasks, network } = hre
  const read = artifacts.readArtifact.bind(artifacts)
  artifacts.readArtifact = (async (name: string) => {
    const artifact = await read(name)
    const fullName = `${artifact.sourceName}:${artifact.contractName}`
    used.add(fullName)
    const bytecode = code.get(fullName)
    return bytecode === undefined ? artifact : { ...artifact, bytecode }
  }) as typeof artifacts.readArtifact
  const find = tasks.getTask.bind(tasks)
  tasks.getTask = ((name: string) =>
    name === 'build' ? { run: async () => undefined } : find(name)) as typeof tasks.getTask
  const create = network.create.bind(network)
  network.create = (async (parameters?: { override?: object }) => {
    // Code that is not optimised is large.
    const override = { allowUnlimitedContractSize: true, ...parameters?.override }
    const connection = await create({ ...parameters, override } as Parameters<typeof create>[0])
    opened.push(connection)
    return connection
  }) as typeof network.create
}

patchArtifacts()
process.env.HH_TEST = 'true'
process.env.NODE_ENV ??= 'test'
// A test that failed may leave promises behind that nobody waits for any more.
process.on('unhandledRejection', () => undefined)
// Mocha adds its own with every run.
process.setMaxListeners(0)

/** Runs test files up to the first failure, on a new chain. */
export async function runTests(
  files: readonly string[],
  bytecode: ReadonlyMap<string, string> = new Map(),
): Promise<Outcome> {
  run += 1
  code = bytecode
  used = new Set()
  opened = []
  const mocha = new Mocha({ bail: true, timeout: 120_000, reporter: Mocha.reporters.Base })
  for (const file of files) mocha.addFile(join(root, file))
  let failure: Outcome['failure']
  try {
    await mocha.loadFilesAsync()
    await new Promise<void>((resolve) => {
      mocha
        .run(() => resolve())
        .on('fail', (test, error: Error) => {
          failure ??= `${test.fullTitle()}: ${messageOf(error)}`
        })
    })
  } catch (error) {
    failure = `loading the tests: ${messageOf(error)}`
  }
  for (const connection of opened) await connection.close().catch(() => undefined)
  return { ...(failure && { failure }), used: [...used] }
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/\s+/g, ' ').slice(0, 200)
}
