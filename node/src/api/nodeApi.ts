import { operatorEndpoints } from '@vain/operator'
import type { ApiDefinition, Endpoint } from '@vain/service'
import { z } from 'zod'

type None = Record<string, never>

/** Whether the node joins rounds. */
export type Participation = { readonly paused: boolean }

/** One training. Neither examples nor loss: those never leave the machine. */
export type TrainingRow = {
  readonly run: number
  readonly round: number
  readonly state: 'running' | 'done' | 'failed' | 'dropped'
  /** Seconds since 1970. */
  readonly begunAt: number
  readonly endedAt?: number | undefined
}

/** What is trained on. */
export type Engines = {
  /** As the option says. */
  readonly configured: string
  /** What was found of each for the program that was tried last; empty unless it is `auto`. */
  readonly tried: readonly {
    readonly engine: string
    /** Milliseconds a step. */
    readonly stepMs?: number | undefined
    readonly refused?: string | undefined
  }[]
}

const participation: z.ZodType<Participation> = z.strictObject({ paused: z.boolean() })
const count = z.int().min(0)

const own = { tag: 'node', method: 'get', access: 'own' } as const

export const participationEndpoint: Endpoint<Participation, None, undefined> = {
  ...own,
  name: 'readParticipation',
  path: '/api/v1/participation',
  text: 'Whether the node joins rounds.',
  answer: participation,
}

export const changeParticipationEndpoint: Endpoint<Participation, None, Participation> = {
  ...own,
  name: 'changeParticipation',
  method: 'put',
  path: '/api/v1/participation',
  text: 'Pauses or resumes; it lasts beyond a restart. Rounds that it has joined it sees through.',
  access: 'change',
  body: participation,
  answer: participation,
}

export const trainingsEndpoint: Endpoint<readonly TrainingRow[], None, undefined> = {
  ...own,
  name: 'readTrainings',
  path: '/api/v1/trainings',
  text: 'Trainings since the start, the newest first, at most 50.',
  answer: z.array(
    z.object({
      run: count,
      round: count,
      state: z.enum(['running', 'done', 'failed', 'dropped']),
      begunAt: count,
      endedAt: count.optional(),
    }),
  ),
}

export const enginesEndpoint: Endpoint<Engines, None, undefined> = {
  ...own,
  name: 'readEngines',
  path: '/api/v1/engines',
  text: 'What the node trains on.',
  answer: z.object({
    configured: z.string(),
    tried: z.array(
      z.object({
        engine: z.string(),
        stepMs: z.number().min(0).optional(),
        refused: z.string().optional(),
      }),
    ),
  }),
}

/** Everything that a node serves over HTTP. */
export const nodeApi: ApiDefinition = {
  title: 'vAIn: node',
  text: 'What a node tells of itself and of the network, and how its operator pauses it.',
  endpoints: [
    ...operatorEndpoints,
    participationEndpoint,
    changeParticipationEndpoint,
    trainingsEndpoint,
    enginesEndpoint,
  ],
}
