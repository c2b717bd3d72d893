import { fromWords, plainSettings } from '@vain/protocol'
import { expect } from 'chai'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'
import { audit, inputsOf } from '../../../packages/audit/test/support.ts'
import { createMixedStage, type MixedStage } from './createMixedStage.ts'
import { plainKrum, plainModel, plainTrimmedMean } from './plainRound.ts'

const members = 8
/** Did not agree to show its update; did not mask; masked and revealed nothing. */
const [withoutConsent, dropped, vanished] = [3, 5, 6]
const opened = [0, 1, 2, 4, 7]

/** Real aggregators and nodes only: §4.9 of the protocol. */
describe('a round without masks', () => {
  const folder = temporaryFolder()
  let stage: MixedStage
  afterEach(() => stage.stop())

  for (const [combine, rule] of [
    ['krum', plainKrum],
    ['trimmed-mean', plainTrimmedMean],
  ] as const)
    it(`default: ${combine} of those who agreed, bit for bit`, async () => {
      const real = new Map(
        Array.from({ length: members }, (_, index) => [
          index,
          { allowUnmasked: index !== withoutConsent },
        ]),
      )
      stage = await createMixedStage(`${folder}/${combine}`, real, {
        members,
        runSettings: {
          aggregation: {
            ...plainSettings.aggregation,
            grouping: 'singles',
            combine,
            byzantineBps: 1_000,
          },
        },
      })
      stage.mischief.set(dropped, { silent: ['mask'] })
      stage.mischief.set(vanished, { silent: ['reveal', 'recover'] })
      await stage.until(() => stage.state() === 'certified', 600)

      const { survivors, openHead, proposal, certificate } = stage.round()
      expect(survivors).to.deep.equal([...opened.slice(0, 4), vanished, 7])
      expect((await stage.senders()).roster).not.to.include(withoutConsent)
      const sums = opened.map((index) => stage.plainSum([index]))
      const published = await stage.published(proposal?.sum.content)
      expect(published).to.deep.equal(fromWords(Int32Array.from(sums.flat())))
      const { configuration, genesisModel, content } = stage.network
      const expected = plainModel(genesisModel, sums, rule, configuration.numbers, openHead)
      expect(await stage.published(proposal?.model.content)).to.deep.equal(fromWords(expected))
      expect(certificate?.nonSigners).to.deep.equal([])
      const { fault, rounds } = await audit(content, inputsOf(stage.network))
      expect(fault).to.equal(undefined)
      expect(rounds.map(({ outcome }) => outcome)).to.deep.equal(['verified'])
    })
})
