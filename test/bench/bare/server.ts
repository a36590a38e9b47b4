/**
 * The lowest possible cost of a reveal on this machine: a Fastify program that does only the steps of Coffer's reveal. It
 * checks an HS256 token (with a cache of checked ones), selects one row, derives the value's key by
 * HKDF, opens AES-256-GCM, waits until its audit row is synced, and answers.
 *
 * Node runs this file directly and strips the types: `server.ts FOLDER SECRETS`. It fills a store in FOLDER, listens on
 * a free port, and prints one line of JSON: url, token, ids.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  timingSafeEqual,
} from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import fastify from 'fastify';

const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const GCM = { authTagLength: TAG_BYTES };
const TOKENS_KEPT = 10_000;
const VALUE = 'correct horse battery staple, forty-eight bytes!';

interface Claims {
  readonly sub: string;
  readonly exp: number;
}

const [folder = '.', count = '0'] = process.argv.slice(2);
const file = join(folder, 'bare.db');
const ringKey = createSecretKey(randomBytes(KEY_BYTES));
const tokenKey = createSecretKey(randomBytes(KEY_BYTES));

function derive(salt: Buffer): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', ringKey, salt, 'bare', KEY_BYTES)));
}

function seal(value: string, context: string): Buffer {
  const [salt, nonce] = [randomBytes(SALT_BYTES), randomBytes(NONCE_BYTES)];
  const cipher = createCipheriv('aes-256-gcm', derive(salt), nonce, GCM).setAAD(Buffer.from(context));
  return Buffer.concat([salt, nonce, cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function open(sealed: Buffer, context: string): string {
  const nonceEnd = SALT_BYTES + NONCE_BYTES;
  const key = derive(sealed.subarray(0, SALT_BYTES));
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(SALT_BYTES, nonceEnd), GCM);
  decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-TAG_BYTES));
  const value = decipher.update(sealed.subarray(nonceEnd, -TAG_BYTES));
  decipher.final();
  return value.toString('utf8');
}

const checked = new Map<string, Claims>();

function sign(claims: Claims): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', tokenKey).update(signed).digest('base64url')}`;
}

function verify(token: string): Claims | null {
  const [head = '', body = '', signature = ''] = token.split('.');
  const expected = createHmac('sha256', tokenKey).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const claims: Claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  if (checked.size < TOKENS_KEPT) checked.set(token, claims);
  return claims;
}

function claimsOf(authorization: string | undefined): Claims | null {
  const token = authorization?.slice('Bearer '.length) ?? '';
  const claims = checked.get(token) ?? verify(token);
  return claims && claims.exp * 1_000 > Date.now() ? claims : null;
}

function fillStore(): string[] {
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE secrets (id TEXT PRIMARY KEY, path TEXT NOT NULL, version INTEGER NOT NULL, sealed BLOB NOT NULL);
    CREATE TABLE audit (seq INTEGER PRIMARY KEY, record TEXT NOT NULL);
    BEGIN`);
  const insert = db.prepare('INSERT INTO secrets (id, path, version, sealed) VALUES (?, ?, 1, ?)');
  const ids = Array.from({ length: Number(count) }, () => randomUUID());
  for (const [index, id] of ids.entries()) {
    const path = `bench/secret-${index}`;
    insert.run(id, path, seal(VALUE, `${id} ${path} 1`));
  }
  db.exec('COMMIT');
  db.close();
  return ids;
}

/** Rows that arrive while a batch is synced form the next batch. */
class Audit {
  private readonly worker = new Worker(new URL('./audit.worker.ts', import.meta.url), { workerData: { file } });
  private rows: string[] = [];
  private waiting: (() => void)[] = [];
  private syncing: (() => void)[] | null = null;

  constructor() {
    this.worker.on('message', () => {
      const synced = this.syncing ?? [];
      this.syncing = null;
      for (const resolve of synced) resolve();
      this.next();
    });
    this.worker.on('error', (error) => {
      throw error;
    });
  }

  append(row: string): Promise<void> {
    return new Promise((resolve) => {
      this.rows.push(row);
      this.waiting.push(resolve);
      if (this.waiting.length === 1) setImmediate(() => this.next());
    });
  }

  private next(): void {
    if (this.syncing || this.rows.length === 0) return;
    this.worker.postMessage(this.rows);
    this.syncing = this.waiting;
    this.rows = [];
    this.waiting = [];
  }
}

const ids = fillStore();
const audit = new Audit();
const select = new DatabaseSync(file, { readOnly: true }).prepare(
  'SELECT path, version, sealed FROM secrets WHERE id = ?',
);
const app = fastify();

app.get<{ Params: { id: string } }>('/secrets/:id/reveal', async (request, reply) => {
  const claims = claimsOf(request.headers.authorization);
  if (!claims) return reply.code(401).send({ error: 'no valid token' });
  const { id } = request.params;
  const row = select.get(id);
  if (!row) return reply.code(404).send({ error: 'not found' });
  const { path, version, sealed } = row as { path: string; version: number; sealed: Uint8Array };
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const value = open(bytes, `${id} ${path} ${version}`);
  await audit.append(
    JSON.stringify({
      at: new Date().toISOString(),
      actor: claims.sub,
      action: 'reveal',
      resource: id,
      outcome: 'succeeded',
      ip: request.ip,
      user_agent: request.headers['user-agent'] ?? null,
      request_id: randomUUID(),
    }),
  );
  reply.header('cache-control', 'no-store');
  return { id, path, version, value };
});

const url = await app.listen({ host: '127.0.0.1', port: 0 });
const token = sign({ sub: randomUUID(), exp: Math.floor(Date.now() / 1_000) + 86_400 });
process.stdout.write(`${JSON.stringify({ url, token, ids })}\n`);
