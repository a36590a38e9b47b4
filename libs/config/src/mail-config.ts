import { join } from 'node:path';
import type { Environment } from './environment.js';

export type MailConfig =
  | {
      readonly kind: 'smtp';
      readonly host: string;
      /** 465: TLS from the first byte. Any other port: STARTTLS. */
      readonly port: number;
      readonly credentials: { readonly username: string; readonly password: string } | null;
      readonly caFile: string | null;
      readonly from: string;
    }
  /** The embedded store without a mail server: mails are files in `folder`. */
  | { readonly kind: 'outbox'; readonly folder: string; readonly from: string }
  | { readonly kind: 'none' };

export function mailOf(env: Environment): MailConfig {
  const from = env.EMAIL_FROM ?? 'coffer@localhost';
  if (!env.SMTP_SERVER) {
    return env.MONGODB_URL ? { kind: 'none' } : { kind: 'outbox', folder: join(env.DATA_DIR, 'outbox'), from };
  }
  const { SMTP_USERNAME: username, SMTP_PASSWORD: password } = env;
  return {
    kind: 'smtp',
    host: env.SMTP_SERVER,
    port: env.SMTP_PORT,
    credentials: username && password ? { username, password } : null,
    caFile: env.SMTP_CA_FILE ?? null,
    from,
  };
}
