import type { CofferError, ErrorCode } from '#kernel';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** An error as the clients of a dialect expect it. */
export interface DialectAnswer {
  readonly status: number;
  readonly body: object;
}

/**
 * What is different below a prefix, where clients speak the language of another server. The edge asks it and knows no
 * language itself. Everything that is not here is the same as for all other routes. Bodies are JSON there whatever their
 * Content-Type says.
 */
export interface Dialect {
  /** With a slash at both ends, such as `/v1/`. */
  readonly prefix: string;
  /** A header that may carry the token instead of Authorization. */
  readonly tokenHeader: string;
  /** Throws for a header that asks for something which the answer would not have. */
  checkHeaders(headers: Headers): void;
  /** The status of each error, for the answer and for the document. */
  statusOf(code: ErrorCode): number;
  answer(error: CofferError): DialectAnswer;
  /** What to say of a path that no route has. It shows nothing of the path. */
  unknownPath(path: string): string;
  /**
   * Where a client finds by GET what it asks for by a method that Node's parser does not know; null: nowhere. `line`: the
   * first line of its request.
   */
  redirectOf(line: string): string | null;
}

/** Of a controller: the {@link Dialect} of its routes. */
export const ROUTE_DIALECT = 'coffer:dialect';
