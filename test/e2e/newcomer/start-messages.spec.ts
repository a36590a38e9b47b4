import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import { failureOf } from '../support/processes/refusals.js';
import { TOLD } from './messages.js';

/** Every mistake of a configuration that a newcomer made, and the variables that make it. */
const MISTAKES: Record<string, (site: Site) => Record<string, string> | Promise<Record<string, string>>> = {
  'a port that is no number': () => ({ PORT: 'abc' }),
  'a short secret': () => ({ JWT_SECRET: 'short' }),
  'a word for another': () => ({ REGISTRATION: 'yes' }),
  'a duration that is none': () => ({ ACCESS_TOKEN_EXPIRES_IN: '15 minutes' }),
  'keys inside of the data': ({ env }) => ({ KEYRING_DIR: join(env.DATA_DIR ?? '', 'keyring') }),
  'a store without a keyring': () => ({ MONGODB_URL: 'mongodb://127.0.0.1:1/' }),
  'production without secrets': () => ({ MONGODB_URL: 'mongodb://127.0.0.1:1/', VAULT_ADDR: 'http://127.0.0.1:1' }),
  'both engines away': () => ({
    MONGODB_URL: 'mongodb://127.0.0.1:1/',
    VAULT_ADDR: 'http://127.0.0.1:1',
    VAULT_TOKEN: 'none',
    START_WAIT: '0s',
    JWT_SECRET: randomBytes(32).toString('base64'),
    PEPPER: randomBytes(32).toString('base64'),
  }),
  'keys of a store that is gone': async (site) => {
    await (await site.start()).stop();
    rmSync(site.env.DATA_DIR ?? '', { recursive: true });
    rmSync(join(site.env.KEYRING_DIR ?? '', 'roots.json'));
    return {};
  },
  'a mistyped folder for the data': async (site) => {
    await (await site.start()).stop();
    return { DATA_DIR: `${site.env.DATA_DIR}-mistyped` };
  },
  'a certificate that is not there': () => ({ TLS_CERT_FILE: '/nowhere/cert.pem', TLS_KEY_FILE: '/nowhere/key.pem' }),
  'a mail server without a sender': () => ({ SMTP_SERVER: 'localhost' }),
  'a file for the folder of the data': ({ env }) => {
    mkdirSync(dirname(env.DATA_DIR ?? ''), { recursive: true });
    writeFileSync(env.DATA_DIR ?? '', 'x', { mode: 0o600 });
    return {};
  },
};

describe('the words for a start that fails', () => {
  it.each(Object.entries(MISTAKES))('%s', async (what, mistake) => {
    const site = await embeddedSite();
    try {
      const lines = await failureOf(site.start(await mistake(site)));
      expect(lines).toEqual((TOLD.starts as Record<string, string[]>)[what]);
    } finally {
      await site.clear();
    }
  });
});
