import { at, type Strategy, vectorOf } from './strategy.ts'

const nothing = new Float32Array(0)

/**
 * FedAvg: the model moves by the mean of the members' changes, each by its number of examples.
 *
 * Also FedProx, whose difference is all in the local step (`LocalTerms.proximal`).
 *
 * Under masking: as it stands. The sum holds what it needs, and nothing else is sent.
 *
 * Source: McMahan et al. 2017, algorithm 1; Li et al. 2020 (FedProx), algorithm 2.
 */
export const fedAvg: Strategy = {
  weighting: 'examples',
  publishedWords: (parameters) => parameters,
  ownWords: () => 0,
  width: (parameters) => parameters,
  steer: () => undefined,
  send: ({ start, end }) => ({
    update: vectorOf(start.length, (j) => at(end, j) - at(start, j)),
    own: nothing,
  }),
  step: (published, mean) => vectorOf(mean.length, (j) => at(published, j) + at(mean, j)),
}
