import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { EmailField } from './email-field.js';

class Body {
  @EmailField({ example: 'ada@example.org' })
  email!: string;

  @EmailField({ example: 'ada@example.org', required: false })
  other?: string;
}

const refused = async (body: object) => (await validate(plainToInstance(Body, body))).map(({ property }) => property);

describe('the field of an e-mail address', () => {
  it.each([
    'ada@example.org',
    "o'brien+tag@mail.example.org",
    'ada@localhost',
    'jörg@müller.example',
    '用户@例子.广告',
    'почта@пример.рф',
    'ada@xn--mller-kva.example',
    `${'a'.repeat(64)}@example.org`,
  ])('takes %s', async (email) => {
    expect(await refused({ email })).toEqual([]);
  });

  it.each([
    'ada',
    'ada@',
    '@example.org',
    'ada@@example.org',
    'a..b@example.org',
    '.ada@example.org',
    'ada@example..org',
    'ada@-example.org',
    'ada@exa_mple.org',
    'ada@example.org.',
    'ada@[127.0.0.1]',
    'Ada <ada@example.org>',
    '"a b"@example.org',
    '"a\r\nBcc: b"@example.org',
    'ada@example.org\r\nBcc: all@example.org',
    'a\u200bda@example.org',
    'a\u202eda@example.org',
    'ada\u2028@example.org',
    `${'a'.repeat(65)}@example.org`,
    `${'ö'.repeat(33)}@example.org`,
    `ada@${'b'.repeat(64)}.org`,
    `ada@${Array(5).fill('b'.repeat(60)).join('.')}.org`,
    7,
    null,
  ])('refuses %j', async (email) => {
    expect(await refused({ email })).toEqual(['email']);
  });

  it('may be absent where it is optional, but not null', async () => {
    expect(await refused({ email: 'ada@example.org' })).toEqual([]);
    expect(await refused({ email: 'ada@example.org', other: null })).toEqual(['other']);
  });
});
