import type { AuditEntry, Leaf, Outcome } from './record.js';

/** What an intent and its outcome have in common: request, action and resource. */
export function intentKey(of: AuditEntry | Leaf): string {
  return `${of.request_id} ${of.action} ${of.resource_type} ${of.resource_id ?? ''}`;
}

/** Whether a record with this outcome closes an intent. */
export function closes(outcome: Outcome): boolean {
  return outcome === 'succeeded' || outcome === 'failed' || outcome === 'unknown';
}

/**
 * The outcome of an intent, for a record by someone else than the node that wrote it: who did what, without the
 * personal values, which stand at the intent.
 */
export function outcomeOf(intent: Leaf, outcome: Outcome): AuditEntry {
  return {
    actor_id: intent.actor_id,
    action: intent.action,
    resource_type: intent.resource_type,
    resource_id: intent.resource_id,
    outcome,
    request_id: intent.request_id,
    decision_id: null,
    actor_name: null,
    ip: null,
    user_agent: null,
    access_reason: null,
    decision_reason: null,
  };
}
