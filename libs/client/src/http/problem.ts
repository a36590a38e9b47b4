import { CofferClientError } from '../errors.js';

export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** One path of a request about several, and why it was refused. */
export interface PathProblem {
  readonly path: string;
  readonly code: string;
}

export interface ProblemFields {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** For a 400: each wrong field. */
  readonly errors: readonly FieldProblem[];
  /** For a request about several paths: those that are wrong. */
  readonly paths: readonly PathProblem[];
  readonly requestId: string | null;
  /** For a 403 or 404: the id of the decision in the audit. */
  readonly decisionId: string | null;
  /** Seconds from Retry-After; null without it. */
  readonly retryAfter: number | null;
}

/** A refusal of the server (RFC 9457). An answer of a proxy on the way has the code `unknown`. */
export class CofferProblem extends CofferClientError implements ProblemFields {
  override readonly name = 'CofferProblem';
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];
  readonly paths: readonly PathProblem[];
  readonly requestId: string | null;
  readonly decisionId: string | null;
  readonly retryAfter: number | null;

  /**
   * `attempts`: how often the request was sent. After more than one, the refusal may be caused by an earlier attempt that
   * was carried out and whose answer was lost.
   */
  constructor(
    fields: ProblemFields,
    readonly attempts: number,
  ) {
    super(fields.code, `${fields.status} ${fields.code}: ${fields.detail}`);
    this.status = fields.status;
    this.title = fields.title;
    this.detail = fields.detail;
    this.errors = fields.errors;
    this.paths = fields.paths;
    this.requestId = fields.requestId;
    this.decisionId = fields.decisionId;
    this.retryAfter = fields.retryAfter;
  }
}

/** Reads a refusal. `response` stays readable. */
export async function problemFields(response: Response): Promise<ProblemFields> {
  const body = await jsonObject(response.clone());
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : null);
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  return {
    status: response.status,
    code: text('code') ?? 'unknown',
    title: text('title') ?? 'Not an answer of Coffer',
    detail: text('detail') ?? `The answer has the status ${response.status}.`,
    errors: Array.isArray(body.errors) ? body.errors.filter(isFieldProblem) : [],
    paths: Array.isArray(body.paths) ? body.paths.filter(isPathProblem) : [],
    requestId: text('request_id') ?? response.headers.get('x-request-id'),
    decisionId: text('decision_id'),
    retryAfter: Number.isFinite(wait) && wait >= 0 ? wait : null,
  };
}

async function jsonObject(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isFieldProblem(value: unknown): value is FieldProblem {
  return hasTexts(value, ['field', 'code', 'message']);
}

function isPathProblem(value: unknown): value is PathProblem {
  return hasTexts(value, ['path', 'code']);
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'string');
}
