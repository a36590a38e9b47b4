import type { AuditRuntime, LostIntents } from '#audit';
import type { RoundsWatch, TreeScrub } from '#audit-proofs';
import type { AuditStream } from '#audit-stream';
import type { StoreRoom } from '#kernel';
import type { TokenWatch } from '../../tokens/token-watch.js';
import { type Besides, NOTHING_BESIDE } from './readiness.js';

/** The features whose state a probe tells beside the parts. Null: there is no such feature in this configuration. */
export type BesideParts = [StoreRoom, RoundsWatch, TreeScrub, LostIntents, AuditStream | null, TokenWatch | null];

export function besidesOf(
  { appender }: Pick<AuditRuntime, 'appender'>,
  ...[room, checkpoints, scrub, lost, stream, tokens]: BesideParts
): Besides {
  return {
    room,
    checkpoints,
    // The log is damaged in what was signed, or in an open intent.
    records: {
      get state() {
        return lost.count > 0 ? 'altered' : scrub.state;
      },
    },
    appender,
    tokens: tokens ?? NOTHING_BESIDE.tokens,
    stream: () => {
      const lag = stream?.behind;
      return lag ? { behind: lag.records, oldest_seconds: lag.oldestSeconds } : null;
    },
  };
}
