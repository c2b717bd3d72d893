'use client'

import type { CertificateRow, RoundDetail, Signer } from '@vain/indexer'
import type { ReactNode } from 'react'
import { formatAmount, formatShare, shareOf } from '../../../shared/format/index.ts'
import { PageLink, places } from '../../../shared/route/index.ts'
import { Badge, Facts, Hash, Notice, ShareBar, Table } from '../../../shared/ui/index.ts'

/** Stake that a certificate needs. Source: docs/protocol §7.3. */
const needed = { name: 'needed', value: 2 / 3 }

/** Who signed a round's result, and with how much stake. */
export function Certificate({ round }: { readonly round: RoundDetail }): ReactNode {
  const { certificate, signedWeight, totalWeight } = round
  if (certificate === undefined || signedWeight === undefined)
    return (
      <Notice title="Not certified">
        Validators have not signed this round’s result with two thirds of the stake.
      </Notice>
    )
  return (
    <>
      {totalWeight !== undefined && (
        <Signed signed={BigInt(signedWeight)} total={BigInt(totalWeight)} />
      )}
      <Signers certificate={certificate} />
      <Facts
        rows={[
          ['Model', certificate.version],
          ['Digest', <Hash key="digest" value={certificate.digest} />],
          ['Signature', <Hash key="signature" value={certificate.signature} />],
        ]}
      />
    </>
  )
}

function Signed({ signed, total }: { readonly signed: bigint; readonly total: bigint }): ReactNode {
  const share = shareOf(signed, total)
  return (
    <ShareBar
      title={`${formatShare(share)} of the stake signed, two thirds are needed`}
      whole={1}
      parts={[
        { name: 'signed', value: share, tone: 'good', text: amountOf(signed, share) },
        { name: 'not', value: 1 - share, tone: 'plain', text: amountOf(total - signed, 1 - share) },
      ]}
      marks={[needed]}
    />
  )
}

const amountOf = (amount: bigint, share: number): string =>
  `${formatAmount(amount)} (${formatShare(share)})`

function Signers({ certificate }: { readonly certificate: CertificateRow }): ReactNode {
  return (
    <Table
      caption="Validators of the set"
      head={['Validator', 'Address', 'Stake, VAIN', 'Signature']}
      numbers={['Stake, VAIN']}
    >
      {certificate.signers.map((signer) => (
        <SignerRow key={signer.operator} signer={signer} />
      ))}
    </Table>
  )
}

function SignerRow({ signer }: { readonly signer: Signer }): ReactNode {
  return (
    <tr>
      <td>
        <PageLink href={places.operator(signer.operator)} prefetch={false}>
          Operator&nbsp;{signer.operator}
        </PageLink>
      </td>
      <td>
        <Hash value={signer.address} />
      </td>
      <td>{formatAmount(BigInt(signer.weight))}</td>
      <td>
        {signer.hasSigned ? <Badge tone="good">signed</Badge> : <Badge tone="warn">missing</Badge>}
      </td>
    </tr>
  )
}
