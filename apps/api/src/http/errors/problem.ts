import { type Dialect, PROBLEMS } from '#access';
import type { CofferError, FieldError, PathFault } from '#kernel';

export const PROBLEM_MEDIA = 'application/problem+json';
export const DIALECT_MEDIA = 'application/json';
const IN_UTF8 = '; charset=utf-8';

/** One path of a request about several, and why it was refused. */
interface PathProblem {
  readonly path: string;
  readonly code: string;
  readonly decision_id?: string;
}

/** The body of an error: RFC 9457, with the extra members that Coffer's errors have. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly request_id: string;
  readonly errors?: readonly FieldError[];
  readonly decision_id?: string;
  readonly paths?: readonly PathProblem[];
}

/** An error as it is sent. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer to an error: problem details, or what the dialect of the request has instead. */
export function errorAnswer(error: CofferError, requestId: string, dialect: Dialect | null): ErrorAnswer {
  const headers = problemHeaders(error);
  if (dialect) {
    const { status, body } = dialect.answer(error);
    // It belongs to a 401, which no dialect has.
    delete headers['www-authenticate'];
    return { status, headers: { ...headers, 'content-type': DIALECT_MEDIA }, body: JSON.stringify(body) };
  }
  const problem = problemOf(error, requestId);
  return { status: problem.status, headers, body: JSON.stringify(problem) };
}

/** The `type` of an error code. It is a stable name and not an address to fetch. */
export function problemType(code: string): string {
  return `urn:coffer:problem:${code}`;
}

export function problemOf(error: CofferError, requestId: string): Problem {
  const { status, title } = PROBLEMS[error.code];
  const { fields, decisionId, paths } = error.details;
  return {
    type: problemType(error.code),
    title,
    status,
    code: error.code,
    detail: error.message,
    request_id: requestId,
    ...(fields ? { errors: fields } : {}),
    ...(decisionId ? { decision_id: decisionId } : {}),
    ...(paths ? { paths: paths.map(pathProblem) } : {}),
  };
}

/**
 * The headers of an error answer: Retry-After and WWW-Authenticate (RFC 9110 sections 10.2.3 and 11.6.1), and the limit
 * that is used up (draft-ietf-httpapi-ratelimit-headers-10).
 */
export function problemHeaders(error: CofferError): Record<string, string> {
  const { retryAfterSeconds, limit, challenge } = error.details;
  const wait = retryAfterSeconds === undefined ? null : String(Math.max(1, Math.ceil(retryAfterSeconds)));
  return {
    'content-type': PROBLEM_MEDIA + IN_UTF8,
    ...(wait === null ? {} : { 'retry-after': wait }),
    ...(limit
      ? {
          'ratelimit-policy': `"${limit.name}";q=${limit.quota};w=${limit.windowSeconds}`,
          ratelimit: `"${limit.name}";r=0;t=${wait ?? 1}`,
        }
      : {}),
    ...(PROBLEMS[error.code].status === 401 ? { 'www-authenticate': challengeOf(challenge) } : {}),
  };
}

function challengeOf(error: string | undefined): string {
  return error === undefined ? 'Bearer realm="coffer"' : `Bearer realm="coffer", error="${error}"`;
}

function pathProblem({ path, code, decisionId }: PathFault): PathProblem {
  return { path, code, ...(decisionId ? { decision_id: decisionId } : {}) };
}
