import { isPlannable } from '../sketch/planCheck.ts'
import { leastStepShare } from '../strategy/readMean.ts'
import type {
  Aggregation,
  Numbers,
  PrivacySettings,
  PrivacyUnit,
  ReplaySettings,
  ServerOptimiser,
  ServerSettings,
  StrategySettings,
} from './settings.ts'

/** What the rules between settings look at. */
export type Settings = {
  readonly parameters: number
  readonly numbers: Numbers
  readonly aggregation: Aggregation
  readonly server: ServerSettings
  readonly strategy: StrategySettings
  readonly privacy: PrivacySettings
  readonly replay?: ReplaySettings | undefined
}

/** A setting that does not fit the others, and the sentence that says why. */
export type Misfit = { readonly path: readonly [string, string]; readonly message: string }

const readByOptimiser: Record<ServerOptimiser, readonly (keyof ServerSettings)[]> = {
  average: [],
  momentum: ['beta1Micro'],
  nesterov: ['beta1Micro'],
  adagrad: ['beta1Micro', 'tauMicro'],
  adam: ['beta1Micro', 'beta2Micro', 'tauMicro'],
  yogi: ['beta1Micro', 'beta2Micro', 'tauMicro'],
}

const readByUnit: Record<PrivacyUnit, readonly (keyof PrivacySettings)[]> = {
  none: [],
  node: ['noiseMultiplierMicro', 'deltaExponent'],
  record: ['noiseMultiplierMicro', 'deltaExponent', 'samplingRateMicro', 'lotSize'],
}

/**
 * Settings that contradict each other.
 *
 * A setting that nothing reads must be 0, so that what is written is what happens.
 *
 * Source: docs/protocol §9.
 */
export function findMisfits(settings: Settings): readonly Misfit[] {
  return [
    ...misfitsOfAggregation(settings),
    ...misfitsOfCheck(settings),
    ...misfitsOfServer(settings.server),
    ...misfitsOfStrategy(settings),
    ...misfitsOfPrivacy(settings),
    ...misfitsOfReplay(settings),
  ]
}

function misfitsOfAggregation({ aggregation }: Settings): readonly Misfit[] {
  const { combine, grouping, byzantineBps } = aggregation
  const misfits: Misfit[] = []
  if (combine !== 'mean' && grouping === 'whole')
    misfits.push({
      path: ['aggregation', 'combine'],
      message: `${combine} compares groups, but grouping is whole`,
    })
  if (combine === 'mean' && byzantineBps !== 0)
    misfits.push({
      path: ['aggregation', 'byzantineBps'],
      message: 'must be 0: a mean withstands no wrong group',
    })
  return misfits
}

const nobodyChecks = 'nothing is checked'

function misfitsOfCheck(settings: Settings): readonly Misfit[] {
  const { aggregation, privacy } = settings
  const { beacon, check, committeeFaults, grouping } = aggregation
  const misfits: Misfit[] = []
  const expect = (fits: boolean, section: string, name: string, message: string): void => {
    if (!fits) misfits.push({ path: [section, name], message })
  }
  if (check === 'none') {
    expect(committeeFaults === 0, 'aggregation', 'committeeFaults', `must be 0: ${nobodyChecks}`)
    expect(beacon === undefined, 'aggregation', 'beacon', `must not be there: ${nobodyChecks}`)
    return misfits
  }
  expect(grouping !== 'singles', 'aggregation', 'check', 'must be none: nobody masks in singles')
  expect(committeeFaults > 0, 'aggregation', 'committeeFaults', 'must not be 0: a check needs it')
  expect(beacon !== undefined, 'aggregation', 'beacon', 'must be there: a check needs it')
  // Whoever knows what an update may be learns from five norms which it is.
  expect(privacy.unit === 'none', 'privacy', 'unit', 'must be none: a check shows norms')
  expect(isPlannable(settings), 'numbers', 'clipMicro', 'is too great for a check')
  return misfits
}

function misfitsOfServer(server: ServerSettings): readonly Misfit[] {
  const { optimiser } = server
  const read = readByOptimiser[optimiser]
  const unread = (['beta1Micro', 'beta2Micro', 'tauMicro'] as const)
    .filter((name) => !read.includes(name) && server[name] !== 0)
    .map((name) => unreadMisfit('server', name, `optimiser ${optimiser}`))
  // τ alone keeps the adaptive step from dividing by zero.
  return read.includes('tauMicro') && server.tauMicro === 0
    ? [...unread, neededMisfit('server', 'tauMicro', `optimiser ${optimiser}`)]
    : unread
}

function misfitsOfStrategy(settings: Settings): readonly Misfit[] {
  const { aggregation, parameters, privacy, strategy } = settings
  const { name } = strategy
  const misfits: Misfit[] = []
  const expect = (fits: boolean, section: string, setting: string, message: string): void => {
    if (!fits) misfits.push({ path: [section, setting], message })
  }
  if (name === 'fedavg') return misfits
  // A lot is one step: it has nothing to weigh, to steer or to keep.
  expect(privacy.unit !== 'record', 'privacy', 'unit', `must not be record with strategy ${name}`)
  if (name === 'diloco')
    expect(
      strategy.coordinates <= parameters,
      'strategy',
      'coordinates',
      'must not be more than the parameters',
    )
  if (name === 'scaffold' || name === 'diloco')
    // Without masks a leader leaves out whom it likes: nobody could tell whether it was in the sum.
    expect(
      aggregation.grouping !== 'singles',
      'aggregation',
      'grouping',
      `must not be singles: members keep what strategy ${name} did not send`,
    )
  return [...misfits, ...misfitsOfSteps(settings), ...misfitsOfControls(settings)]
}

