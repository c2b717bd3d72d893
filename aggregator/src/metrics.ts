/** What an aggregator counts. */
export const aggregatorMetrics = {
  asked: {
    type: 'counter',
    name: 'vain_collect_given_answers_total',
    unit: 'answers',
    text: 'What operators said when this leader asked, by the number of the phase: answers, refusals, and what does not fit.',
    labels: { phase: 'any', outcome: ['answer', 'refused', 'bad', 'wait'] },
  },
  vectors: {
    type: 'counter',
    name: 'vain_collect_masked_vectors_total',
    unit: 'vectors',
    text: 'Masked vectors that were pulled: added to a sum, or not fit for it.',
    labels: { outcome: ['added', 'unfit'] },
  },
  vectorBytes: {
    type: 'counter',
    name: 'vain_collect_added_bytes_total',
    unit: 'bytes',
    text: 'Bytes of masked vectors that were added to sums.',
  },
  faults: {
    type: 'counter',
    name: 'vain_collect_found_faults_total',
    unit: 'faults',
    text: 'What kept a round that this aggregator led from going on, by what was wrong.',
    labels: { reason: 'any' },
  },
  challenges: {
    type: 'counter',
    name: 'vain_defence_handled_challenges_total',
    unit: 'challenges',
    text: 'Challenges in the court of missing data that this aggregator saw, and what became of them; `own` are those against it.',
    labels: {
      accused: ['own', 'other'],
      outcome: ['asked', 'answered', 'unanswerable', 'failed', 'over'],
    },
  },
} as const
