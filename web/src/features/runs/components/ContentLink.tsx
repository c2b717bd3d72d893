import type { ReactNode } from 'react'
import { Hash } from '../../../shared/ui/index.ts'

/**
 * An artefact to download by its CID; the server checks its bytes against that.
 *
 * @param name - of the file
 */
export function ContentLink({
  cid,
  name,
}: {
  readonly cid: string | undefined
  readonly name: string
}): ReactNode {
  if (cid === undefined) return 'in the configuration'
  return (
    <Hash
      value={cid}
      name={
        <a href={`/ipfs/${cid}`} download={name} title={cid}>
          {cid.slice(0, 8)}…{cid.slice(-6)}
        </a>
      }
    />
  )
}
