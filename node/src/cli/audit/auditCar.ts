import type { AuditInputs, AuditReport } from '@vain/audit'
import { VainError } from '@vain/base'
import { openCar } from '@vain/net'
import type { Venue } from '@vain/protocol'
import { followAudit } from './followAudit.ts'

/** What of a run is audited from a file, and where it is. */
export type CarAudit = {
  readonly venue: Venue
  /** Reads from the chain what it says of a run. */
  readonly readRun: (run: number) => Promise<AuditInputs>
  /** Run that was asked for; that of the file by default. */
  readonly run?: number | undefined
  /** Block that was asked for; all that is certified by default, whatever the file says. */
  readonly upTo?: number | undefined
  /** Rounds that were asked for; all by default. */
  readonly rounds?: readonly number[] | undefined
}

/**
 * Audits a run with the artefacts of a CAR file. The file says which run it is of, and nothing of how
 * much is audited: what is certified and not in it is missing.
 *
 * @throws {VainError} `audit/other-network`, `audit/other-run`, and what a CAR and the chain throw
 */
export async function auditCar(path: string, asked: CarAudit): Promise<AuditReport> {
  const { index, content, close } = await openCar(path)
  try {
    const { chainId, ledger, run, block } = index
    if (chainId !== asked.venue.chainId || ledger !== asked.venue.ledger)
      throw new VainError('audit/other-network', 'the file is of a run of another network', {
        chainId,
        ledger,
        wayOut: 'Name the --ledger that the file is of, and an --rpc-url of its chain.',
      })
    if (asked.run !== undefined && asked.run !== run)
      throw new VainError('audit/other-run', 'the file is of another run than was asked for', {
        run,
        asked: asked.run,
        wayOut: 'Name the --run that the file is of, or a file of the run that you want.',
      })
    const { upTo, rounds } = asked
    const report = await followAudit(content, await asked.readRun(run), {
      ...(upTo !== undefined && { upTo }),
      ...(rounds && { rounds }),
    })
    if (upTo === undefined && report.fault?.reason === 'missing') tellEnd(block)
    return report
  } finally {
    await close()
  }
}

/** Where a file says that it ends: for a person to weigh, the audit rests nothing on it. */
function tellEnd(block: number): void {
  process.stderr.write(
    `  the file says that it goes up to block ${block}: --up-to ${block} leaves out what was certified later\n`,
  )
}
