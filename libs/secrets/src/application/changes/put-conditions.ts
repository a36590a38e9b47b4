import type { Stored } from '#kernel';
import type { Secret } from '../../domain/secret.js';

/** What the request demands of the secret at the path. */
export interface PutConditions {
  /** The revisions of If-Match, or null. */
  readonly seen: readonly number[] | null;
  /** 412 if there is no secret. */
  readonly mustExist: boolean;
  /** 412 if there is a secret. */
  readonly mustBeNew: boolean;
  /** 412 unless this version is current. Null or absent: whichever is. */
  readonly version?: number | null;
}

export interface PutResult {
  /** True: the secret is new. False: it was rotated. */
  readonly created: boolean;
  readonly stored: Stored<Secret>;
}