/** Least clip norm with FedNova, in millionths: of the norm, what steps weigh takes up to 1. */
const leastNovaClipMicro = 2e6

/** How many times as much as the least steps the most weigh at most, where a check is asked for. */
const greatestCheckedSpread = 4

function misfitsOfSteps({ aggregation, numbers, strategy }: Settings): readonly Misfit[] {
  if (strategy.name !== 'fednova') return []
  const misfits: Misfit[] = []
  if (numbers.clipMicro < leastNovaClipMicro)
    misfits.push({
      path: ['numbers', 'clipMicro'],
      message: 'must be at least 2 with strategy fednova: what steps weigh takes up to 1 of it',
    })
  if (strategy.leastSteps > strategy.mostSteps)
    misfits.push({
      path: ['strategy', 'leastSteps'],
      message: 'must not be more than mostSteps',
    })
  // The norm lets any steps be claimed: what they scale is bounded by their range alone.
  else if (aggregation.check !== 'none' && leastStepShare(strategy) * greatestCheckedSpread < 1)
    misfits.push({
      path: ['strategy', 'leastSteps'],
      message: 'must weigh a quarter of mostSteps or more with a check: it bounds no claimed steps',
    })
  return misfits
}

/** Most parameters with SCAFFOLD, whose vectors are twice as long. */
const mostControls = 2 ** 26

/** What is once wrong in `c` of SCAFFOLD is added to every later gradient: nothing takes it out. */
function misfitsOfControls(settings: Settings): readonly Misfit[] {
  const { aggregation, numbers, parameters, privacy, strategy } = settings
  if (strategy.name !== 'scaffold') return []
  const misfits: Misfit[] = []
  const expect = (fits: boolean, section: string, setting: string, message: string): void => {
    if (!fits) misfits.push({ path: [section, setting], message })
  }
  const mean = 'c is the plain mean of what members keep'
  expect(numbers.maxWeight === 1, 'numbers', 'maxWeight', `must be 1: ${mean}`)
  expect(aggregation.combine === 'mean', 'aggregation', 'combine', `must be mean: ${mean}`)
  // A member of a group that does not count keeps a change that c does not have.
  const { grouping } = aggregation
  expect(grouping !== 'groups', 'aggregation', 'grouping', `must be whole: ${mean}`)
  // What one member adds to c stays in all later rounds: a bound for each round bounds nothing.
  expect(aggregation.check === 'none', 'aggregation', 'check', 'must be none: c adds up')
  expect(privacy.unit !== 'node', 'privacy', 'unit', 'must be none: the noise adds up in c')
  expect(numbers.laneBits === 32, 'numbers', 'laneBits', 'must be 32: what is rounded adds up in c')
  expect(!numbers.rotate, 'numbers', 'rotate', 'must be false: a sum that wraps stays in c')
  const few = 'must not be scaffold with more than 2²⁶ parameters: vectors are twice as long'
  expect(parameters <= mostControls, 'strategy', 'name', few)
  return misfits
}

function misfitsOfPrivacy({ numbers, privacy }: Settings): readonly Misfit[] {
  const { unit } = privacy
  const names = ['noiseMultiplierMicro', 'samplingRateMicro', 'lotSize', 'deltaExponent'] as const
  const misfits = names.flatMap((name) => {
    const isRead = readByUnit[unit].includes(name)
    if (isRead === privacy[name] > 0) return []
    return [isRead ? neededMisfit : unreadMisfit].map((to) => to('privacy', name, `unit ${unit}`))
  })
  // With another weight the norm of an update would not bound what one member adds to a mean.
  return unit === 'none' || numbers.maxWeight === 1
    ? misfits
    : [...misfits, { path: ['numbers', 'maxWeight'], message: `must be 1 with unit ${unit}` }]
}

function misfitsOfReplay({ privacy, replay, strategy }: Settings): readonly Misfit[] {
  if (replay === undefined) return []
  const { name } = strategy
  const misfits: Misfit[] = []
  if (privacy.unit !== 'none')
    misfits.push({
      path: ['privacy', 'unit'],
      message: 'must be none: nobody can replay secret noise',
    })
  // What a member keeps from round to round, and how many steps it chose, stand nowhere.
  if (name !== 'fedavg')
    misfits.push({
      path: ['strategy', 'name'],
      message: `must be fedavg: nobody can replay what ${name} leaves to members`,
    })
  return misfits
}

const unreadMisfit = (section: string, name: string, reader: string): Misfit => ({
  path: [section, name],
  message: `must be 0: ${reader} does not read it`,
})

const neededMisfit = (section: string, name: string, reader: string): Misfit => ({
  path: [section, name],
  message: `must not be 0: ${reader} needs it`,
})
