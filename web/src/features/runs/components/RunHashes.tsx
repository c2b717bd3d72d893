import type { RunRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { Facts, Hash } from '../../../shared/ui/index.ts'
import { ContentLink } from './ContentLink.tsx'

/** What the chain binds a run to. */
export function RunHashes({ run }: { readonly run: RunRow }): ReactNode {
  const { hashes, configuration, head, model } = run
  const hash = (value: string): ReactNode => <Hash key={value} value={value} />
  return (
    <Facts
      rows={[
        ['Head of its history', hash(head)],
        ['Newest model', <ContentLink key="model" cid={model.cid} name={`run-${run.run}-model`} />],
        ['Its root', hash(model.root)],
        [
          'Configuration',
          <ContentLink key="c" cid={configuration} name={`run-${run.run}-configuration`} />,
        ],
        ['Its hash', hash(hashes.configuration)],
        ['Program that trains', hash(hashes.trainProgram)],
        ['Program that evaluates', hash(hashes.evaluateProgram)],
        ['Data policy', hash(hashes.dataPolicy)],
        ['Root of the first model', hash(hashes.genesisModel)],
      ]}
    />
  )
}
