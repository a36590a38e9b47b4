import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { parseMail } from '../testing/parsed-mail.js';
import { OutboxMailTransport } from './outbox.mail-transport.js';

/** What a person reads of the mail. */
const READ = { to: 'zoe@example.org', subject: 'Für Zoë', text: 'Your code is 123456.\n.\n日本語' };
const MAIL = { ...READ, account: 'zoe-id' };

describe('mail to the outbox', () => {
  let parent: string;
  let folder: string;
  const outbox = (clock = new ManualClock(Date.UTC(2026, 10, 22, 9, 58, 49, 123))) =>
    new OutboxMailTransport({ kind: 'outbox', folder, from: 'coffer@localhost' }, clock);
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'coffer-outbox-'));
    folder = join(parent, 'outbox');
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  it('creates nothing before the first mail, and nothing that other accounts may read', async () => {
    const transport = outbox();
    expect(readdirSync(parent)).toEqual([]);
    await transport.send(MAIL, newId());
    const [name = ''] = readdirSync(folder);
    expect(name).toBe('2026-11-22T09-58-49.123Z.eml');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('writes a complete message that a mail program opens', async () => {
    await outbox().send(MAIL, newId());
    const [name = ''] = readdirSync(folder);
    const raw = readFileSync(join(folder, name), 'utf8');
    expect(raw.split('\r\n').join('')).not.toContain('\n');
    expect(parseMail(raw)).toMatchObject(READ);
  });

  it('breaks no line, so that a copied token is complete', async () => {
    const token = 'x'.repeat(108);
    await outbox().send({ ...MAIL, text: `Zoë:\n${token}\n` }, newId());
    const [name = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, name), 'utf8')).toContain(`\r\n\r\nZoë:\r\n${token}\r\n`);
  });

  it('names its sender completely, commas included', async () => {
    const config = { kind: 'outbox', folder, from: 'Coffer, Zoë & Co <coffer@example.org>' } as const;
    await new OutboxMailTransport(config, new ManualClock()).send(MAIL, 'an-id');
    const [name = ''] = readdirSync(folder);
    const { headers } = parseMail(readFileSync(join(folder, name), 'utf8'));
    expect(headers.get('from')).toMatch(/^"?Coffer, Zoë & Co"? <coffer@example.org>$/);
    expect(headers.get('message-id')).toBe('<an-id@example.org>');
  });

  it('gives the newest mail the last name, within one millisecond and after a clock that stepped back too', async () => {
    const clock = new ManualClock();
    const transport = outbox(clock);
    for (const [subject, at] of Object.entries({ 1: 5_000, 2: 5_000, 3: 3_000, 4: 9_000 })) {
      clock.at = at;
      await transport.send({ ...MAIL, subject }, newId());
    }
    const subjects = readdirSync(folder)
      .sort()
      .map((name) => parseMail(readFileSync(join(folder, name), 'utf8')).subject);
    expect(subjects).toEqual(['1', '2', '3', '4']);
  });

  it('keeps the newest 1,000 and touches no other files', async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    const transport = outbox(clock);
    await transport.send(MAIL, newId());
    for (let second = 0; second < 1_000; second++) {
      const time = new Date(Date.UTC(2026, 5, 1) + second * 1_000).toISOString().replaceAll(':', '-');
      writeFileSync(join(folder, `${time}.eml`), '');
    }
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    clock.at = Date.UTC(2026, 11, 1);
    await transport.send(MAIL, newId());
    const names = readdirSync(folder).sort();
    expect(names).toHaveLength(1_001);
    expect(names[0]).toBe('2026-06-01T00-00-01.000Z.eml');
    expect(names.at(-1)).toBe('notes.txt');
    expect(names.at(-2)).toBe('2026-12-01T00-00-00.000Z.eml');
  });

  it('erases the mails about one account, and no others, also if they quote its id', async () => {
    const transport = outbox();
    expect(await transport.erase('zoe-id')).toBe(0);
    await transport.send({ ...MAIL, account: 'zoe-id', to: 'an-older@example.org' }, newId());
    await transport.send({ ...MAIL, account: 'another' }, newId());
    await transport.send({ ...MAIL, account: 'another', text: 'X-Coffer-Account: zoe-id\r\n\r\n' }, newId());
    writeFileSync(join(folder, 'notes.txt'), 'X-Coffer-Account: zoe-id\r\n\r\n');
    expect(await transport.erase('zoe-id')).toBe(1);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('erases and prunes what a killed process left of a mail, which nobody else finds [R102]', async () => {
    const clock = new ManualClock(Date.UTC(2026, 10, 22));
    const transport = outbox(clock);
    await transport.send({ ...MAIL, account: 'another' }, newId());
    const left = (second: number, text: string) =>
      writeFileSync(join(folder, `2026-06-01T00-00-0${second}.000Z.eml.new`), text);
    left(1, 'X-Coffer-Account: zoe-id\r\n\r\nhalf of a te');
    left(2, 'X-Coffer-Account: another\r\n\r\nhalf of a te');
    left(3, 'From: coffer@loc');
    expect(await transport.erase('zoe-id')).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(['2026-06-01T00-00-02.000Z.eml.new', '2026-11-22T00-00-00.000Z.eml']);
    for (let number = 0; number < 1_000; number++) {
      const time = new Date(Date.UTC(2026, 7, 1) + number).toISOString().replaceAll(':', '-');
      writeFileSync(join(folder, `${time}.eml`), '');
    }
    await transport.send(MAIL, newId());
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('leaves nothing of a mail that cannot be written [R102]', async () => {
    await outbox().send(MAIL, newId());
    const name = '2026-11-22T10-00-00.000Z.eml';
    mkdirSync(join(folder, name));
    await expect(outbox(new ManualClock(Date.UTC(2026, 10, 22, 10))).send(MAIL, newId())).rejects.toThrow();
    expect(readdirSync(folder).sort()).toEqual(['2026-11-22T09-58-49.123Z.eml', name]);
  });

  it('fails for a folder that cannot be created, so that the mail is tried again', async () => {
    writeFileSync(folder, 'a file is in the way');
    await expect(outbox().send(MAIL, newId())).rejects.toMatchObject({ code: 'EEXIST' });
  });
});
