/** Where a request came from and under which id its traces are kept. */
export interface RequestContext {
  /** UUIDv7, always made by the server: it ties an intent to its outcome and publishes a document once. */
  readonly requestId: string;
  /** Milliseconds since 1970, by our clock. */
  readonly receivedAt: number;
  /** The client's address in canonical form, after trusted proxies. */
  readonly ip: string;
  /** At most 256 characters, without control characters. */
  readonly userAgent: string | null;
  /** The X-Access-Reason header: at most 256 characters, without control characters. */
  readonly accessReason: string | null;
  /** Set by the audit trail when it has written a record for this request. */
  audited: boolean;
}

/** An authenticated account in one of its sessions. */
export interface Principal {
  readonly userId: string;
  readonly username: string;
  /** Role names as assigned; a name that the model does not hold denies everything. */
  readonly roles: readonly string[];
  readonly sessionId: string;
  /** Milliseconds since 1970 of the last proof of the password or of a second factor. */
  readonly authenticatedAt: number;
  /** Milliseconds since 1970 of the last second factor that counts for policies; null without one. */
  readonly mfaAt: number | null;
  readonly passwordChangeRequired: boolean;
}

export interface Caller {
  readonly principal: Principal;
  readonly request: RequestContext;
}
