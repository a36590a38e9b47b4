import { Error as MongooseError, mongo } from 'mongoose';
import { CofferError, NOT_TLS, PartUnavailable, StartError, UNTRUSTED_CERTIFICATE } from '#kernel';
import { DUPLICATE_KEY, described } from './failures.js';

/** Server codes for a wrong name or password: AuthenticationFailed, AtlasError, UserNotFound. */
const LOGIN: ReadonlySet<unknown> = new Set([18, 8_000, 11]);
/** Unauthorized. */
const MAY_NOT = 13;
/** The driver's sentences about options have their names, which are no secrets, at these places. */
const OPTION = /^options? (\w+) (?:is|are) not supported|^Expected (\w+) to|^(\w+) must be|^(authMechanism) /;

/**
 * Why the store does not open, by the variable to look at: the connection string is wrong, the server refuses, or it does
 * not answer. The driver's own messages are not shown, since they may contain parts of the connection string.
 */
export function startFailure(error: unknown): CofferError | StartError {
  const { cause } = error as { cause?: unknown };
  if (error instanceof PartUnavailable && codeOf(cause).startsWith(`${MAY_NOT} `)) return mayNot();
  if (error instanceof CofferError || error instanceof StartError) return error;
  if (error instanceof mongo.MongoServerError) {
    if (LOGIN.has(error.code)) return new StartError('MONGODB_URL: the server refused the name or the password.');
    if (error.code === MAY_NOT) return mayNot();
  }
  return connectionFailure(error) ?? ofConnectionString(error) ?? otherFailure(error);
}

function otherFailure(error: unknown): PartUnavailable {
  // Of the commands of a start, only one that makes a unique index ends so: the rows contradict it, and stay.
  const isDuplicate = error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
  return new PartUnavailable('store', causeOf(error, isDuplicate));
}

/** `isLasting`: whether no wait mends it, beside what is known of the error itself. */
function causeOf(error: unknown, isLasting: boolean): Error {
  return Object.assign(described(error), isLasting ? { lasting: true } : {});
}

function mayNot(): StartError {
  return new StartError(
    'MONGODB_URL: its user may not use the database of DB_NAME: it needs the role readWrite there.',
  );
}

/** No server was found. The reason of the last server that was tried counts. */
function connectionFailure(error: unknown): CofferError | StartError | null {
  const isSelection =
    error instanceof mongo.MongoServerSelectionError || error instanceof MongooseError.MongooseServerSelectionError;
  if (!isSelection) return codeOf(error) === '' ? null : away(codeOf(error), error);
  const { reason } = error as { reason?: { type?: string; setName?: string | null; servers?: Map<string, unknown> } };
  const failed = [...(reason?.servers?.values() ?? [])].map((server) => (server as { error?: Error }).error);
  const code = failed.map((one) => codeOf(one?.cause)).find((one) => one !== '') ?? '';
  if (UNTRUSTED_CERTIFICATE.test(code)) {
    return new StartError(`MONGODB_URL: its certificate is not trusted (${code}): see MONGODB_CA_FILE.`);
  }
  const isSet = reason?.type === 'ReplicaSetNoPrimary';
  // The driver forgets a server that answers as one of another set, or of none.
  const isOtherSet = isSet && reason?.servers?.size === 0;
  const why = code || (isSet ? 'no primary: is replicaSet= right?' : 'no answer in time');
  return away(why, error, isOtherSet || NOT_TLS.test(code));
}

function away(why: string, error: unknown, isLasting = false): PartUnavailable {
  const message = `MONGODB_URL: MongoDB does not answer there (${why}). Does it run, and is tls= right?`;
  return new PartUnavailable('store', causeOf(error, isLasting), { code: 'store_unavailable', message });
}

/** The driver does not take the connection string. */
function ofConnectionString(error: unknown): StartError | null {
  const isRefused =
    error instanceof mongo.MongoParseError ||
    error instanceof mongo.MongoAPIError ||
    (error instanceof mongo.MongoRuntimeError && error.cause instanceof TypeError);
  if (!isRefused) return null;
  const option = OPTION.exec(error.message)?.slice(1).find(Boolean);
  const which = option ? `its option ${option} is none, or has a wrong value` : 'a host or an option in it is wrong';
  return new StartError(`MONGODB_URL is no connection string that the driver takes: ${which}.`);
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
