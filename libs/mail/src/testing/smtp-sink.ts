import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { type ParsedMail, parseMail } from './parsed-mail.js';

/** Milliseconds. Five attempts of Coffer take ten minutes; a busy machine needs one or two. */
const WAIT_MS = 240_000;

/** A self-signed certificate for `names`, made by openssl in a new folder. */
export async function makeCertificate(names = 'DNS:localhost,IP:127.0.0.1') {
  const folder = mkdtempSync(join(tmpdir(), 'coffer-smtp-'));
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  const subject = ['-subj', '/CN=Coffer test', '-addext', `subjectAltName=${names}`];
  await promisify(execFile)('openssl', ['req', '-x509', '-days', '2', ...key, ...subject, '-out', certFile]);
  return { folder, certFile, keyFile };
}

/**
 * A real SMTP server on a free port of loopback. It offers STARTTLS, accepts every mail and every login, and keeps
 * both.
 *
 *     const sink = await SmtpSink.open();
 *     const api = await start({ ...sink.environment });
 *     const { text } = await sink.next('ada@example.org');
 *     await sink.close();
 */
export class SmtpSink {
  /** Every accepted mail, in order. */
  readonly mails: ParsedMail[] = [];
  readonly logins: { username?: string; password?: string | null; secure: boolean }[] = [];
  /** Reply codes for the next mails, one each, such as 451. A refused mail is not in `mails`. */
  readonly refusals: number[] = [];
  private readonly unread: ParsedMail[] = [];
  private readonly arrivals = new EventTarget();

  private constructor(
    private readonly server: SMTPServer,
    private readonly folder: string,
    readonly caFile: string,
  ) {}

  /** `options` of smtp-server: `{ secure: true }` for TLS from the first byte, `{ authOptional: false }`... */
  static async open(options: SMTPServerOptions = {}): Promise<SmtpSink> {
    const { folder, certFile, keyFile } = await makeCertificate();
    const server: SMTPServer = new SMTPServer({
      cert: readFileSync(certFile),
      key: readFileSync(keyFile),
      authOptional: true,
      disableReverseLookup: true,
      closeTimeout: 100,
      onAuth: ({ username, password }, { secure }, done) => {
        sink.logins.push({ username, password, secure });
        done(null, { user: username });
      },
      onData: (stream, _, done) => {
        text(stream).then((raw) => done(sink.take(raw)), done);
      },
      ...options,
    });
    const sink = new SmtpSink(server, folder, certFile);
    // A client that refuses the certificate causes an error here. Some tests are about that.
    server.on('error', () => {});
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return sink;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** The environment with which Coffer sends its mails here. */
  get environment() {
    return {
      SMTP_SERVER: 'localhost',
      SMTP_PORT: String(this.port),
      SMTP_CA_FILE: this.caFile,
      EMAIL_FROM: 'Coffer <coffer@example.org>',
    };
  }

  /** The oldest mail to `to` that was not returned yet. Waits for one, at most 4 minutes. */
  async next(to: string): Promise<ParsedMail> {
    const signal = AbortSignal.timeout(WAIT_MS);
    for (;;) {
      const at = this.unread.findIndex((mail) => mail.to === to);
      const [mail] = at < 0 ? [] : this.unread.splice(at, 1);
      if (mail) return mail;
      await new Promise<void>((resolve, reject) => {
        this.arrivals.addEventListener('mail', () => resolve(), { once: true, signal });
        signal.addEventListener('abort', () => reject(new Error(`no mail to ${to} within ${WAIT_MS} ms`)), {
          once: true,
        });
      });
    }
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private take(raw: string): Error | null {
    const responseCode = this.refusals.shift();
    if (responseCode !== undefined) return Object.assign(new Error('refused by the test'), { responseCode });
    const mail = parseMail(raw);
    this.mails.push(mail);
    this.unread.push(mail);
    this.arrivals.dispatchEvent(new Event('mail'));
    return null;
  }
}
