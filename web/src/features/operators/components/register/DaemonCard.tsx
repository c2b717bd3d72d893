'use client'

import type { ReactNode } from 'react'
import { useContracts } from '../../../../shared/chain/index.ts'
import { Card, Field, Hash } from '../../../../shared/ui/index.ts'
import { commandsOf, configOf, type Part } from '../../queries/configOf.ts'
import css from './DaemonCard.module.css'

const parts: Readonly<Record<Part, string>> = {
  both: 'Trainer and validator',
  trainer: 'Trainer',
  validator: 'Validator',
  aggregator: 'Aggregator',
}

/** The file and the commands that start a daemon. */
export function DaemonCard({
  part,
  onChange,
}: {
  readonly part: Part
  readonly onChange: (part: Part) => void
}): ReactNode {
  const config = configOf(part, useContracts())
  const commands = commandsOf(part)
  return (
    <Card title="2. Start its daemon">
      <Field label="What it does">
        {(props) => (
          <select {...props} value={part} onChange={({ target }) => onChange(target.value as Part)}>
            {Object.entries(parts).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Block name="Commands, in the repository" text={commands} />
      <Block name="Its config.json" text={config} />
      <p>
        Put in the RPC address of your own Ethereum node, the addresses at which others reach you (
        <code>announce</code>), and which examples you hold. The documents of the repository say
        how, under <code>docs/operate</code>.
      </p>
    </Card>
  )
}

/** Something to copy. */
function Block({ name, text }: { readonly name: string; readonly text: string }): ReactNode {
  return (
    <div>
      <Hash value={text} name={name} />
      <section aria-label={name}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to take the focus */}
        <pre className={css.text} tabIndex={0}>
          {text}
        </pre>
      </section>
    </div>
  )
}
