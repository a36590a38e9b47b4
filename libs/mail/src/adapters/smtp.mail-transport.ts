import type { MailConfig } from '#config';
import { readAuthorities } from '#kernel';
import type { Mail } from '../domain/mail.js';
import { MailRefused, MailTransport } from '../ports/mail-transport.js';
import { messageOf } from './message.js';

type SmtpConfig = Extract<MailConfig, { kind: 'smtp' }>;

const DEFAULTS = {
  attemptMs: 10_000,
  /** The port with TLS from the first byte (RFC 8314 section 7.3). */
  implicitTlsPort: 465,
} as const;

/**
 * Sends mails through the configured server, under verified TLS 1.2 or later, or not at all [R81]. Opens one connection
 * for each mail: mails are few, and a pool would have to notice connections that the server dropped.
 */
export class SmtpMailTransport extends MailTransport {
  override readonly kind = 'smtp';
  private readonly attemptMs: number;
  private readonly options;

  /** Throws StartError when the file of the certificate authority cannot be used. */
  constructor(
    private readonly config: SmtpConfig,
    {
      attemptMs = DEFAULTS.attemptMs,
      implicitTlsPort = DEFAULTS.implicitTlsPort,
    }: Partial<Record<keyof typeof DEFAULTS, number>> = {},
  ) {
    super();
    this.attemptMs = attemptMs;
    const { host, port, credentials, caFile } = config;
    this.options = {
      host,
      port,
      secure: port === implicitTlsPort,
      requireTLS: true,
      tls: {
        minVersion: 'TLSv1.2',
        rejectUnauthorized: true,
        ...(caFile === null ? {} : { ca: readAuthorities('SMTP_CA_FILE', caFile) }),
      },
      ...(credentials === null ? {} : { auth: { user: credentials.username, pass: credentials.password } }),
      connectionTimeout: attemptMs,
      greetingTimeout: attemptMs,
      socketTimeout: attemptMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    } as const;
  }

  /** The whole attempt is bounded here: the library's timeouts start again with each step, and with each byte. */
  async send(mail: Mail, id: string): Promise<void> {
    const signal = AbortSignal.timeout(this.attemptMs);
    try {
      // Loaded with the first mail: it takes 20 MiB that a server without mails never needs.
      const { createTransport } = await import('nodemailer');
      await createTransport(this.options).sendMail({ ...messageOf(mail, id, this.config.from), signal });
    } catch (error) {
      throw isPermanent(error) ? new MailRefused('the server refuses the mail', { cause: error }) : error;
    }
  }
}

function isPermanent(error: unknown): boolean {
  const { responseCode } = error as { responseCode?: unknown };
  return typeof responseCode === 'number' && responseCode >= 500;
}
