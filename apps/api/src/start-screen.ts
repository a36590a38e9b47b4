import { resolve } from 'node:path';
import type { Config } from '#config';

export interface StartedApi {
  /** Where the server listens, for example `http://127.0.0.1:8000`. */
  readonly address: string;
  /** Null if the first administrator exists, or if the operator chose SETUP_TOKEN. */
  readonly setupToken: string | null;
  /** What the operator has to know of this start. */
  readonly notices?: readonly string[];
}

/** The text for standard output after a start. It fits one screen. */
export function startScreen(config: Config, { address, setupToken, notices = [] }: StartedApi): string {
  const { http, mail } = config;
  const rows: (readonly [string, string])[] = [
    ['Address', address],
    ...(http.docs ? [['Docs', `${address}/docs`] as const] : []),
    ...engineRows(config),
    ...nodeRows(config),
    ['Mail', mailRow(mail)],
  ];
  const setup = setupToken ? ['', `Setup token: ${setupToken}`, `  ${SETUP_HINT}`] : [];
  return [
    '',
    'Coffer is running.',
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(9)} ${value}`),
    ...notices.flatMap((notice) => ['', `Note: ${notice}`]),
    ...setup,
    '',
    '',
  ].join('\n');
}

const SETUP_HINT = 'Make the first administrator with it: POST /api/v1/setup {token, username, email, password}';

function engineRows({ store, keyring }: Config): (readonly [string, string])[] {
  if (store.kind !== 'sqlite' || keyring.kind !== 'local') return [['Engines', 'MongoDB and Vault or OpenBao']];
  return [
    ['Engines', 'embedded store and keyring, meant for one machine'],
    ['Data', resolve(store.dataDir)],
    ['Keys', `${resolve(keyring.dir)} (back up apart from the data: each is useless without the other)`],
  ];
}

function nodeRows({ audit: { nodeAddress } }: Config): (readonly [string, string])[] {
  return nodeAddress === null ? [] : [['Node', `${nodeAddress} (NODE_ADDRESS, for the other nodes)`]];
}

function mailRow(mail: Config['mail']): string {
  switch (mail.kind) {
    case 'smtp':
      return `through ${mail.host}:${mail.port}`;
    case 'outbox':
      return `${resolve(mail.folder)} (no SMTP_SERVER: mails are files)`;
    case 'none':
      return 'none is sent (no SMTP_SERVER)';
  }
}
