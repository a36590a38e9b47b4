import { mailProblem } from './mail.js';

const MAIL = { to: 'zoe@example.org', subject: 'Your code', text: 'Your code is 123456.' };

describe('a mail', () => {
  it.each([
    'zoe@example.org\r\nBcc: mallory@example.org',
    'zoe@example.org\n',
    'zoe@example.org>\r\nRCPT TO:<mallory@example.org',
    'zoe@example.org, mallory@example.org',
    'zoe@example.org;mallory@example.org',
    'Zoe <zoe@example.org>',
    'zoe@example.org\u0000',
    'group: zoe@example.org',
    '"zoe mallory"@example.org',
    'zoe',
    '',
    `${'z'.repeat(250)}@example.org`,
  ])('is refused unless its recipient is one bare address: %j', (to) => {
    expect(mailProblem({ ...MAIL, to })).toMatch(/recipient/);
  });

  it.each(['Your code\r\nBcc: mallory@example.org', 'Your code\n\nbody', 'Your\u2028code', '', 'x'.repeat(201)])(
    'is refused if its subject is not one line: %j',
    (subject) => {
      expect(mailProblem({ ...MAIL, subject })).toMatch(/subject/);
    },
  );

  it('is refused if its text is too long, and the problem does not quote it', () => {
    const problem = mailProblem({ ...MAIL, text: 'canary'.repeat(2_000) });
    expect(problem).toMatch(/text/);
    expect(problem).not.toContain('canary');
  });

  it('is accepted for every address that an account may have, in any script', () => {
    const mail = { to: "o'zoe+tag.{x}|~@mail.example.org", subject: 'Für Zoë ✓', text: '日本語\n.\n' };
    expect(mailProblem(mail)).toBeNull();
  });
});
