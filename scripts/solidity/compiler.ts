import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Node } from './syntax.ts'

/** Folder of the repository. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url))

const require = createRequire(import.meta.url)

/** How contracts are compiled; each mode takes longer than the one before and refuses less. */
export const modes = ['plain', 'intermediate', 'deployed'] as const
export type Mode = (typeof modes)[number]

const settingsOf: Readonly<Record<Mode, object>> = {
  plain: { viaIR: false, optimizer: { enabled: false } },
  intermediate: { viaIR: true, optimizer: { enabled: false } },
  // As in hardhat.config.ts.
  deployed: { viaIR: true, optimizer: { enabled: true, runs: 10_000 } },
}

type Compiler = {
  compile(
    input: string,
    callbacks: { import(path: string): { contents: string } | { error: string } },
  ): string
}
/** What the compiler says of a contract's storage. */
export type StorageLayout = {
  readonly storage: readonly StorageVariable[]
  readonly types: Readonly<
    Record<string, { readonly label: string; readonly members?: readonly StorageVariable[] }>
  > | null
}
type StorageVariable = {
  readonly label: string
  readonly slot: string
  readonly offset: number
  /** Key in `types`. */
  readonly type: string
}

type Artifact = {
  readonly evm: { readonly bytecode: { readonly object: string } }
  readonly storageLayout: StorageLayout
}
type Output = {
  readonly errors?: readonly { readonly severity: string; readonly message: string }[]
  readonly sources?: Readonly<Record<string, { readonly ast: Node }>>
  readonly contracts?: Readonly<Record<string, Readonly<Record<string, Artifact>>>>
}

let compiler: Compiler | undefined

/** Source by the name it is imported under. */
function readSource(path: string): string | undefined {
  const file = path.startsWith('contracts/') ? join(root, path) : join(root, 'node_modules', path)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function compile(
  sources: Readonly<Record<string, string>>,
  settings: object,
  selection: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
): Output {
  compiler ??= require('solc') as Compiler
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      Object.entries(sources).map(([path, content]) => [path, { content }]),
    ),
    settings: {
      evmVersion: 'osaka',
      metadata: { bytecodeHash: 'none' },
      ...settings,
      outputSelection: selection,
    },
  }
  const read = (path: string): { contents: string } | { error: string } => {
    const contents = readSource(path)
    return contents === undefined ? { error: `there is no ${path}` } : { contents }
  }
  return JSON.parse(compiler.compile(JSON.stringify(input), { import: read })) as Output
}

const errorsOf = ({ errors = [] }: Output): string[] =>
  errors.filter(({ severity }) => severity === 'error').map(({ message }) => message)

/** Syntax trees of sources and of all that they import. Identifiers hold for all of them together. */
export function parse(paths: readonly string[]): ReadonlyMap<string, Node> {
  const sources = Object.fromEntries(paths.map((path) => [path, readSource(path) ?? '']))
  const output = compile(sources, {}, { '*': { '': ['ast'] } })
  const [error] = errorsOf(output)
  if (error !== undefined) throw new Error(`the contracts do not compile: ${error}`)
  return new Map(Object.entries(output.sources ?? {}).map(([path, { ast }]) => [path, ast]))
}

/** Bytecode by fully qualified name, or why there is none. */
export type Compiled =
  | { readonly kind: 'compiled'; readonly code: ReadonlyMap<string, string> }
  | { readonly kind: 'refused'; readonly message: string }
  /** Too many variables for this mode: the next one may take them. */
  | { readonly kind: 'too deep' }

/** Compiles some contracts with one source replaced. Nothing is written to the sources. */
export function compileWith(
  changed: { readonly path: string; readonly text: string } | undefined,
  names: readonly string[],
  mode: Mode,
): Compiled {
  const sources: Record<string, string> = changed ? { [changed.path]: changed.text } : {}
  const selection: Record<string, Record<string, string[]>> = {}
  for (const name of names) {
    const [path = '', contract = ''] = name.split(':')
    sources[path] ??= readSource(path) ?? ''
    selection[path] = { ...selection[path], [contract]: ['evm.bytecode.object'] }
  }
  const output = compile(sources, settingsOf[mode], selection)
  const errors = errorsOf(output)
  if (errors.some((message) => /stack too deep|StackTooDeep/i.test(message)))
    return { kind: 'too deep' }
  if (errors.length > 0) return { kind: 'refused', message: errors[0] as string }
  const code = new Map<string, string>()
  for (const name of names) {
    const [path = '', contract = ''] = name.split(':')
    const object = output.contracts?.[path]?.[contract]?.evm.bytecode.object
    if (object === undefined) throw new Error(`the compiler gave nothing for ${name}`)
    code.set(name, `0x${object}`)
  }
  return { kind: 'compiled', code }
}

/** Storage of a contract by fully qualified name. */
export function readStorageLayout(name: string): StorageLayout {
  const [path = '', contract = ''] = name.split(':')
  const sources = { [path]: readSource(path) ?? '' }
  const output = compile(sources, {}, { [path]: { [contract]: ['storageLayout'] } })
  const layout = output.contracts?.[path]?.[contract]?.storageLayout
  if (layout === undefined) throw new Error(`there is no ${name}: ${errorsOf(output).join(' ')}`)
  return layout
}
