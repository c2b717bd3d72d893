import { phases, plainSettings } from '@vain/protocol'
import { createSyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createDrive } from '../support/driveRound.ts'
import { startNode } from '../support/syntheticNode.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

describe('a member whose operator does not agree to a run', () => {
  const folder = temporaryFolder()

  it('behavior: tells its operator once, and whoever asks in every round', async () => {
    const aggregation = {
      ...plainSettings.aggregation,
      grouping: 'singles',
      dropoutBps: 0,
    } as const
    const network = await createSyntheticNetwork({ runSettings: { aggregation } })
    const node = startNode(network, 0, { folder })
    const drive = createDrive(network, [node])
    for (const round of [1, 2, 3]) {
      drive.open()
      const request = { run: 1, round, phase: phases.advertise }
      expect(await node.answer(request)).to.deep.equal({ kind: 'refuse', reason: 'unmasked' })
      network.chain.pass(1_000)
      network.chain.send(1, undefined, { call: 'abort', round })
    }
    const said = node.log.lines.filter(({ fields }) => fields.reason === 'unmasked')
    expect(said.filter(({ level }) => level === 'warn')).to.have.length(1)
    expect(said.filter(({ level }) => level === 'debug')).to.have.length(3)
    await node.stop()
  })
})
