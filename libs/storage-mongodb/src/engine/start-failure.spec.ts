import { mongo } from 'mongoose';
import { isLasting, isOutage, PartUnavailable, StartError } from '#kernel';
import { described } from './failures.js';
import { startFailure } from './start-failure.js';

const told = (error: unknown) => startFailure(error).message;
const ofServer = (code: number) => new mongo.MongoServerError({ message: 'canary', code });

describe('a store that does not open', () => {
  it('is told by the variable to look at, without the words of the driver', () => {
    expect(told(ofServer(18))).toMatch(/^MONGODB_URL: the server refused the name or the password\.$/);
    expect(told(ofServer(8_000))).toBe(told(ofServer(18)));
    expect(told(ofServer(13))).toMatch(/^MONGODB_URL: its user may not use the database of DB_NAME/);
    expect(told(new mongo.MongoParseError('Password contains canary'))).toMatch(/^MONGODB_URL is no connection string/);
    expect(told(new mongo.MongoParseError('option canari is not supported'))).toMatch(/its option canari is none/);
    expect(told(new mongo.MongoInvalidArgumentError('canary'))).toMatch(/^MONGODB_URL is no connection string/);
    const dns = Object.assign(new Error('querySrv ENOTFOUND canary'), { code: 'ENOTFOUND', syscall: 'querySrv' });
    expect(told(dns)).toMatch(/^MONGODB_URL: MongoDB does not answer there \(ENOTFOUND\)/);
    for (const error of [ofServer(18), new mongo.MongoParseError('canary'), dns])
      expect(told(error)).not.toContain('canary');
  });

  it('is told as a missing right if the first write is refused', () => {
    const cause = Object.assign(new Error('MongoServerError 13 Unauthorized'), { code: '13 Unauthorized' });
    expect(told(new PartUnavailable('store', cause))).toMatch(/^MONGODB_URL: its user may not/);
  });

  /** No server was found; each of `codes` is why one of a set did not answer. */
  const noPrimary = (...codes: string[]) => {
    const failed = (code: string) => ({
      error: new Error('canary', { cause: Object.assign(new Error('x'), { code }) }),
    });
    const servers = new Map(codes.map((code, at) => [`canary:${at}`, failed(code)]));
    const reason = { type: 'ReplicaSetNoPrimary', setName: 'canary', servers } as unknown as mongo.TopologyDescription;
    return startFailure(new mongo.MongoServerSelectionError('canary', reason));
  };

  it.each([
    ['a set of another name', noPrimary()],
    ['a server without TLS', noPrimary('ERR_SSL_WRONG_VERSION_NUMBER')],
    ['a missing right', startFailure(ofServer(13))],
    ['a missing right in a later step', new PartUnavailable('store', described(ofServer(13)))],
    ['an index that contradicts another', startFailure(ofServer(85))],
    ['rows that contradict a unique index', startFailure(ofServer(11_000))],
    ['a defect', startFailure(new TypeError('canary'))],
  ])('is not waited for if it is %s', (_, error) => {
    expect(isOutage(error) && !isLasting(error)).toBe(false);
    expect(error.message).not.toContain('canary');
  });

  it.each([
    ['one that nothing listens for', noPrimary('ECONNREFUSED')],
    ['a name that is not known yet', noPrimary('ENOTFOUND')],
    ['one that hangs up', noPrimary('ECONNRESET')],
    ['a set that elects', noPrimary('')],
    ['a server that is no primary now', startFailure(ofServer(10_107))],
    ['one that shuts down', startFailure(ofServer(91))],
    ['a key of a write that another node made', new PartUnavailable('store', described(ofServer(11_000)))],
  ])('is waited for if it is %s', (_, error) => {
    expect(isOutage(error) && !isLasting(error)).toBe(true);
  });

  it('stays what it was if Coffer told it already', () => {
    for (const error of [new StartError('x'), new PartUnavailable('store', new Error('x'))]) {
      expect(startFailure(error)).toBe(error);
    }
    expect(startFailure(ofServer(91))).toBeInstanceOf(PartUnavailable);
  });
});
