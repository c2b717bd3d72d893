'use client'

import type { RunRow } from '@vain/indexer'
import type { ReactNode } from 'react'
import { Columns, Facts, Loaded } from '../../../shared/ui/index.ts'
import { useConfiguration } from '../queries/useConfiguration.ts'
import { describeSettings } from '../settings.ts'
import css from './RunSettings.module.css'

/** What a run trains and how, from the artefact that has the hash on chain. */
export function RunSettings({ run }: { readonly run: RunRow }): ReactNode {
  return (
    <Loaded query={useConfiguration(run)} what="the configuration">
      {(configuration) => (
        <Columns>
          {describeSettings(configuration).map(({ title, rows }) => (
            <section key={title} className={css.group}>
              <h3>{title}</h3>
              <Facts rows={rows} />
            </section>
          ))}
        </Columns>
      )}
    </Loaded>
  )
}
