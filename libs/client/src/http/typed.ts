import type { FetchOptions, FetchResponse } from 'openapi-fetch';
import type { paths } from '../generated/api.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The paths of the document that have this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, object> ? P : never;
}[keyof paths];

type OperationOf<P extends keyof paths, M extends Method> = paths[P][M] extends infer O
  ? O extends Record<string | number, unknown>
    ? O
    : O & Record<string | number, unknown>
  : never;

/** Who a call is for. */
export interface ForAccount {
  /** The id of the account that the call acts for. With a token of another account it is not sent. */
  readonly account?: string;
}

type InitOf<P extends keyof paths, M extends Method> = FetchOptions<OperationOf<P, M>> & ForAccount;
type Data<P extends keyof paths, M extends Method> = Exclude<
  FetchResponse<OperationOf<P, M>, object, `${string}/${string}`>['data'],
  undefined
>;

/** `params`, `body`, `headers`, `signal` and `account`. Optional if the operation requires none of them. */
export type InitOfCall<P extends keyof paths, M extends Method> =
  Partial<InitOf<P, M>> extends InitOf<P, M> ? [init?: InitOf<P, M>] : [init: InitOf<P, M>];

/** A successful answer. Everything else is thrown. */
export interface Answer<T> {
  readonly data: T;
  readonly status: number;
  readonly headers: Headers;
  /** The ETag for If-Match; null if the object has no revisions. */
  readonly etag: string | null;
}

/** `undefined` if the operation answers without a body. */
export type AnswerOf<P extends keyof paths, M extends Method> = Promise<
  Answer<[Data<P, M>] extends [never] ? undefined : Data<P, M>>
>;
