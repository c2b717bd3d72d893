import { type Panel, renderDashboard } from './renderDashboard.ts'

const atAGlance: readonly Panel[] = [
  {
    title: 'Daemons that answer',
    kind: 'stat',
    unit: 'short',
    queries: [['sum(up{job="vain"})', 'up']],
  },
  {
    title: 'Age of the newest block',
    kind: 'stat',
    unit: 's',
    queries: [['max(vain:chain_head_age:seconds)', 'age']],
  },
  {
    title: 'Certified models',
    kind: 'stat',
    unit: 'short',
    queries: [['max by (run) (vain_round_certified_versions)', 'run {{run}}']],
  },
  {
    title: 'Open cases against operators',
    kind: 'stat',
    unit: 'short',
    queries: [['sum(vain_operator_open_cases)', 'cases']],
  },
]

const operator: readonly Panel[] = [
  ...atAGlance,
  {
    title: 'Bond, and what the roles need',
    unit: 'short',
    queries: [
      ['vain_operator_bonded_vain', '{{instance}} bonded (VAIN)'],
      ['vain_operator_needed_bond_vain', '{{instance}} needed (VAIN)'],
    ],
  },
  {
    title: 'Ether for gas',
    unit: 'short',
    queries: [['vain_operator_balance_ether', '{{instance}} (ether)']],
  },
  {
    title: 'Own part in rounds',
    unit: 'short',
    queries: [['sum by (part) (increase(vain_round_own_parts_total[1h]))', '{{part}}']],
  },
  {
    title: 'Rounds in which trainers said nothing further, by reason',
    unit: 'short',
    queries: [['sum by (reason) (increase(vain_node_refused_rounds_total[1h]))', '{{reason}}']],
  },
  {
    title: 'Training and evaluation, mean time',
    unit: 's',
    queries: [
      [
        'sum by (work) (rate(vain_train_job_duration_seconds_sum[15m])) / sum by (work) (rate(vain_train_job_duration_seconds_count[15m]))',
        '{{work}}',
      ],
    ],
  },
  {
    title: 'Jobs under way, and failed ones',
    unit: 'short',
    queries: [
      ['sum by (instance) (vain_train_running_jobs)', '{{instance}} under way'],
      [
        'sum by (work) (increase(vain_train_ended_jobs_total{outcome="failed"}[1h]))',
        '{{work}} failed',
      ],
    ],
  },
  {
    title: 'Transactions',
    unit: 'short',
    queries: [
      [
        'sum by (call, outcome) (increase(vain_wallet_sent_transactions_total[1h]))',
        '{{call}} {{outcome}}',
      ],
    ],
  },
  {
    title: 'Gas an hour',
    unit: 'short',
    queries: [['sum by (call) (increase(vain_wallet_used_gas_total[1h]))', '{{call}}']],
  },
  {
    title: 'Stores',
    unit: 'bytes',
    queries: [['sum by (store) (vain_store_used_size_bytes)', '{{store}}']],
  },
  {
    title: 'Room on the disk',
    unit: 'bytes',
    queries: [['min by (instance) (vain_store_free_size_bytes)', '{{instance}}']],
  },
  {
    title: 'Warnings and errors in the log',
    unit: 'short',
    queries: [
      [
        'sum by (instance, level) (increase(vain_log_written_lines_total{level=~"warn|error"}[15m]))',
        '{{instance}} {{level}}',
      ],
    ],
  },
]

const rounds: readonly Panel[] = [
  {
    title: 'Rounds that ended in an hour',
    unit: 'short',
    queries: [
      [
        'max by (run, outcome) (increase(vain_round_ended_rounds_total[1h]))',
        'run {{run}} {{outcome}}',
      ],
    ],
  },
  {
    title: 'Round and certified models',
    unit: 'short',
    queries: [
      ['max by (run) (vain_round_reached_number)', 'run {{run}} round'],
      ['max by (run) (vain_round_certified_versions)', 'run {{run}} models'],
    ],
  },
  {
    title: 'Time in each state, mean of an hour',
    unit: 's',
    queries: [['vain:round_phase_duration:avg1h', '{{state}}']],
  },
  {
    title: 'Time to the deadline',
    unit: 's',
    queries: [['max by (run) (vain_round_deadline_timestamp_seconds > 0) - time()', 'run {{run}}']],
  },
  {
    title: 'What leaders were told, by phase',
    unit: 'short',
    queries: [
      [
        'sum by (phase, outcome) (increase(vain_collect_given_answers_total{outcome!="wait"}[15m]))',
        '{{phase}} {{outcome}}',
      ],
    ],
  },
  {
    title: 'Masked vectors',
    unit: 'short',
    queries: [
      ['sum by (outcome) (increase(vain_collect_masked_vectors_total[15m]))', '{{outcome}}'],
      ['sum(increase(vain_node_delivered_vectors_total[15m]))', 'delivered by nodes'],
    ],
  },
  {
    title: 'What kept rounds from going on',
    unit: 'short',
    queries: [['sum by (reason) (increase(vain_collect_found_faults_total[1h]))', '{{reason}}']],
  },
  {
    title: 'Entries forced into rosters',
    unit: 'short',
    queries: [['max(increase(vain_round_forced_entries_total[1h]))', 'entries']],
  },
  {
    title: 'Rounds judged, groups replayed',
    unit: 'short',
    queries: [
      ['sum by (outcome) (increase(vain_node_judged_rounds_total[1h]))', 'judged {{outcome}}'],
      ['sum by (outcome) (increase(vain_node_replayed_groups_total[1h]))', 'replayed {{outcome}}'],
    ],
  },
  {
    title: 'Challenges',
    unit: 'short',
    queries: [
      [
        'sum by (accused, outcome) (increase(vain_defence_handled_challenges_total[1h]))',
        '{{accused}} {{outcome}}',
      ],
    ],
  },
]

