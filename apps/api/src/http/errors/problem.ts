import { PROBLEMS } from '#access';
import type { CofferError, FieldError } from '#kernel';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** RFC 9457, with the members that every error of Coffer has. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly request_id: string;
  readonly errors?: readonly FieldError[];
  readonly decision_id?: string;
}

/** Stable for a code; a name, not an address to fetch. */
export function problemType(code: string): string {
  return `urn:coffer:problem:${code}`;
}

export function problemOf(error: CofferError, requestId: string): Problem {
  const { status, title } = PROBLEMS[error.code];
  const { fields, decisionId } = error.details;
  return {
    type: problemType(error.code),
    title,
    status,
    code: error.code,
    detail: error.message,
    request_id: requestId,
    ...(fields ? { errors: fields } : {}),
    ...(decisionId ? { decision_id: decisionId } : {}),
  };
}

/** The headers that belong to an error: when to come back, and how to authenticate (RFC 9110 sections 10.2.3, 11.6.1). */
export function problemHeaders(error: CofferError): Record<string, string> {
  const { retryAfterSeconds } = error.details;
  return {
    'content-type': PROBLEM_TYPE,
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) }),
    ...(PROBLEMS[error.code].status === 401 ? { 'www-authenticate': 'Bearer realm="coffer"' } : {}),
  };
}
