import type { Person } from '../people/person.js';
import type { Answer, Api } from '../processes/api.js';

/** What a call of the matrix is about: made anew for each cell. */
export interface Target {
  readonly id: string;
  /** A path, a username, or a name of a role or a policy: under `matrix`, and nobody else's. */
  readonly name: string;
  /** That was shown or mailed to the caller. */
  readonly code?: string;
}

export interface RouteUnderTest {
  /** What the audit calls it; for a route that needs a permission, that permission. */
  readonly action: string;
  /** Permissions that the caller needs on the object beside `action`; absent: none. */
  readonly also?: readonly string[];
  readonly call: (api: Api, target: Target) => Promise<Answer>;
  readonly status: number;
  /** Two records where something is changed, one otherwise. */
  readonly changes: boolean;
  /** The field of the answer that is null in the answer to a repeated request; absent: there is none. */
  readonly shownOnce?: string;
  /** What a caller gets who holds the permission on other objects only; absent: every account may call it. */
  readonly elsewhere?: 200 | 403 | 404 | 422;
  /** A refusal repeats the name that the caller sent; absent: it does not. */
  readonly repeatsName?: boolean;
  /** What a caller gets who holds the permission on the object and nothing else, if that is not `status`. */
  readonly holder?: { readonly status: 400 | 403; readonly outcome: 'denied' | 'failed' };
  /** What an administrator makes before each call; absent: nothing. */
  readonly make?: (admin: Api, name: string) => Promise<Target>;
  /** What the caller, an account of its own for each call, does before it; absent: any account will do. */
  readonly prepare?: (person: Person) => Promise<Target>;
  /** A call by an administrator that is refused for its shape; absent: no such call of this route. */
  readonly malformed?: (api: Api, target: Target) => Promise<Answer>;
  /** What runs on after a call: the next one waits for it, and the cells come one after another; absent: nothing. */
  readonly settle?: (admin: Api) => Promise<void>;
  /** `cache-control` of a success, if it is not `no-store`. */
  readonly cached?: string;
  /** One record stands for several reads of one caller: a success may leave none of its own. */
  readonly isSeldomRecorded?: boolean;
  /** A call by who may make it and has not seen the last change; absent: the route takes no If-Match. */
  readonly late?: (api: Api, target: Target) => Promise<Answer>;
}

/** The id of no object. */
export const NOWHERE = '01936f3c-8f4e-7a51-9b1c-2f6d1c0e4b7a';
/** The target of calls about nothing else than the caller. */
export const NOTHING: Target = { id: NOWHERE, name: 'none' };
/** A body that no route takes. */
export const UNKNOWN = { no_such_field: 1 };
