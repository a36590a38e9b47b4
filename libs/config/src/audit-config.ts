import type { Environment } from './environment.js';

/** Where the audit is streamed to. */
export type AuditStreamConfig =
  | { readonly kind: 'stdout' }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly token: string | null;
    };

export interface AuditConfig {
  /** Attempts of strangers, a minute for each action, outcome and network, that get a record each. 0: all of them. */
  readonly strangersPerMinute: number;
  /** Audit records of a principal in any 24 hours, over all nodes. 0: no limit. */
  readonly recordsPerDay: number;
  /** The pause between two checkpoints. Null: none are made. */
  readonly checkpointSeconds: number | null;
  /** Old records that are looked at again in a second, by one node. 0: none are. */
  readonly scrubPerSecond: number;
  /** The origin of the checkpoints. Null: the operator chose none. */
  readonly origin: string | null;
  /** How long an earlier key signs checkpoints beside a newer one. */
  readonly keyOverlapSeconds: number;
  /** Where other nodes reach this one: `host:port`. Null: it appends for itself alone. */
  readonly nodeAddress: string | null;
  /** Null: nowhere. */
  readonly stream: AuditStreamConfig | null;
  /** The trust policy of the witnesses that are asked for cosignatures. Null: none are. */
  readonly witnessPolicyFile: string | null;
  /** The authorities of witnesses and of the receiver. Null: those that Node.js trusts. */
  readonly caFile: string | null;
  /** This server as a witness of others. Null: it is none. */
  readonly witness: { readonly name: string; readonly logsFile: string } | null;
}

export function auditOf(env: Environment): AuditConfig {
  return {
    strangersPerMinute: env.AUDIT_STRANGERS_PER_MINUTE,
    recordsPerDay: env.AUDIT_RECORDS_PER_DAY,
    checkpointSeconds: paceOf(env),
    scrubPerSecond: env.AUDIT_SCRUB_PER_SECOND,
    origin: env.AUDIT_ORIGIN ?? null,
    keyOverlapSeconds: env.AUDIT_KEY_OVERLAP,
    nodeAddress: env.NODE_ADDRESS ?? null,
    stream: streamOf(env),
    witnessPolicyFile: env.AUDIT_WITNESS_POLICY ?? null,
    caFile: env.AUDIT_CA_FILE ?? null,
    witness: env.WITNESS_NAME && env.WITNESS_LOGS ? { name: env.WITNESS_NAME, logsFile: env.WITNESS_LOGS } : null,
  };
}

/** A record of the embedded store is covered after 1 s. In production, a checkpoint costs calls over the network. */
function paceOf({ AUDIT_CHECKPOINT_EVERY: pace, MONGODB_URL }: Environment): number | null {
  if (pace !== undefined) return pace;
  return MONGODB_URL ? 10 : 1;
}

function streamOf({ AUDIT_STREAM: to, AUDIT_STREAM_TOKEN: token }: Environment) {
  if (to === undefined) return null;
  if (to === 'stdout') return { kind: to } as const;
  return { kind: 'http', url: to, token: token ?? null } as const;
}
