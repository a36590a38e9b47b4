import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Config, loadConfig } from '#config';
import { Clock, StartError } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { Mailer } from './application/mailer.js';
import { MailModule } from './mail.module.js';
import { SmtpSink } from './testing/smtp-sink.js';

/** What a person reads of the mail. */
const READ = { to: 'zoe@example.org', subject: 'A code', text: '123456' };
const MAIL = { ...READ, account: 'zoe-id' };
const strong = () => randomBytes(32).toString('base64');
const PRODUCTION = {
  MONGODB_URL: 'mongodb://localhost',
  VAULT_ADDR: 'https://localhost:8200',
  VAULT_TOKEN: 'a-token',
  JWT_SECRET: strong(),
  PEPPER: strong(),
};

/** As an api is composed, with nothing but mail in it. */
async function start(env: Record<string, string>) {
  const clock = new ManualClock();
  const values = [
    { provide: Config, useValue: loadConfig(env) },
    { provide: Clock, useValue: clock },
  ];

  @Global()
  @Module({ providers: values, exports: values.map(({ provide }) => provide) })
  class Engines {}

  @Module({ imports: [Engines, MailModule] })
  class Root {}

  const app = await NestFactory.createApplicationContext(Root, { logger: false, abortOnError: false });
  return { app, mailer: app.get(Mailer), clock };
}

describe('the mail module', () => {
  it('does not start with authorities that it cannot read', async () => {
    const env = { SMTP_SERVER: 'localhost', EMAIL_FROM: 'c@example.org', SMTP_CA_FILE: '/nowhere/ca.pem' };
    await expect(start(env)).rejects.toThrow(StartError);
  });

  it('sends nothing in production without a server, and reports that mails reach nobody', async () => {
    const { app, mailer } = await start(PRODUCTION);
    expect([mailer.isConfigured, mailer.reachesPeople]).toEqual([false, false]);
    mailer.post(MAIL);
    await app.close();
  });

  it('writes files embedded, and those that wait before it ends', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coffer-mail-'));
    const { app, mailer } = await start({ DATA_DIR: folder });
    expect([mailer.isConfigured, mailer.reachesPeople]).toEqual([true, false]);
    for (let index = 0; index < 5; index++) mailer.post(MAIL);
    await app.close();
    expect(readdirSync(join(folder, 'outbox'))).toHaveLength(5);
    rmSync(folder, { recursive: true });
  });

  it('reaches people through the server that is named', async () => {
    const sink = await SmtpSink.open();
    const { app, mailer, clock } = await start(sink.environment);
    expect([mailer.isConfigured, mailer.reachesPeople]).toEqual([true, true]);
    mailer.post(MAIL);
    expect(await clock.drive(sink.next(MAIL.to), 600_000)).toMatchObject(READ);
    await app.close();
    await sink.close();
  });
});
