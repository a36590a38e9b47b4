import type { Permission } from './actions.js';

/**
 * Every stable error code of Coffer's answers. Domain code throws them. Only `PROBLEMS` of `access` knows their
 * statuses.
 */
export const ERROR_CODES = [
  'malformed_body',
  'validation_failed',
  'unauthenticated',
  'invalid_credentials',
  'invalid_code',
  'invalid_mfa_token',
  'invalid_refresh_token',
  'invalid_invitation',
  'invalid_reset_token',
  'invalid_setup_token',
  'invalid_wrap_token',
  'invalid_subject_token',
  'forbidden',
  'password_change_required',
  'person_required',
  'reauthentication_required',
  'registration_closed',
  'checkpoint_untrusted',
  'second_factor_required',
  'not_found',
  'field_not_found',
  'no_checkpoint',
  'not_included_yet',
  'method_not_allowed',
  'request_timeout',
  'built_in',
  'checkpoint_forked',
  'conflict',
  'email_taken',
  'email_unverified',
  'generation_stale',
  'id_taken',
  'in_use',
  'issuer_taken',
  'key_not_rotatable',
  'last_administrator',
  'limit_reached',
  'mail_not_configured',
  'manifest_mismatch',
  'mfa_mandatory',
  'mfa_not_enabled',
  'model_full',
  'name_taken',
  'path_taken',
  'public_url_missing',
  'rekey_open',
  'username_taken',
  'variable_collision',
  'vault_full',
  'version_current',
  'already_unwrapped',
  'record_archived',
  'secret_expired',
  'precondition_failed',
  'body_too_large',
  'unsupported_media_type',
  'expectation_failed',
  'idempotency_key_reused',
  'not_an_object',
  'answer_too_large',
  'batch_incomplete',
  'checkpoint_inconsistent',
  'variable_invalid',
  'precondition_required',
  'rate_limited',
  'head_too_large',
  'internal_error',
  'audit_unavailable',
  'authorization_unavailable',
  'busy',
  'key_missing',
  'keyring_unavailable',
  'outcome_unknown',
  'outcome_unrecorded',
  'provider_unavailable',
  'store_damaged',
  'store_unavailable',
  'store_full',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One field of a request that was refused: `field` is its path (`tags[2]`), never its value. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** Why one path of a request about several was refused. */
export interface PathFault {
  readonly path: string;
  readonly code: ErrorCode;
  /** As in {@link ErrorDetails}: of this path alone. */
  readonly decisionId?: string;
}

/** A limit that is used up. The answer names it, so that a client knows what to slow down. */
export interface SpentLimit {
  /** For example `login-address`: words and hyphens. */
  readonly name: string;
  /** How much it allows in its window. */
  readonly quota: number;
  readonly windowSeconds: number;
}

export interface ErrorDetails {
  readonly fields?: readonly FieldError[];
  /** For a request about several paths: those that are wrong. */
  readonly paths?: readonly PathFault[];
  /** Random. The audit record of the denial has the same id. Only that record has the reason. */
  readonly decisionId?: string;
  readonly retryAfterSeconds?: number;
  /** For `unauthenticated`: what `WWW-Authenticate` says is wrong (RFC 6750 section 3.1). Absent: no token was sent. */
  readonly challenge?: 'invalid_token';
  /** For `rate_limited`: which limit refuses. */
  readonly limit?: SpentLimit;
  readonly cause?: unknown;
}

/** An error that a caller may see: a stable code, and a sentence that names fields and never values. */
export class CofferError extends Error {
  override readonly name: string = 'CofferError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
  }
}

/** 400: a field is not valid. `message` says why, and does not show the value. */
export function invalidField(field: string, code: string, message: string): CofferError {
  return invalidFields([{ field, code, message }]);
}

/** 400: at least one field is not valid. The error says what is wrong with the first, and lists them all. */
export function invalidFields(errors: readonly FieldError[]): CofferError {
  const fields = errors.map((error) => ({ ...error, message: sentence(error.message) }));
  return new CofferError('validation_failed', fields[0]?.message ?? 'The request is not valid.', { fields });
}

/** Rules are written without a full stop. */
function sentence(message: string): string {
  return /[.?]$/.test(message) ? message : `${message}.`;
}

/**
 * 404: the same error for an object that does not exist and for one that the caller may not see. `decisionId`: of the
 * audit record of the refusal. `hint` must not depend on the object.
 */
export function notFound(decisionId: string, hint = ''): CofferError {
  return new CofferError('not_found', `There is no such object, or you may not see it.${hint}`, { decisionId });
}