const machine: readonly Panel[] = [
  {
    title: 'Connected peers, and active operators',
    unit: 'short',
    queries: [
      ['vain_net_connected_peers', '{{instance}}'],
      ['max(vain_operator_active_operators) - 1', 'others that are active'],
    ],
  },
  {
    title: 'Connections',
    unit: 'short',
    queries: [
      ['sum by (direction, transport) (vain_net_open_connections)', '{{direction}} {{transport}}'],
    ],
  },
  {
    title: 'Received, by protocol',
    unit: 'Bps',
    queries: [['sum by (protocol) (vain:net_received_bytes:rate5m)', '{{protocol}}']],
  },
  {
    title: 'Sent, by protocol',
    unit: 'Bps',
    queries: [['sum by (protocol) (vain:net_sent_bytes:rate5m)', '{{protocol}}']],
  },
  {
    title: 'Requests to peers',
    unit: 'reqps',
    queries: [['sum by (outcome) (rate(vain_net_asked_requests_total[5m]))', '{{outcome}}']],
  },
  {
    title: 'Artefacts wanted',
    unit: 'short',
    queries: [
      ['sum by (outcome) (increase(vain_content_wanted_artefacts_total[15m]))', '{{outcome}}'],
    ],
  },
  {
    title: 'Calls of the RPC endpoint, 99 % are faster',
    unit: 's',
    queries: [['vain:rpc_call_duration:p99_rate5m', '{{instance}}']],
  },
  {
    title: 'Calls of the RPC endpoint without an answer',
    unit: 'percentunit',
    queries: [['vain:rpc_unanswered:ratio_rate5m', '{{instance}}']],
  },
  {
    title: 'Event loop lag, 99 % are less',
    unit: 's',
    queries: [['nodejs_eventloop_lag_p99_seconds', '{{instance}}']],
  },
  { title: 'Memory', unit: 'bytes', queries: [['process_resident_memory_bytes', '{{instance}}']] },
  {
    title: 'Processor',
    unit: 'percentunit',
    queries: [['rate(process_cpu_seconds_total[5m])', '{{instance}}']],
  },
  { title: 'Open files', unit: 'short', queries: [['process_open_fds', '{{instance}}']] },
]

const portal: readonly Panel[] = [
  {
    title: 'Blocks that are not indexed yet',
    kind: 'stat',
    unit: 'short',
    queries: [['max(vain_portal_index_lag_blocks)', 'blocks']],
  },
  {
    title: 'Age of the newest indexed block',
    kind: 'stat',
    unit: 's',
    queries: [['max(time() - vain_portal_indexed_timestamp_seconds)', 'age']],
  },
  {
    title: 'Events in the index',
    kind: 'stat',
    unit: 'short',
    queries: [['max(vain_portal_indexed_events)', 'events']],
  },
  {
    title: 'Ether of the relay',
    kind: 'stat',
    unit: 'short',
    queries: [['min(vain_portal_relay_balance_ether)', 'ether']],
  },
  {
    title: 'Requests by status',
    unit: 'reqps',
    queries: [
      [
        'sum by (status) (rate(vain_http_answered_requests_total{daemon="portal"}[5m]))',
        '{{status}}',
      ],
    ],
  },
  {
    title: 'Time to an answer, 95 of 100',
    unit: 's',
    queries: [
      [
        'histogram_quantile(0.95, sum by (le, route) (rate(vain_http_answer_duration_seconds_bucket{daemon="portal"}[5m])))',
        '{{route}}',
      ],
    ],
  },
  {
    title: 'Calls of pages to the chain',
    unit: 'ops',
    queries: [['sum by (outcome) (rate(vain_portal_passed_calls_total[5m]))', '{{outcome}}']],
  },
  {
    title: 'Votes of the relay in an hour',
    unit: 'short',
    queries: [['sum by (outcome) (increase(vain_portal_relayed_votes_total[1h]))', '{{outcome}}']],
  },
]

/** The dashboards, by the names of their files. */
export const dashboards: Readonly<Record<string, string>> = {
  'operator.json': renderDashboard('vain-operator', 'vAIn operator', operator),
  'rounds.json': renderDashboard('vain-rounds', 'vAIn rounds', rounds),
  'machine.json': renderDashboard('vain-machine', 'vAIn network and machine', machine),
  'portal.json': renderDashboard('vain-portal', 'vAIn portal', portal),
}
