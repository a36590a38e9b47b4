import { newId } from './random/ids.js';
import type { Clock } from './time/clock.js';

/** Where a request came from, and the id under which it is recorded. */
export interface RequestContext {
  /** UUIDv7, always made by the server. It ties an intent to its outcome, and names the publications of the request. */
  readonly requestId: string;
  /** Milliseconds since 1970, by our clock. */
  readonly receivedAt: number;
  /** The address of the client in canonical form; trusted proxies are skipped. Null: it is not known. */
  readonly ip: string | null;
  /** At most 256 characters, without control characters. */
  readonly userAgent: string | null;
  /** The X-Access-Reason header: at most 256 characters, without control characters. */
  readonly accessReason: string | null;
  /** Set by the audit trail once it has taken charge of a record for this request. */
  audited: boolean;
  /** True until a token has told who calls. Absent: the request did not come over HTTP. */
  anonymous?: boolean;
  /** The account whose refresh token the request brought. Absent: an access token tells it, or nothing does. */
  accountId?: string;
  /** What the request turned out to cost, in tokens beyond those of its route. Absent: nothing. */
  cost?: number;
  /**
   * Takes so many bytes more of the caller's share of memory, until the answer is made. Throws `rate_limited` or `busy`.
   * Absent: the request did not come over HTTP.
   */
  reserve?: (bytes: number) => void;
  /** The revision of the authorization model that decided last for this request. Absent: nothing was decided. */
  model?: number;
  /** Audit records that this request has written so far. Absent: none. */
  records?: number;
}

/** The context of work that no client requests: of the server itself, or of a command. `agent` names who works. */
export function ownRequest(clock: Clock, agent: string, accessReason: string | null = null): RequestContext {
  const origin = { ip: '127.0.0.1', userAgent: agent, accessReason };
  return { ...origin, requestId: newId(), receivedAt: clock.now(), audited: false };
}

/** What narrows one credential below the roles of its account. Only `policies` makes one, and only it looks inside. */
export abstract class CredentialScope {
  /** Keeps other objects from passing for a scope. */
  protected readonly narrows = true;
}

/** Whose account it is: that of somebody who logs in, or that of a program (a service account), which never does. */
export const ACCOUNT_KINDS = ['person', 'service'] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/** An authenticated account, by one of its credentials. */
export interface Principal {
  readonly kind: AccountKind;
  readonly userId: string;
  readonly username: string;
  /** The names of the roles that count now. A name that is not in the model denies everything. */
  readonly roles: readonly string[];
  /** When some of them stop to count, in milliseconds since 1970. Absent: none of them does. */
  readonly roleEnds?: readonly { readonly name: string; readonly expiresAt: number }[];
  /** What the request was authenticated by. Of a person: the id of the session. Audit records name it. */
  readonly credential: string;
  /** Milliseconds since 1970 of the last proof of the password or of a second factor. Of a service account: 0. */
  readonly authenticatedAt: number;
  /** Milliseconds since 1970 of the last second factor that counts for policies; null without one, as of a service account. */
  readonly mfaAt: number | null;
  /** Whether the account has a second factor that counts for policies. Absent: it has none, as a service account. */
  readonly hasCountingFactor?: boolean;
  readonly passwordChangeRequired: boolean;
  /** Milliseconds since 1970 when the token or the key stops to work, if nothing ends it before. Absent: not known. */
  readonly validUntil?: number;
  /** Only what the roles and this allow is allowed. Null or absent: nothing narrows the roles. */
  readonly scope?: CredentialScope | null;
  /** The networks that the credential works from. Null or absent: from everywhere. */
  readonly networks?: readonly string[] | null;
}

export interface Caller {
  readonly principal: Principal;
  readonly request: RequestContext;
}