/** Where an auditor looks: `GET /audit/logs` shows the reason of a decision. */
const ASK_AN_AUDITOR = 'An auditor finds the reason by the decision_id.';

/**
 * 403: the caller may see the object, but may not do this to it. It names the permission and never the object.
 * `decisionId`: of the audit record of the refusal.
 */
export function forbidden(decisionId: string, needed: Permission): CofferError {
  const message = `Your roles do not allow this: it needs ${needed}. ${ASK_AN_AUDITOR}`;
  return new CofferError('forbidden', message, { decisionId });
}

/** 403: the caller holds the permission, but not as far as this reaches. */
export function outOfReach(decisionId: string, held: Permission): CofferError {
  const rule = 'nobody gives or takes what they do not hold, and only administrators change what administrators have';
  return new CofferError('forbidden', `Your ${held} does not reach this far: ${rule}. ${ASK_AN_AUDITOR}`, {
    decisionId,
  });
}

/** 403: a second factor, or a newer proof of one, would open it. */
export function secondFactorRequired(decisionId: string): CofferError {
  return new CofferError('second_factor_required', SECOND_FACTOR_FIRST, { decisionId });
}

/** What a session does that must show a second factor first. */
export const SECOND_FACTOR_FIRST =
  'A second factor is required: enrol an authenticator app (POST /api/v1/auth/mfa/totp) if you have none, then send a code (POST /api/v1/auth/reauthenticate).';

/**
 * The object was removed after the caller's permission on it was checked. Domain code throws it inside a change. The
 * service that runs the change answers as for an object that does not exist.
 */
export class Gone extends CofferError {
  override readonly name = 'Gone';

  constructor() {
    super('not_found', 'The object was removed in the meantime.');
  }
}

/**
 * Throws `precondition_failed` if the caller saw another revision than the present one. `seen` are the revisions of
 * If-Match, of which one must be present; null if the caller did not send it.
 */
export function requireRevision(seen: readonly number[] | null, present: number): void {
  if (seen !== null && !seen.includes(present)) {
    throw new CofferError('precondition_failed', 'It was changed since you read it: read it again and compare.');
  }
}

/** 503: a part that Coffer depends on did not answer. This call has changed nothing. */
export class PartUnavailable extends CofferError {
  override readonly name: string = 'PartUnavailable';

  constructor(
    part: 'store' | 'keyring' | 'audit' | 'authorization',
    cause?: unknown,
    told: { readonly code: ErrorCode; readonly message: string } | null = null,
  ) {
    super(
      told?.code ?? `${part}_unavailable`,
      told?.message ?? `The ${part} does not answer; nothing was changed. Try again.`,
      told ? { cause } : { cause, retryAfterSeconds: 1 },
    );
  }
}

/** 503: the store's file is damaged where this call needs it. This call has changed nothing. */
export class StoreDamaged extends PartUnavailable {
  override readonly name = 'StoreDamaged';

  constructor(cause?: unknown) {
    const message = 'The store is damaged; nothing was changed. Another try does not help: restore it from a backup.';
    super('store', cause, { code: 'store_damaged', message });
  }
}

/** Whether another try may help: a part does not answer now. A damaged store answers no better later. */
export function isOutage(error: unknown): boolean {
  return error instanceof PartUnavailable && !(error instanceof StoreDamaged);
}

/** A cause that an adapter gives where time alone mends nothing. */
export function lastingCause(reason: string): Error {
  return Object.assign(new Error(reason), { lasting: true });
}

/** Whether an adapter has said that time alone mends nothing, by `lasting: true` on a cause: a missing right, a wrong setting. */
export function isLasting(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as { lasting?: unknown }).lasting === true || isLasting(error.cause);
}

/**
 * 503: the answer to a write was lost. The write may have been applied, or may be applied later. Do not repeat it.
 * Fence the document before you record an outcome.
 */
export class OutcomeUnknown extends CofferError {
  override readonly name = 'OutcomeUnknown';

  constructor(cause?: unknown) {
    super(
      'outcome_unknown',
      'The store did not confirm the change in time: it may or may not have been made. Read before you repeat it.',
      { cause },
    );
  }
}

/** Whether a mutation was done though its outcome is not in the audit yet. Its caller gets nothing of what it returned. */
export function isUnrecorded(error: unknown): boolean {
  return error instanceof CofferError && error.code === 'outcome_unrecorded';
}

/** 507: the store has only its reserve left. Nothing was changed. */
export function storeFull(): CofferError {
  const detail = 'The disk of the store is almost full: only reading and deleting work. Tell your operator.';
  return new CofferError('store_full', detail, { retryAfterSeconds: 60 });
}

/** The server cannot start. The message is one line for the operator. Nothing was written. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
