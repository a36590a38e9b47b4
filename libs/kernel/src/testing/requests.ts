import type { RequestContext } from '../caller.js';
import { newId } from '../random/ids.js';

/** A request with its own id, from a command-line client, received when a {@link ManualClock} begins. */
export function aRequest(changes: Partial<RequestContext> = {}): RequestContext {
  return {
    ...{ requestId: newId(), receivedAt: Date.UTC(2026, 10, 22, 12), ip: '192.0.2.1' },
    ...{ userAgent: 'curl/8.9', accessReason: null, audited: false },
    ...changes,
  };
}
