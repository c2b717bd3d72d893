import type { Port, Start, Steps, Told, Values } from '../training/program.ts'
import { countName, outside, type StepPorts } from './encodeStepLoop.ts'
import type { Session } from './session.ts'

/** Most steps taken in one call of the library. */
const mostSteps = 32
/** What one call should take, where there is a clock: until it ends the process hears of nothing. */
const aimMs = 100
/** Greatest size of the batches of one call. */
const mostBytes = 2 ** 25

/** Sorts the ports of a step. */
export function portsOf(
  { inputs, outputs }: Pick<Session, 'inputs' | 'outputs'>,
  { state, fixed }: Start,
): StepPorts {
  const isCarried = ({ name }: Port): boolean => Object.hasOwn(state, name)
  return {
    carried: inputs.filter(isCarried),
    fixed: inputs.filter(({ name }) => Object.hasOwn(fixed, name)),
    batch: inputs.filter((port) => !isCarried(port) && !Object.hasOwn(fixed, port.name)),
    told: outputs.filter(({ name }) => !Object.keys(state).some((one) => name === `${one}2`)),
  }
}

const sizeOf = (port: Port): number =>
  port.shape.reduce<number>((size, axis) => size * Number(axis), 1)
const bytesOf = (ports: readonly Port[]): number =>
  ports.reduce((bytes, port) => bytes + 4 * sizeOf(port), 0)

/** Room for the batches of some steps, one behind the other. */
function createRoom(batch: readonly Port[], steps: number) {
  const rooms = batch.map((port) => {
    const length = sizeOf(port)
    const values =
      port.type === 'int32' ? new Int32Array(steps * length) : new Float32Array(steps * length)
    return { port, length, values }
  })
  return {
    put(at: number, given: Readonly<Record<string, Values>>): void {
      for (const { port, length, values } of rooms)
        values.set(given[port.name] as Values, at * length)
    },
    feeds: (session: Session, count: number) =>
      rooms.map(({ port, length, values }) => {
        const stacked = { ...port, shape: [count, ...port.shape] }
        return [outside(port.name), session.toTensor(stacked, values.subarray(0, count * length))]
      }),
  }
}

/** Splits what the loop told into what each step told. */
function splitTold(
  told: readonly Port[],
  outputs: Readonly<Record<string, { data: unknown }>>,
  count: number,
): Told[] {
  return Array.from({ length: count }, (_, step) =>
    Object.fromEntries(
      told.map((port) => {
        const length = sizeOf(port)
        const all = outputs[outside(port.name)]?.data as Values
        return [port.name, all.subarray(step * length, (step + 1) * length)]
      }),
    ),
  )
}

/**
 * Steps taken many at a time, by a program made with `encodeStepLoop`.
 *
 * What is carried is copied once for all steps of a call, not for each.
 *
 * @param loop - the loaded loop; stays open
 * @param now - a clock in ms; with one, calls are made as long as can be waited for
 */
export function beginStepLoop(
  loop: Session,
  ports: StepPorts,
  { state, fixed }: Start,
  now: (() => number) | undefined,
): Steps {
  const most = Math.max(1, Math.min(mostSteps, Math.floor(mostBytes / bytesOf(ports.batch))))
  const room = createRoom(ports.batch, most)
  const constant = ports.fixed.map((port) => [
    port.name,
    loop.toTensor(port, fixed[port.name] as Values),
  ])
  const countPort = { name: countName, type: 'int64', shape: [] }
  let carried = Object.fromEntries(
    ports.carried.map((port) => [
      outside(port.name),
      loop.toTensor(port, state[port.name] as Values),
    ]),
  )
  let aim = now === undefined ? Math.min(8, most) : 1
  let waiting = 0

  async function run(): Promise<Told[]> {
    const count = waiting
    if (count === 0) return []
    const began = now?.() ?? 0
    const outputs = await loop.run({
      [countName]: loop.toTensor(countPort, BigInt64Array.of(BigInt(count))),
      ...Object.fromEntries([...room.feeds(loop, count), ...constant]),
      ...carried,
    })
    carried = Object.fromEntries(
      Object.keys(carried).map((name) => [name, outputs[`${name}2`] as (typeof carried)[string]]),
    )
    if (now !== undefined) {
      const fits = Math.floor((aimMs * count) / Math.max(now() - began, 1e-3))
      aim = Math.max(1, Math.min(most, 2 * aim, fits))
    }
    waiting = 0
    return splitTold(ports.told, outputs, count)
  }

  return {
    async take(batch) {
      room.put(waiting++, batch)
      return waiting < aim ? [] : run()
    },
    async finish() {
      const told = await run()
      const copies = ports.carried.map(({ name }) => [
        name,
        Float32Array.from(carried[outside(name)]?.data as Float32Array),
      ])
      return { told, state: Object.fromEntries(copies) }
    },
    close: async () => undefined,
  }
}
