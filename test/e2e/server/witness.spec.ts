import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { appendLines, formatVkey, noteKey, openCheckpoint, openNote, parseVkey, splitNote } from '#audit-proofs';
import { GrowingLog, NoteWitness } from '#audit-proofs/testing';
import { eventually } from '../../faults/support/eventually.js';
import { type Api, expectProblem, setUp } from '../support/processes/api.js';
import { describePairs, type Site } from '../support/processes/pairs.js';

const ORIGIN = 'coffer.example.org/audit';
const NAME = 'coffer.example.org/witness';

/** A witness of others, which cosigns whatever it gets. */
class OtherWitness {
  readonly key = new NoteWitness('witness.example/other');
  readonly bodies: string[] = [];
  private readonly server: HttpServer;

  constructor() {
    this.server = createServer(async (request, response) => {
      const body = await text(request);
      this.bodies.push(body);
      response.end(`${this.key.line(splitNote(body.slice(body.indexOf('\n\n') + 2)).text)}\n`);
    });
  }

  async open(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/prefix`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describePairs('witnessing', (open) => {
  const log = new GrowingLog('log.example/a').grow(9);
  const other = new OtherWitness();
  const folder = mkdtempSync(join(tmpdir(), 'coffer-witness-'));
  let site: Site;
  let api: Api;

  beforeAll(async () => {
    const policy = `witness w ${other.key.vkey} ${await other.open()}\nquorum w\n`;
    writeFileSync(join(folder, 'policy'), policy);
    writeFileSync(join(folder, 'logs'), `# logs of others\n${log.signer.vkey}\n`);
    site = await open({
      ...{ AUDIT_ORIGIN: ORIGIN, AUDIT_WITNESS_POLICY: join(folder, 'policy') },
      ...{ WITNESS_NAME: NAME, WITNESS_LOGS: join(folder, 'logs') },
    });
    api = (await setUp(await site.start())).as(null);
    // The first checkpoint makes the key, within 10 s.
    await eventually(async () => expect((await api.get('/witness/keys')).status).toBe(200));
  });
  afterAll(async () => {
    await site?.clear();
    other.close();
    rmSync(folder, { recursive: true });
  });

  const submit = (body: string | Buffer, type = 'text/plain') =>
    api.send('post', '/witness/add-checkpoint', { body: String(body), headers: { 'content-type': type } });
  const requestOf = async (old: number, size: number, of = log) => {
    const proof = old === 0 || old >= size ? [] : await of.consistency(old, size);
    const hashes = proof.map((hash) => `${hash.toString('base64')}\n`).join('');
    return `old ${old}\n${hashes}\n${(await of.checkpoint(size)).note}`;
  };
  const keys = async () => (await api.get('/witness/keys')).body.vkeys.map(parseVkey);

  it('refuses what it must not cosign, and says why by the status [R148]', async () => {
    const stranger = new GrowingLog('log.example/b').grow(3);
    const impostor = new GrowingLog('log.example/a').grow(3);
    expectProblem(await submit('{}', 'application/json'), 400, 'malformed_body');
    expectProblem(await submit(''), 400, 'malformed_body');
    expectProblem(await submit(`old 1\n\n${'x'.repeat(16_384)}`), 413, 'body_too_large');
    expectProblem(await submit(await requestOf(0, 3, stranger)), 404, 'not_found');
    expectProblem(await submit(await requestOf(0, 3, impostor)), 403, 'checkpoint_untrusted');
    expect((await submit(await requestOf(0, 4))).status).toBe(200);
    const noProof = `old 4\n\n${(await log.checkpoint(9)).note}`;
    expectProblem(await submit(noProof), 422, 'checkpoint_inconsistent');
    const fork = new GrowingLog('log.example/a', log.seed, 'other').grow(4);
    expectProblem(await submit(await requestOf(4, 4, fork)), 409, 'checkpoint_forked');
  });

  it('cosigns what extends the log, from the size that it tells, whatever the type of the body is [R148]', async () => {
    const moved = await submit(await requestOf(0, 9));
    expect([moved.status, moved.headers['content-type'], moved.text]).toEqual([409, 'text/x.tlog.size', '4\n']);
    for (const [old, type] of [
      [4, 'application/octet-stream'],
      [9, 'text/plain; charset=utf-8'],
    ] as const) {
      const { status, text: lines } = await submit(await requestOf(old, 9), type);
      expect(status).toBe(200);
      const note = appendLines((await log.checkpoint(9)).note, lines.trimEnd().split('\n'));
      expect(openNote(note, await keys()).verified).toMatchObject([{ key: { name: NAME, kind: 'cosignature' } }]);
    }
  });

  it('shows its own checkpoints to its witness', async () => {
    await eventually(async () => expect(other.bodies.length).toBeGreaterThan(0));
    const [first = ''] = other.bodies;
    expect(first).toMatch(/^old 0\n\n/);
    const own = (await keys()).map(({ publicKey }: { publicKey: Buffer }) => noteKey(ORIGIN, publicKey));
    const { checkpoint } = openCheckpoint(first.slice(first.indexOf('\n\n') + 2), own);
    expect([checkpoint.origin, checkpoint.size > 0]).toEqual([ORIGIN, true]);
    expect(own.map(formatVkey)).toHaveLength(1);
  });
});
