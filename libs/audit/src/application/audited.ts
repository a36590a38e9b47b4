import { type Action, CofferError, type RequestContext } from '#kernel';
import type { ChangedField } from '../domain/changes.js';
import { mayChange } from '../domain/intended-types.js';
import type { AuditEntry, Outcome } from '../domain/record.js';
import { boundedOrNull } from '../domain/text-bounds.js';

/** Characters of a stranger's User-Agent that are kept. */
const STRANGERS_AGENT = 64;

/** The account that did something. A Principal is an Actor. */
export interface Actor {
  readonly userId: string;
  /** Null: the name is no longer known. */
  readonly username: string | null;
  /** The id of the session, or of another credential, that acts. Absent: none does. */
  readonly credential?: string;
}

/** What was done to what. */
export interface Audited {
  readonly action: Action;
  /** A kind of `PERMISSIONS`, `challenge`, `lockout`, `session`, `setup` or `wrap`. */
  readonly resourceType: string;
  readonly resourceId: string | null;
  /**
   * The path of a secret, or the name of a role, a policy or a key. Nothing ever erases it, so it must not be a name of
   * a person.
   */
  readonly resourceName?: string | null;
  /** The version of the secret that it is about. */
  readonly version?: number;
  readonly changes?: readonly ChangedField[];
  /** The revision of the authorization model that decided about it. Absent: the one that decided last for the request. */
  readonly model?: number;
  /**
   * The name to record if there is no actor. An unknown username is given as a keyed hash: people type passwords there.
   */
  readonly actorName?: string;
}

/** What is known of a mutation only once it is done. It goes into the outcome `succeeded`. */
export type Done = Pick<Audited, 'version' | 'changes'>;

export interface Denied extends Audited {
  readonly decisionId: string;
  readonly reason: string;
}

/** One of several records of one request: of something that was read, or was refused. */
export type Separate =
  | { readonly outcome: 'succeeded' | 'failed'; readonly what: Audited }
  | { readonly outcome: 'denied'; readonly what: Denied };

/** Whether somebody without a session made this attempt and proved nothing by it. */
export function isOfStranger(request: RequestContext, entry: AuditEntry): boolean {
  return request.anonymous === true && (entry.outcome !== 'succeeded' || entry.actor_id === null);
}

/** A stranger has no reason that anybody asked for, and needs no long program name. */
export function withoutChatter(entry: AuditEntry): AuditEntry {
  return { ...entry, access_reason: null, user_agent: boundedOrNull(entry.user_agent, STRANGERS_AGENT) };
}

/** A refusal inside the effect has a decision, whose id the caller gets: the outcome names it. */
export function withDecision(intent: AuditEntry, error: unknown): AuditEntry {
  const id = error instanceof CofferError ? error.details.decisionId : undefined;
  return id === undefined ? intent : { ...intent, decision_id: id };
}

/** Throws if the action never changes such a resource: its open intent would be taken for one that somebody altered. */
export function requireItsType({ action, resourceType }: Audited): void {
  if (!mayChange(action, resourceType)) throw new Error(`${action} never changes a ${resourceType}`);
}

export function withMore(intent: AuditEntry, { version, changes }: Done): AuditEntry {
  return { ...intent, version: version ?? intent.version, changes: changes ? changesOrNull(changes) : intent.changes };
}

/** Null for a change that changes nothing. */
function changesOrNull(changes: Audited['changes']): AuditEntry['changes'] {
  return changes?.length ? changes : null;
}

export function entryOf(request: RequestContext, actor: Actor | null, what: Audited, outcome: Outcome): AuditEntry {
  return {
    actor_id: actor?.userId ?? null,
    action: what.action,
    resource_type: what.resourceType,
    resource_id: what.resourceId,
    outcome,
    request_id: request.requestId,
    decision_id: null,
    model: what.model ?? request.model ?? null,
    credential: actor?.credential ?? null,
    version: what.version ?? null,
    actor_name: actor?.username ?? what.actorName ?? null,
    ip: request.ip,
    user_agent: request.userAgent,
    access_reason: request.accessReason,
    decision_reason: null,
    resource_name: what.resourceName ?? null,
    changes: changesOrNull(what.changes),
  };
}

/** The record of a refusal by a decision. */
export function denialOf(request: RequestContext, actor: Actor | null, what: Denied): AuditEntry {
  const entry = entryOf(request, actor, what, 'denied');
  return { ...entry, decision_id: what.decisionId, decision_reason: what.reason };
}

export function separateEntry(request: RequestContext, actor: Actor | null, record: Separate): AuditEntry {
  if (record.outcome === 'denied') return denialOf(request, actor, record.what);
  return entryOf(request, actor, record.what, record.outcome);
}
