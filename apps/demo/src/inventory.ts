import { randomBytes } from 'node:crypto';

/** A secret of the demo. Each of its values is random. */
export interface Item {
  readonly path: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** How often the demo rotates it. */
  readonly rotations: number;
  readonly expires_at?: string;
}

const DAY_MS = 86_400_000;

const ENVIRONMENTS = ['dev', 'staging', 'prod'];
const SERVICES = [
  {
    name: 'payments',
    holds: { 'db/password': 'Password of its database', 'stripe/api-key': 'Key of the card processor' },
  },
  { name: 'orders', holds: { 'db/password': 'Password of its database', 'queue/password': 'Password of its queue' } },
  {
    name: 'catalog',
    holds: { 'db/password': 'Password of its database', 'search/api-key': 'Key of the search index' },
  },
  { name: 'mail', holds: { 'smtp/password': 'Password of the mail relay', 'dkim/private-key': 'Signs outgoing mail' } },
];

const ALONE: readonly Item[] = [
  {
    path: 'prod/root/db/password',
    description: 'Superuser of every database',
    tags: ['db', 'break-glass'],
    rotations: 1,
  },
  { path: 'prod/root/cloud/password', description: 'Root of the cloud account', tags: ['break-glass'], rotations: 0 },
  { path: 'prod/tls/private-key', description: 'Key of the certificate of the shop', tags: ['tls'], rotations: 2 },
  { path: 'infra/ci/deploy-token', description: 'Pushes images', tags: ['ci'], rotations: 3 },
  { path: 'infra/dns/api-key', description: 'Changes our DNS records', tags: ['dns'], rotations: 0 },
  { path: 'infra/backup/passphrase', description: 'Opens the backups', tags: ['backup', 'break-glass'], rotations: 0 },
  { path: 'infra/monitoring/webhook', description: 'Alerts the person on call', tags: ['monitoring'], rotations: 1 },
  { path: 'office/wifi/guests', description: 'On the poster by the door', tags: ['office'], rotations: 4 },
];

/** The demo creates and deletes this one, so that there is a secret to restore. */
export const ABANDONED: Item = {
  path: 'dev/prototype/api-key',
  description: 'From an abandoned prototype',
  tags: ['prototype'],
  rotations: 0,
};

/** About thirty secrets: those of the shop's services in three environments, and some others. */
export function inventory(now: number): Item[] {
  const ofServices = ENVIRONMENTS.flatMap((environment) =>
    SERVICES.flatMap(({ name, holds }) =>
      Object.entries(holds).map(([place, what]) => ({
        path: `${environment}/${name}/${place}`,
        description: `${what} (${name}, ${environment})`,
        tags: [`env:${environment}`, `service:${name}`],
        rotations: environment === 'prod' && place === 'db/password' ? 2 : 0,
        ...(place === 'stripe/api-key' ? { expires_at: new Date(now + 90 * DAY_MS).toISOString() } : {}),
      })),
    ),
  );
  return [...ofServices, ...ALONE];
}

/** 24 random bytes in base64url. */
export function newValue(): string {
  return randomBytes(24).toString('base64url');
}
