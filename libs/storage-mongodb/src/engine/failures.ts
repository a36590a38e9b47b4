import { Error as MongooseError, mongo } from 'mongoose';
import { CofferError, OutcomeUnknown, PartUnavailable, StartError } from '#kernel';

/** How long a call waits for the server, in milliseconds: callers are promised an answer within 2 s [R89]. */
const ANSWER_MS = 1_900;

const DUPLICATE_KEY = 11_000;

/** FerretDB's code for PostgreSQL's `deadlock_detected` (40P01), seen where many insert one unique key: rolled back whole. */
const DEADLOCK = 16_908_292;

/**
 * Server codes by which a write was refused before it was applied: Unauthorized, AuthenticationFailed,
 * NotWritablePrimary, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary. A primary that steps down while it waits for
 * the majority (189, 11600, 11602, 91) may have applied it, so those are not among them. A deadlock's victim was undone.
 */
const REFUSED = new Set([13, 18, 10_107, 13_435, 13_436, DEADLOCK]);

/** The driver's label for what failed before a connection was there to send anything on. */
const UNSENT_LABELS = ['HandshakeError', 'SystemOverloadedError'];

/** When a call must have answered, by the monotonic clock in milliseconds. Shared by the steps of one call. */
export function deadline(): number {
  return performance.now() + ANSWER_MS;
}

/** Runs a read, and what it may write for itself. Every failure of the server is PartUnavailable. */
export function reading<T>(operation: () => PromiseLike<T>, until = deadline()): Promise<T> {
  return within(operation, until, () => new PartUnavailable('store', new Error('no answer in time')), readFailure);
}

/**
 * Runs a write. PartUnavailable: it was not sent or was refused. OutcomeUnknown: its answer was lost. A duplicate key
 * comes out as {@link DuplicateKey}. What the server rolled back to end a deadlock is sent again while there is time.
 */
export function writing<T>(operation: () => PromiseLike<T>, until = deadline()): Promise<T> {
  const late = () => new OutcomeUnknown(new Error('no answer in time'));
  return within(() => pastDeadlocks(operation, until), until, late, writeFailure);
}

async function pastDeadlocks<T>(operation: () => PromiseLike<T>, until: number): Promise<T> {
  for (;;) {
    try {
      return await operation();
    } catch (error) {
      if (!isDeadlock(error) || performance.now() >= until) throw error;
    }
  }
}

/** A unique index refused a write. Never leaves the adapter. Which index it was is not said: servers differ. */
export class DuplicateKey extends Error {
  override readonly name = 'DuplicateKey';
}

/** What `DuplicateKey` means where it is an answer: `answer` instead of the error. */
export async function orWhenDuplicate<T, A>(outcome: Promise<T>, answer: A): Promise<T | A> {
  try {
    return await outcome;
  } catch (error) {
    if (error instanceof DuplicateKey) return answer;
    throw error;
  }
}

/** Why the store does not open: the server is not there, is not the right one, or the store cannot be used. */
export function startFailure(error: unknown): CofferError | StartError {
  const told = error instanceof CofferError || error instanceof StartError;
  return told ? error : new PartUnavailable('store', described(error));
}

async function within<T>(
  operation: () => PromiseLike<T>,
  until: number,
  late: () => CofferError,
  failure: (error: unknown) => Error,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), Math.max(0, until - performance.now()));
  });
  try {
    return await Promise.race([operation(), tooLate]);
  } catch (error) {
    throw failure(error);
  } finally {
    clearTimeout(timer);
  }
}

function readFailure(error: unknown): Error {
  if (error instanceof OutcomeUnknown) return new PartUnavailable('store', error.cause);
  if (error instanceof CofferError) return error;
  return isMistake(error) ? mistake(error) : new PartUnavailable('store', described(error));
}

function writeFailure(error: unknown): Error {
  if (error instanceof CofferError) return error;
  if (isDuplicate(error)) return new DuplicateKey('a unique index refused the write');
  if (isMistake(error)) return mistake(error);
  return wasRefused(error) ? new PartUnavailable('store', described(error)) : new OutcomeUnknown(described(error));
}

/** Of a single write: a bulk may have been carried out in part. */
function isDeadlock(error: unknown): boolean {
  const single = error instanceof mongo.MongoServerError && !(error instanceof mongo.MongoBulkWriteError);
  return single && error.code === DEADLOCK;
}

function isDuplicate(error: unknown): boolean {
  if (error instanceof mongo.MongoBulkWriteError) {
    const failures = [error.writeErrors].flat();
    const others = failures.some((one) => one.code !== DUPLICATE_KEY);
    return failures.length > 0 && !others && error.result.getWriteConcernError() === undefined;
  }
  return error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
}

/** Refused by mongoose or by the driver before anything was sent: our own fault, whatever the server's state. */
function isMistake(error: unknown): boolean {
  if (error instanceof mongo.MongoError) return error instanceof mongo.MongoAPIError && !isDisconnected(error);
  if (error instanceof MongooseError) return error.name !== 'MongooseError' && !isDisconnected(error);
  return !isOfSocket(error);
}

/** Node's codes for a socket that was ended or reset under the driver, which lets some of them through as they are. */
const SOCKET_CODE = /^(E[A-Z]+|ERR_(STREAM|SOCKET)_[A-Z_]+)$/;

function isOfSocket(error: unknown): error is Error & { readonly code: unknown } {
  return error instanceof Error && 'code' in error && SOCKET_CODE.test(String(error.code));
}

function isDisconnected(error: unknown): boolean {
  return (
    error instanceof mongo.MongoNotConnectedError ||
    error instanceof mongo.MongoTopologyClosedError ||
    error instanceof mongo.MongoClientClosedError ||
    error instanceof mongo.MongoServerSelectionError ||
    error instanceof MongooseError.MongooseServerSelectionError
  );
}

function wasRefused(error: unknown): boolean {
  if (isDisconnected(error) || (error instanceof MongooseError && error.name === 'MongooseError')) return true;
  if (!(error instanceof mongo.MongoError)) return false;
  if (error instanceof mongo.MongoServerError && REFUSED.has(Number(error.code))) return true;
  return UNSENT_ERRORS.has(error.name) || UNSENT_LABELS.some((label) => error.hasErrorLabel(label));
}

/** The pool gave no connection to send on. The driver does not export these classes. */
const UNSENT_ERRORS = new Set(['MongoPoolClosedError', 'MongoPoolClearedError', 'MongoWaitQueueTimeoutError']);

function mistake(error: unknown): CofferError {
  return new CofferError('internal_error', 'The store adapter was given what it cannot keep.', {
    cause: described(error),
  });
}

/** What may be logged of a driver's error: its kind and code. Messages of servers and casts quote values. */
function described(error: unknown): Error {
  if (error instanceof mongo.MongoServerError) return new Error(`${error.name} ${error.code} ${error.codeName ?? ''}`);
  if (error instanceof mongo.MongoNetworkError || isDisconnected(error)) {
    return new Error(`${(error as Error).name}: ${(error as Error).message}`);
  }
  if (isOfSocket(error)) return new Error(`${error.name} ${String(error.code)}`);
  return new Error(error instanceof Error ? error.name : typeof error);
}
