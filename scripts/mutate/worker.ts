/** A process that compiles mutants and runs tests on them, one after the other, as it is told. */
import { compileWith, type Mode, modes } from '../solidity/compiler.ts'
import { runTests } from './harness.ts'

/** Tests that run together, and the contracts to compile for them. */
export type Stage = {
  readonly files: readonly string[]
  readonly names: readonly string[]
  /** Whether the tests are those of other folders. */
  readonly isFar: boolean
}

/** A source as it shall be compiled, in place of the one that is there. */
export type Changed = { readonly path: string; readonly text: string }

export type Order =
  | { readonly kind: 'survey'; readonly file: string }
  | { readonly kind: 'try'; readonly changed: Changed; readonly stage: Stage; readonly mode: Mode }
  | { readonly kind: 'compare'; readonly changed: Changed; readonly names: readonly string[] }

export type Verdict = 'killed' | 'survived' | 'not compilable'

export type Answer = {
  /** Of the processor. */
  readonly seconds: number
} & (
  | { readonly kind: 'surveyed'; readonly failure?: string; readonly used: readonly string[] }
  /** `by` is the test that killed it, or what the compiler said. */
  | { readonly kind: 'tried'; readonly verdict: Verdict; readonly by?: string; readonly mode: Mode }
  | { readonly kind: 'compared'; readonly same: boolean }
)

type Body<Kind extends Answer['kind']> = Omit<Extract<Answer, { kind: Kind }>, 'seconds'>

async function survey(file: string): Promise<Body<'surveyed'>> {
  const { failure, used } = await runTests([file])
  return { kind: 'surveyed', ...(failure && { failure }), used }
}

async function tryStage(
  changed: Changed,
  { files, names }: Stage,
  from: Mode,
): Promise<Body<'tried'>> {
  for (const mode of modes.slice(modes.indexOf(from))) {
    const compiled = compileWith(changed, names, mode)
    if (compiled.kind === 'too deep') continue
    if (compiled.kind === 'refused')
      return { kind: 'tried', verdict: 'not compilable', by: compiled.message.slice(0, 200), mode }
    const { failure } = await runTests(files, compiled.code)
    if (failure === undefined) return { kind: 'tried', verdict: 'survived', mode }
    return { kind: 'tried', verdict: 'killed', by: failure, mode }
  }
  return { kind: 'tried', verdict: 'not compilable', by: 'too many variables', mode: from }
}

/** Whether what would be deployed is the same with the change: then no test can tell. */
function compare(changed: Changed, names: readonly string[]): Body<'compared'> {
  const compiled = compileWith(changed, names, 'deployed')
  const original = compileWith(undefined, names, 'deployed')
  if (compiled.kind !== 'compiled' || original.kind !== 'compiled')
    return { kind: 'compared', same: false }
  const same = names.every((name) => compiled.code.get(name) === original.code.get(name))
  return { kind: 'compared', same }
}

async function obey(order: Order): Promise<Body<'surveyed'> | Body<'tried'> | Body<'compared'>> {
  if (order.kind === 'survey') return survey(order.file)
  if (order.kind === 'try') return tryStage(order.changed, order.stage, order.mode)
  return compare(order.changed, order.names)
}

async function answer(order: Order): Promise<void> {
  const began = process.cpuUsage()
  const body = await obey(order)
  const { user, system } = process.cpuUsage(began)
  process.send?.({ ...body, seconds: (user + system) / 1e6 })
}

process.on('message', (order: Order) => {
  answer(order).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
process.send?.('ready')
