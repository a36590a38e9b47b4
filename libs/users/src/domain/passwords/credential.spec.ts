import { randomBytes } from 'node:crypto';
import { requireLoginSecret } from './credential.js';

const SECRET = Buffer.alloc(32, 0xff).toString('base64url');
const check = (text: string) => () => requireLoginSecret('login_secret', text);

describe('a login secret [R3]', () => {
  it.each([
    ['a password', 'Violet-Kettle-42-Harbor'],
    ['31 bytes', randomBytes(31).toString('base64url')],
    ['33 bytes', randomBytes(33).toString('base64url')],
    ['padding', `${SECRET}=`],
    ['base64 that is not of URLs', Buffer.alloc(32, 0xff).toString('base64').slice(0, 43)],
    ['spare bits', `${SECRET.slice(0, 42)}9`],
    ['a line feed', `${SECRET}\n`],
  ])('cannot be %s', (_, text) => {
    const fields = [expect.objectContaining({ field: 'login_secret', code: 'login_secret' })];
    expect(check(text)).toThrow(expect.objectContaining({ code: 'validation_failed', details: { fields } }));
  });

  it('is base64url of any 32 bytes: no password rule applies', () => {
    expect(check(SECRET)).not.toThrow();
    expect(check('A'.repeat(43))).not.toThrow();
  });
});
