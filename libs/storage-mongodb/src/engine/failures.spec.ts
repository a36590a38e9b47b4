import { Error as MongooseError, mongo } from 'mongoose';
import { CofferError, OutcomeUnknown, PartUnavailable } from '#kernel';
import { DuplicateKey, orWhenDuplicate, reading, writing } from './failures.js';

const CANARY = 'canary-4711';

function serverError(code: number, codeName?: string): mongo.MongoServerError {
  return new mongo.MongoServerError({ message: `dup key: { path: "${CANARY}" }`, code, codeName });
}

function labelled(error: mongo.MongoError, label: string): mongo.MongoError {
  error.addErrorLabel(label);
  return error;
}

async function failureOf(outcome: Promise<unknown>): Promise<CofferError> {
  return outcome.then(
    () => {
      throw new Error('did not fail');
    },
    (error: CofferError) => error,
  );
}

const failedWrite = (error: unknown) => failureOf(writing(() => Promise.reject(error)));
const failedRead = (error: unknown) => failureOf(reading(() => Promise.reject(error)));

describe('what a failure of the server means', () => {
  it.each([
    ['a lost connection', new mongo.MongoNetworkError('connection 3 closed')],
    ['a time-out', new mongo.MongoNetworkTimeoutError('connection 3 timed out')],
    ['a step-down while waiting for the majority', serverError(11_602, 'InterruptedDueToReplStateChange')],
    ['an error that nobody foresaw', serverError(1, 'InternalError')],
    ['a socket that the server had ended', Object.assign(new Error('the other party'), { code: 'EPIPE' })],
  ])('reports a write as unknown after %s', async (_, error) => {
    expect(await failedWrite(error)).toBeInstanceOf(OutcomeUnknown);
    expect(await failedRead(error)).toBeInstanceOf(PartUnavailable);
  });

  it.each([
    ['no connection could be made', labelled(new mongo.MongoNetworkError('refused'), 'SystemOverloadedError')],
    ['the handshake failed', labelled(new mongo.MongoNetworkTimeoutError('hello'), 'HandshakeError')],
    ['the client was closed', new mongo.MongoTopologyClosedError()],
    ['mongoose has no connection', new MongooseError('Cannot call `x.find()` before initial connection is complete')],
    ['the server is no primary', serverError(10_107, 'NotWritablePrimary')],
  ])('reports a write as not made if %s', async (_, error) => {
    expect(await failedWrite(error)).toBeInstanceOf(PartUnavailable);
    expect(await failedRead(error)).toBeInstanceOf(PartUnavailable);
  });

  it('reports a call that mongoose refused as our own defect', async () => {
    const cast = new MongooseError.CastError('string', { $ne: CANARY }, 'username');
    for (const failure of [await failedWrite(cast), await failedRead(cast)]) {
      expect(failure.code).toBe('internal_error');
      expect(`${failure.message} ${String(failure.cause)} ${failure.stack}`).not.toContain(CANARY);
    }
  });

  it("does not repeat a value from the server's message", async () => {
    const failure = await failedWrite(serverError(1, 'InternalError'));
    expect(String(failure.cause)).toContain('InternalError');
    expect(`${failure.message} ${String(failure.cause)}`).not.toContain(CANARY);
  });

  it('recognizes a duplicate key, and hides the rest of the message', async () => {
    expect(
      await orWhenDuplicate(
        writing(() => Promise.reject(serverError(11_000))),
        'taken',
      ),
    ).toBe('taken');
    const failure: Error = await failedWrite(serverError(11_000));
    expect(failure).toBeInstanceOf(DuplicateKey);
    expect(failure.message).not.toContain(CANARY);
    await expect(orWhenDuplicate(Promise.reject(new PartUnavailable('store')), 'taken')).rejects.toThrow(
      PartUnavailable,
    );
  });

  it('repeats only a write that was rolled back to end a deadlock, while there is time', async () => {
    const answering = (...errors: unknown[]) => {
      const sent = { times: 0 };
      const send = async () => {
        const error = errors[sent.times];
        sent.times += 1;
        if (error !== undefined) throw error;
        return 'done';
      };
      return { sent, send };
    };
    const deadlock = serverError(16_908_292);
    const twice = answering(deadlock, deadlock);
    const far = performance.now() + 600_000;
    expect(await writing(twice.send, far)).toBe('done');
    expect(twice.sent.times).toBe(3);

    const taken = answering(deadlock, serverError(11_000));
    expect(await orWhenDuplicate(writing(taken.send, far), 'taken')).toBe('taken');
    for (const error of [serverError(1), new mongo.MongoNetworkError('connection 3 closed')]) {
      const other = answering(error);
      expect(await failureOf(writing(other.send))).toBeInstanceOf(OutcomeUnknown);
      expect(other.sent.times).toBe(1);
    }
    const late = answering(deadlock);
    expect(await failureOf(writing(late.send, performance.now()))).toBeInstanceOf(CofferError);
    expect(late.sent.times).toBe(1);
  });

  it('waits for a hung server only until its deadline [R89]', async () => {
    const hung = () => new Promise<never>(() => {});
    const soon = () => performance.now() + 20;
    expect(await failureOf(reading(hung, soon()))).toBeInstanceOf(PartUnavailable);
    expect(await failureOf(writing(hung, soon()))).toBeInstanceOf(OutcomeUnknown);
  });

  it("reports PartUnavailable if a read's own write lost its answer", async () => {
    expect(await failedRead(new OutcomeUnknown())).toBeInstanceOf(PartUnavailable);
  });
});
