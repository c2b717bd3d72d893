import { longTimes } from '@vain/base'

/** What a node counts. Nothing here tells of the examples but the time that work on them takes. */
export const nodeMetrics = {
  jobs: {
    type: 'counter',
    name: 'vain_train_ended_jobs_total',
    unit: 'jobs',
    text: 'Trainings, lots and evaluations, by how they ended; `ended` are those that nobody waits for any more.',
    labels: { work: ['train', 'lot', 'evaluate', 'replay'], outcome: ['done', 'failed', 'ended'] },
  },
  duration: {
    type: 'histogram',
    name: 'vain_train_job_duration_seconds',
    unit: 'seconds',
    text: 'Time that trainings, lots and evaluations took which were done.',
    labels: { work: ['train', 'lot', 'evaluate', 'replay'] },
    buckets: longTimes as readonly number[],
  },
  running: {
    type: 'gauge',
    name: 'vain_train_running_jobs',
    unit: 'jobs',
    text: 'Trainings, lots and evaluations that are under way or wait for their turn.',
  },
  paused: {
    type: 'gauge',
    name: 'vain_node_paused_bool',
    unit: 'bool',
    text: 'Whether its operator has paused it: it joins no rounds and signs nothing.',
  },
  answers: {
    type: 'counter',
    name: 'vain_node_ready_answers_total',
    unit: 'answers',
    text: 'Answers that were put on the disk for leaders, by the number of their phase.',
    labels: { phase: 'any' },
  },
  vectors: {
    type: 'counter',
    name: 'vain_node_delivered_vectors_total',
    unit: 'vectors',
    text: 'Masked vectors that a leader has all of.',
  },
  refusals: {
    type: 'counter',
    name: 'vain_node_refused_rounds_total',
    unit: 'rounds',
    text: 'Rounds in which the trainer said nothing further, by the reason that the log has.',
    labels: { reason: 'any' },
  },
  forced: {
    type: 'counter',
    name: 'vain_node_forced_entries_total',
    unit: 'entries',
    text: 'Entries that this trainer forced into a roster.',
  },
  judged: {
    type: 'counter',
    name: 'vain_node_judged_rounds_total',
    unit: 'rounds',
    text: 'Rounds that this validator derived again: evaluated, or found faulty.',
    labels: { outcome: ['evaluated', 'faulty'] },
  },
  replays: {
    type: 'counter',
    name: 'vain_node_replayed_groups_total',
    unit: 'groups',
    text: 'Groups whose trainings this validator repeated: they give the sum, differ from it, or could not be repeated.',
    labels: { outcome: ['same', 'different', 'failed'] },
  },
} as const
