import type { RoundParams } from '@vain/protocol'
import { waitForLog } from '../../e2e/logTail.ts'
import { openTestNetwork, type TestNetwork, testParams } from '../../e2e/network.ts'
import { ownerOfPort } from '../links/owner.ts'
import { openRelay, type Relay } from '../links/relay.ts'
import { createStation, type Station } from '../links/station.ts'
import { type PhaseWatch, watchPhases } from './phases.ts'
import { takePorts } from './takePorts.ts'

/** A network of real processes in which every connection goes over a link that can be shaped. */
export type ChaosNetwork = TestNetwork & {
  readonly phases: PhaseWatch
  /** Where the links of a member begin and end. */
  station(name: string): Station
  /** Where the links to the chain end. */
  readonly chainStation: Station
}

/** Longest that starting may take on a machine that has much else to do. */
const startMs = 600_000

/** A round is aborted after three turns and the time to train. */
const paramsOf = (turnSeconds: number): RoundParams => ({
  ...testParams,
  turnSeconds,
  phaseTurns: 3,
  trainSeconds: Math.ceil(turnSeconds / 2),
})

const plan = {
  // Who trains adds what anyone can compute, so the same survivors always make the same model.
  ...{ replay: true, data: 'iris' },
  // A vector of 270 KB: more than two seconds on a link of 1 Mbit/s.
  model: 'tabular:hidden=256,features=4,classes=3',
}

/**
 * Opens the network and starts it: five trainers, which have the indices 0 to 4, two aggregators,
 * three validators. Members dial each other and the chain through relays of their own.
 *
 * @param random - numbers in [0, 1), for what links do
 * @param turnSeconds - so many that a busy machine keeps up
 */
export async function openChaosNetwork(
  random: () => number,
  turnSeconds: number,
): Promise<ChaosNetwork> {
  // Reorganisations by hand need all states.
  const network = await openTestNetwork(plan, paramsOf(turnSeconds), { states: 'all' })
  const chainStation = createStation(random)
  const chainPort = Number(new URL(network.rpcUrl).port)
  const relays: Relay[] = []
  const doors = new Map<string, Awaited<ReturnType<typeof openDoors>>>()

  async function openDoors(name: string, listenPort: number, httpPort: number) {
    const station = createStation(random)
    const peers = await openRelay({ port: listenPort, station }, stationOfPort)
    const rpc = await openRelay({ port: chainPort, station: chainStation }, () => station)
    relays.push(peers, rpc)
    const options = {
      listen: [`/ip4/127.0.0.1/tcp/${listenPort}`],
      httpPort,
      announce: [`/ip4/127.0.0.1/tcp/${peers.port}`, `/ip4/127.0.0.1/tcp/${httpPort}/http`],
      rpcUrl: `http://127.0.0.1:${rpc.port}`,
      ...(name.startsWith('node') ? { keepInputs: true } : {}),
      ...(name.startsWith('aggregator') ? { logLevel: 'debug' } : {}),
    }
    return { name, station, options }
  }

  /** Whoever dials is told by the port that it dials from. */
  function stationOfPort(port: number): Station {
    const running = [...doors.values()].flatMap(({ name, station }) => {
      const pid = pidOf(network, name)
      return pid === undefined ? [] : [{ pid, station }]
    })
    const owner = ownerOfPort(
      port,
      running.map(({ pid }) => pid),
    )
    return running.find(({ pid }) => pid === owner)?.station ?? outside
  }

  const outside = createStation(random)
  const ports = await takePorts(2 * network.members.length)
  for (const [i, { name }] of network.members.entries())
    doors.set(name, await openDoors(name, ports[2 * i] ?? 0, ports[2 * i + 1] ?? 0))
  const door = (name: string) => doors.get(name) ?? fail(`there is no member ${name}`)

  const chaos: ChaosNetwork = {
    ...network,
    phases: watchPhases(network),
    chainStation,
    station: (name) => door(name).station,
    startMember: (name) => void network.start(name, door(name).options),
    async close() {
      // What a link holds back would keep a daemon from its clean end.
      for (const { station } of doors.values()) station.setShape(outside.shape)
      chainStation.setShape(outside.shape)
      await network.close()
      await Promise.all(relays.map((relay) => relay.close()))
    },
  }
  await startInOrder(chaos)
  return chaos
}

/** Starts all, trainers first: so they have the indices 0 to 4 every time. */
async function startInOrder(network: ChaosNetwork): Promise<void> {
  const { members, folder } = network
  const trainers = members.filter(({ name }) => name.startsWith('node'))
  for (const { name } of trainers) network.startMember(name)
  const registered = trainers.map(({ name }) =>
    waitForLog([folder.logFile(name)], ({ msg }) => msg === 'registered', startMs),
  )
  await Promise.all(registered)
  for (const { name } of members) network.startMember(name)
}

function pidOf(network: TestNetwork, name: string): number | undefined {
  try {
    return network.daemon(name).pid
  } catch {
    // It never ran.
    return undefined
  }
}

function fail(message: string): never {
  throw new Error(message)
}
