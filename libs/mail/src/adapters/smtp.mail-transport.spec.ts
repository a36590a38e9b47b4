import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import type { SMTPServerOptions } from 'smtp-server';
import { newId, StartError } from '#kernel';
import { MailRefused } from '../ports/mail-transport.js';
import { makeCertificate, SmtpSink } from '../testing/smtp-sink.js';
import { SmtpMailTransport } from './smtp.mail-transport.js';

/** What a person reads of the mail. */
const READ = {
  to: 'zoe@example.org',
  subject: 'Your Coffer code, für Zoë: längere Betreffzeilen werden gefaltet und kommen doch ganz an ✓',
  text: 'Your code is 123456.\n\n.\nA lone dot ends nothing; ünïcödé and 日本語 stay.\nhttps://vault.example.org/?a=b&c=d',
};
const MAIL = { ...READ, account: 'zoe-id' };
const CREDENTIALS = { username: 'coffer', password: 'canary-of-the-mail-server' };
const BASE = { kind: 'smtp', host: 'localhost', credentials: null, from: 'Coffer <coffer@example.org>' } as const;

interface Reachable {
  readonly port: number;
  readonly caFile: string | null;
}

/** Milliseconds for an attempt that succeeds: no busy machine needs as long. */
const PATIENT_MS = 600_000;

function transportTo({ port, caFile }: Reachable, changes: object = {}, attemptMs = PATIENT_MS): SmtpMailTransport {
  return new SmtpMailTransport({ ...BASE, port, caFile, ...changes }, { attemptMs });
}

