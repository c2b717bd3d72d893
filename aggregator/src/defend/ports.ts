import type { DataCourtReader, DataCourtWriter, SumCourtReader, SumCourtWriter } from '@vain/chain'
import type { Content } from '@vain/protocol'
import type { Deps, Settings } from '../ports.ts'

/** What answering challenges stands on. */
export type DefenceDeps = Pick<Deps, 'clock' | 'log' | 'index' | 'chain' | 'meter'> & {
  readonly store: Pick<Deps['store'], 'message'>
  readonly network: { readonly content: Pick<Content, 'get' | 'hasLocally'> }
  readonly court: {
    readonly reader: Pick<DataCourtReader, 'opened' | 'isOpen' | 'moveSeconds' | 'firstBlockSince'>
    readonly writer: Pick<DataCourtWriter, 'answer' | 'refute' | 'reveal'>
  }
}

/** What standing by sums stands on. */
export type SumDefenceDeps = Omit<DefenceDeps, 'court'> & {
  readonly court: {
    readonly reader: SumCourtReader
    readonly writer: Pick<SumCourtWriter, 'openSurvivors' | 'openTerms' | 'expire'>
  }
}

export type DefenceSettings = Pick<Settings, 'fetchTimeoutMs'>
