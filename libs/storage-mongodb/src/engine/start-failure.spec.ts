import { mongo } from 'mongoose';
import { PartUnavailable, StartError } from '#kernel';
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

  it('stays what it was if Coffer told it already', () => {
    for (const error of [new StartError('x'), new PartUnavailable('store', new Error('x'))]) {
      expect(startFailure(error)).toBe(error);
    }
    expect(startFailure(ofServer(91))).toBeInstanceOf(PartUnavailable);
  });
});
