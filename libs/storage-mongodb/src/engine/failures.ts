import { Error as MongooseError, mongo } from 'mongoose';
import { CofferError, engineBound, OutcomeUnknown, PartUnavailable } from '#kernel';

/** How long a call waits for the server, in milliseconds. Callers are promised an answer within 2 s [R89]. */
const ANSWER_MS = 1_900;

export const DUPLICATE_KEY = 11_000;

/**
 * FerretDB's code for PostgreSQL's `deadlock_detected` (40P01): the write was rolled back. Seen when many insert one
 * key.
 */
const DEADLOCK = 16_908_292;

/** OutOfDiskSpace: the server refused before it wrote. */
const OUT_OF_DISK = 14_031;

/**
 * Server codes which say that a write was not applied: Unauthorized, AuthenticationFailed, NotWritablePrimary,
 * NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary, and a deadlock, which rolls the write back. The codes of a primary
 * that steps down while it waits for the majority (189, 11600, 11602, 91) are not here: it may have applied the write.
 */
const REFUSED = new Set([OUT_OF_DISK, 13, 18, 10_107, 13_435, 13_436, DEADLOCK]);

/**
 * Server codes that no wait mends: Unauthorized, AuthenticationFailed, CommandNotFound, CommandNotSupported, CannotCreateIndex,
 * InvalidOptions, InvalidNamespace, IndexOptionsConflict, IndexKeySpecsConflict.
 */
const LASTING = new Set([13, 18, 59, 115, 67, 72, 73, 85, 86]);

/** The driver's labels for failures before a connection existed. Nothing was sent. */
const UNSENT_LABELS = ['HandshakeError', 'SystemOverloadedError'];

/** When a call must have answered: milliseconds of the monotonic clock. The steps of one call share it. */
export function deadline(): number {
  return performance.now() + engineBound(ANSWER_MS);
}

/** Runs a read, including the writes that it makes for itself. Every failure of the server becomes PartUnavailable. */
export function reading<T>(operation: () => PromiseLike<T>, until = deadline()): Promise<T> {
  return within(operation, until, () => new PartUnavailable('store', new Error('no answer in time')), readFailure);
}

/**
 * Runs a write. Throws PartUnavailable if it was not sent or was refused, OutcomeUnknown if its answer was lost, and
 * {@link DuplicateKey}. A write that the server rolled back to end a deadlock is sent again while there is time.
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

/** A unique index refused a write. Never leaves the adapter. Does not name the index, since servers differ in that. */
export class DuplicateKey extends Error {
  override readonly name = 'DuplicateKey';
}

/** Resolves to `answer` instead of throwing {@link DuplicateKey}. */
export async function orWhenDuplicate<T, A>(outcome: Promise<T>, answer: A): Promise<T | A> {
  try {
    return await outcome;
  } catch (error) {
    if (error instanceof DuplicateKey) return answer;
    throw error;
  }
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

/**
 * The failure of a command with several statements, for one of them. When the server gave up, it may have applied some of
 * them: that it refused the last one says nothing of the others. Each caller gets an error of its own.
 *
 * A deadlock is none of these: FerretDB rolls back the one statement and goes on with the others. The error is that of the
 * statement, whose caller repeats it. As the error of a whole command it was never seen, and would be unknown.
 */
export function ofSeveral(error: unknown): unknown {
  if (error instanceof OutcomeUnknown) return new OutcomeUnknown(error.cause);
  const unsent = error instanceof mongo.MongoError && UNSENT_LABELS.some((label) => error.hasErrorLabel(label));
  return error instanceof mongo.MongoServerError && !unsent ? new OutcomeUnknown(described(error)) : error;
}

/** Only for a single write: a bulk write may have been applied in part. */
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

/** Mongoose or the driver refused the call before sending anything: a defect of ours, whatever the server's state. */
function isMistake(error: unknown): boolean {
  if (error instanceof mongo.MongoError) return error instanceof mongo.MongoAPIError && !isDisconnected(error);
  if (error instanceof MongooseError) return error.name !== 'MongooseError' && !isDisconnected(error);
  return !isOfSocket(error);
}

/** Node's codes for a socket that ended or was reset. The driver passes some of them on unchanged. */
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

/** The pool had no connection, so nothing was sent. The driver does not export these classes. */
const UNSENT_ERRORS = new Set(['MongoPoolClosedError', 'MongoPoolClearedError', 'MongoWaitQueueTimeoutError']);

function mistake(error: unknown): CofferError {
  return new CofferError('internal_error', 'The store adapter was given what it cannot keep.', {
    cause: described(error),
  });
}

/**
 * What may be logged of a driver's error: its kind and code. Messages of servers and of casts can contain values. `lasting`:
 * no wait mends it, see `isLasting`.
 */
export function described(error: unknown): Error {
  if (error instanceof mongo.MongoServerError) {
    const code = `${error.code} ${error.codeName ?? ''}`.trim();
    // The log shows the code of an error, and never its message.
    return Object.assign(new Error(`${error.name} ${code}`), { code, lasting: LASTING.has(Number(error.code)) });
  }
  if (error instanceof mongo.MongoNetworkError || isDisconnected(error)) {
    return new Error(`${(error as Error).name}: ${(error as Error).message}`);
  }
  if (isOfSocket(error)) return new Error(`${error.name} ${String(error.code)}`);
  const isDefect = !(error instanceof mongo.MongoError || error instanceof MongooseError);
  return Object.assign(new Error(error instanceof Error ? error.name : typeof error), { lasting: isDefect });
}