describe('mail by SMTP', () => {
  let sink: SmtpSink;
  const listen = async (options?: SMTPServerOptions) => {
    sink = await SmtpSink.open(options);
    return sink;
  };
  afterEach(() => sink.close());

  it('goes to no server whose certificate no trusted authority signed, nor do the credentials [R81]', async () => {
    const stranger = transportTo(await listen(), { caFile: null, credentials: CREDENTIALS });
    await expect(stranger.send(MAIL, newId())).rejects.toThrow(/self-signed/);
    expect([...sink.mails, ...sink.logins]).toEqual([]);
  });

  it('goes to no server whose certificate is for another name [R81]', async () => {
    const { folder, certFile, keyFile } = await makeCertificate('DNS:mail.example.org');
    await listen({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
    const attempt = transportTo(sink, { caFile: certFile }).send(MAIL, newId());
    await expect(attempt).rejects.toThrow(/does not match certificate/);
    expect(sink.mails).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('goes to no server that only speaks TLS before 1.2 [R81]', async () => {
    await listen({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
    await expect(transportTo(sink).send(MAIL, newId())).rejects.toThrow(/protocol version/);
    expect(sink.mails).toEqual([]);
  });

  it('arrives whole under STARTTLS, its text and its subject in any script', async () => {
    const id = newId();
    await transportTo(await listen()).send(MAIL, id);
    const mail = await sink.next(MAIL.to);
    expect(mail).toMatchObject(READ);
    expect(Object.fromEntries(mail.headers)).toMatchObject({
      from: 'Coffer <coffer@example.org>',
      'message-id': `<${id}@example.org>`,
      'auto-submitted': 'auto-generated',
    });
  });

  it('arrives under TLS from the first byte, as on port 465', async () => {
    const { port, caFile } = await listen({ secure: true });
    const transport = new SmtpMailTransport(
      { ...BASE, port, caFile },
      { implicitTlsPort: port, attemptMs: PATIENT_MS },
    );
    await transport.send(MAIL, newId());
    expect(sink.mails).toHaveLength(1);
  });

  it('logs in under TLS if there are credentials', async () => {
    await transportTo(await listen({ authOptional: false }), { credentials: CREDENTIALS }).send(MAIL, newId());
    expect(sink.logins).toEqual([{ ...CREDENTIALS, secure: true }]);
    expect(sink.mails).toHaveLength(1);
  });

  it('asks for another attempt after a 4yz answer, and for none after a 5yz answer', async () => {
    const transport = transportTo(await listen());
    sink.refusals.push(451, 550);
    const first = transport.send(MAIL, newId());
    await expect(first).rejects.not.toThrow(MailRefused);
    await expect(first).rejects.toMatchObject({ responseCode: 451 });
    await expect(transport.send(MAIL, newId())).rejects.toThrow(MailRefused);
    await expect(transport.send(MAIL, newId())).resolves.toBeUndefined();
    expect(sink.mails).toHaveLength(1);
  });

  it('does not start if the file of authorities cannot be read or holds none', async () => {
    await listen();
    const none = join(sink.caFile, '../none.pem');
    writeFileSync(none, 'none');
    for (const caFile of [none, '/nowhere/ca.pem']) {
      expect(() => transportTo(sink, { caFile })).toThrow(StartError);
    }
  });
});

describe('mail to a server that misbehaves', () => {
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  let said = '';

  /** A server without TLS that serves each connection by `serve`. The words of the client are kept in `said`. */
  async function listen(serve: (socket: Socket) => void): Promise<Reachable> {
    said = '';
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('data', (chunk) => {
        said += chunk.toString('latin1');
      });
      socket.on('error', () => {});
      serve(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, caFile: null };
  }

  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    server?.close();
  });

  it('is not sent in clear, nor are the credentials, if STARTTLS is not offered or is refused [R81]', async () => {
    const reachable = await listen((socket) => {
      socket.write('220 plain ESMTP\r\n');
      socket.on('data', (chunk) =>
        socket.write(
          chunk.toString().startsWith('EHLO') ? '250-plain\r\n250 AUTH PLAIN LOGIN\r\n' : '454 TLS is not there\r\n',
        ),
      );
    });
    await expect(transportTo(reachable, { credentials: CREDENTIALS }).send(MAIL, newId())).rejects.toThrow(/STARTTLS/);
    expect(said.replace(/^EHLO .*\r\n/, '')).toBe('STARTTLS\r\n');
  });

  it.each([
    ['says nothing', () => {}],
    ['greets and says no more', (socket: Socket) => socket.write('220 hangs ESMTP\r\n')],
    ['offers TLS and never begins it', (socket: Socket) => answering(socket)],
    ['says one byte at a time', (socket: Socket) => dripping(socket)],
  ])('gives up when its time is over on a server that %s', async (_, serve) => {
    const reachable = await listen(serve);
    await expect(transportTo(reachable, {}, 300).send(MAIL, newId())).rejects.toThrow();
  });

  it('gives up when its time is over on a server that begins an answer under TLS and never ends it', async () => {
    const { folder, certFile: caFile, keyFile } = await makeCertificate();
    const secure = createTlsServer({ cert: readFileSync(caFile), key: readFileSync(keyFile) }, (socket) => {
      const timer = setInterval(() => socket.write('220-and\r\n'), 20);
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => clearInterval(timer));
      socket.write('220 endless ESMTP\r\n');
    }).listen(0, '127.0.0.1');
    await once(secure, 'listening');
    const { port } = secure.address() as AddressInfo;
    const transport = new SmtpMailTransport({ ...BASE, port, caFile }, { implicitTlsPort: port, attemptMs: 300 });
    await expect(transport.send(MAIL, newId())).rejects.toThrow();
    secure.close();
    rmSync(folder, { recursive: true });
  });

  function answering(socket: Socket): void {
    socket.write('220 hangs ESMTP\r\n');
    socket.on('data', (chunk) => {
      const line = chunk.toString('latin1');
      if (line.startsWith('EHLO')) socket.write('250-hangs\r\n250 STARTTLS\r\n');
      if (line.startsWith('STARTTLS')) socket.write('220 go on\r\n');
    });
  }

  function dripping(socket: Socket): void {
    const timer = setInterval(() => socket.write('2'), 20);
    socket.on('close', () => clearInterval(timer));
  }
});
