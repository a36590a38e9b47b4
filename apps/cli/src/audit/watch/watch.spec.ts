import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consistencyProof, openCheckpoint, type Policy, treeRoot } from '#audit-proofs';
import { MemoryTree, NoteSigner, NoteWitness } from '#audit-proofs/testing';
import { CommandFailed } from '#command';
import { ManualClock } from '#kernel/testing';
import { answeringServer, problem, type Said, untilTired } from '../../testing/answering-server.js';
import { log, noteOf, ORIGIN, treeOf, trusted } from '../../testing/signed-trees.js';
import { AuditWatch } from './audit-watch.js';
import { CheckpointMemory } from './checkpoint-memory.js';
import { ServedLog } from './served-log.js';
import { watchOn } from './watch-on.js';

const witness = new NoteWitness('witness.example.org');
const TOKEN = 'coffer_sk_test';

/** What the server answers to each question. `proof`: in place of the right one; null cuts the connection. */
interface Served {
  checkpoint: () => Promise<Said> | Said;
  tree: MemoryTree;
  proof?: Said | null;
}

describe('coffer audit watch', () => {
  let server: Server;
  let folder: string;
  let file: string;
  let served: Served;
  let asked: string[];
  let told: string[];

  beforeAll(async () => {
    server = await answeringServer(async ({ url = '', headers }) => {
      asked.push(url);
      return headers.authorization === `Bearer ${TOKEN}` ? answerTo(url) : problem(401, 'unauthenticated');
    });
  });
  afterAll(() => void server.close());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-watch-'));
    file = join(folder, 'state');
    [asked, told] = [[], []];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function answerTo(url: string) {
    if (url.startsWith('/api/v1/audit/checkpoint')) return served.checkpoint();
    if (served.proof !== undefined) return served.proof;
    const { searchParams } = new URL(url, 'http://localhost');
    const [from, to] = [Number(searchParams.get('from')), Number(searchParams.get('to'))];
    if (to > served.tree.size) return problem(404, 'not_included_yet');
    const hashes = await consistencyProof(from, to, served.tree.read);
    return { status: 200, body: JSON.stringify({ from, to, hashes: hashes.map((hash) => hash.toString('base64')) }) };
  }

  function serve(tree: MemoryTree, note?: string): void {
    served = { tree, checkpoint: async () => ({ status: 200, body: note ?? (await noteOf(tree)) }) };
  }

  /** Looks once, or until `wait` throws. */
  async function watch(more: { everyMs?: number; wait?: () => Promise<void>; policy?: Policy; token?: string } = {}) {
    const { everyMs = null, wait = untilTired(), policy = trusted, token = TOKEN } = more;
    const { port } = server.address() as AddressInfo;
    const served = new ServedLog(`http://127.0.0.1:${port}`, async () => token, new ManualClock());
    const memory = new CheckpointMemory(file);
    const terminal = { tell: (line: string) => void told.push(line), complain: (line: string) => void told.push(line) };
    const watching = { watch: new AuditWatch(served, memory, policy), memory, wait, everyMs };
    await watchOn({ ...watching, terminal });
  }

  const alarm = async (more = {}) =>
    watch(more).then(
      () => 'no alarm',
      (error: unknown) => (error instanceof CommandFailed ? error.message : String(error)),
    );
  const remembered = () => openCheckpoint(readFileSync(file), [log.key]).checkpoint.size;

  it('cries out if the same records have another history', async () => {
    serve(treeOf(20));
    await watch();
    serve(treeOf(20, 'forged'));
    const forged = await noteOf(served.tree);
    expect(await alarm()).toMatch(
      /^ALARM: .*another history of the 20 records.*\nWhat the server showed is in .*refused/,
    );
    expect([remembered(), readFileSync(`${file}.refused`, 'utf8')]).toEqual([20, forged]);
    expect(openCheckpoint(readFileSync(file), [log.key]).checkpoint.root).toEqual(await treeRoot(20, treeOf(20).read));
  });

  it('cries out if more records do not begin with those that were seen', async () => {
    serve(treeOf(20));
    await watch();
    serve(treeOf(35, 'forged'));
    expect(await alarm()).toMatch(/^ALARM: .*35 records do not begin with the 20 records/);
    expect(remembered()).toBe(20);
  });

  it('cries out at a rollback, after it looked again', async () => {
    serve(treeOf(20));
    await watch();
    serve(treeOf(19));
    let waits = 0;
    const counting = async (): Promise<void> => {
      waits += 1;
    };
    expect(await alarm({ wait: counting })).toMatch(/^ALARM: .*19 records of the 20 records/);
    expect([waits, remembered()]).toEqual([5, 20]);
    served.checkpoint = () => problem(404, 'no_checkpoint');
    expect(await alarm()).toMatch(/^ALARM: .*no checkpoint any more/);
  });

  it('cries out if no proof is given', async () => {
    serve(treeOf(20));
    await watch();
    serve(treeOf(25), await noteOf(treeOf(30)));
    expect(await alarm()).toMatch(/^ALARM: .*does not prove that its 30 records begin with the 20 records/);
    expect(remembered()).toBe(20);
  });

  /** Shows a checkpoint that contradicts the one of 20 records, and says this in place of a proof. */
  async function fork(proof: Said | null) {
    serve(treeOf(20));
    await watch();
    told = [];
    serve(treeOf(30, 'forged'));
    served.proof = proof;
    return noteOf(served.tree);
  }

  it.each<[string, Said, RegExp]>([
    ['400', problem(400, 'validation_failed'), /refuses with 400 to prove that its 30 records begin with the 20/],
    ['403', problem(403, 'forbidden'), /refuses with 403 to prove/],
    ['404', problem(404, 'not_found'), /refuses with 404 to prove/],
    ['410', problem(410, 'gone'), /refuses with 410 to prove/],
    ['archived', { status: 410, body: '{"code":"record_archived"}' }, /not prove its audit: .*archived/],
    ['a redirect', { status: 307, body: '' }, /refuses with 307 to prove/],
    ['no strings', { status: 200, body: '{"hashes":[{"toString":1}]}' }, /does not prove that its 30/],
    ['depth', { status: 200, body: `{"hashes":${'['.repeat(40_000)}${']'.repeat(40_000)}}` }, /does not prove that/],
    ['64 hashes', { status: 200, body: JSON.stringify({ hashes: Array(64).fill(`${'A'.repeat(43)}=`) }) }, /not prove/],
    ['short hashes', { status: 200, body: '{"hashes":["AAAA"]}' }, /does not prove that/],
  ])('cries out, and keeps the checkpoint, if its proof is %s', async (_, proof, why) => {
    const forged = await fork(proof);
    const cry = await alarm({ everyMs: 60_000 });
    expect(cry).toMatch(/^ALARM: /);
    expect(cry).toMatch(why);
    expect([readFileSync(`${file}.refused`, 'utf8'), remembered()]).toEqual([forged, 20]);
  });

  it.each([503, 429, null])(
    'keeps a checkpoint whose proof is %s (null: a cut connection), complains each time, and cries out after 10 looks',
    async (status) => {
      const forged = await fork(status === null ? null : problem(status, 'out'));
      const { checkpoint } = served;
      let looks = 0;
      const wait = async (): Promise<void> => {
        expect(readFileSync(`${file}.unproved`, 'utf8')).toBe(forged);
        // An outage of the checkpoint itself between the looks starts nothing again.
        served.checkpoint = looks++ === 5 ? () => problem(503, 'internal') : checkpoint;
      };
      expect(await alarm({ everyMs: 60_000, wait })).toMatch(/^ALARM: .*does not prove that its 30 .*at 10 looks/);
      expect([looks, told.length, remembered()]).toEqual([10, 9, 20]);
      expect(told[8]).toMatch(
        /^The audit cannot be looked at: it does not prove that its 30 records begin with the 20/,
      );
      expect(readFileSync(`${file}.refused`, 'utf8')).toBe(forged);
    },
  );

  it('is not put off by an outage or a refusal after a checkpoint without a proof', async () => {
    await fork(problem(403, 'forbidden'));
    const { checkpoint } = served;
    let asks = 0;
    const secondly = (said: Said) => () => (asks++ % 2 === 0 ? checkpoint() : said);
    served.checkpoint = secondly(problem(503, 'internal'));
    expect(await alarm({ everyMs: 60_000 })).toMatch(/^ALARM: .*refuses with 403 to prove .*503, at 10 looks/);
    served.checkpoint = secondly(problem(401, 'unauthenticated'));
    expect(await alarm()).toMatch(/^ALARM: .*refuses with 403 to prove/);
  });

  it('holds a server to a checkpoint without a proof, also if it shows the right ones and proofs again', async () => {
    const forged = await fork(problem(503, 'store_unavailable'));
    expect(await alarm()).toMatch(/^The audit could not be looked at: it does not prove that its 30 records/);
    serve(treeOf(40));
    expect(await alarm()).toMatch(/^ALARM: .*its 40 records do not begin with the 30 records/);
    expect([readFileSync(`${file}.unproved`, 'utf8'), remembered()]).toEqual([forged, 20]);
  });

  it('forgets a checkpoint without a proof as soon as a later one extends it', async () => {
    serve(treeOf(20));
    await watch();
    serve(treeOf(30));
    served.proof = problem(503, 'store_unavailable');
    await alarm();
    serve(treeOf(40));
    await watch();
    expect([remembered(), existsSync(`${file}.unproved`)]).toEqual([40, false]);
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    [
      'that another key signed',
      () => noteOf(treeOf(30), ORIGIN, new NoteSigner(ORIGIN)),
      /no signature of a known key/,
    ],
    ['of another text', async () => (await noteOf(treeOf(30))).replace('\n30\n', '\n31\n'), /known key is wrong/],
    ['that is no note', async () => '<html></html>', /no empty line/],
  ])('cries out at a checkpoint %s', async (_, note, why) => {
    serve(treeOf(20));
    await watch();
    serve(treeOf(30), await note());
    expect(await alarm()).toMatch(/^ALARM: the server shows no .*: its newest checkpoint is not valid: .*\nWhat/);
    expect(await alarm()).toMatch(why);
    expect(remembered()).toBe(20);
  });

  it('cries out at another origin, also of a trusted log', async () => {
    serve(treeOf(20));
    await watch();
    const next = new NoteSigner('coffer.example.org/2');
    serve(treeOf(30), await noteOf(treeOf(30), next.key.name, next));
    const policy = { ...trusted, logs: [...trusted.logs, { key: next.key, url: null }] };
    expect(await alarm({ policy })).toMatch(/^ALARM: .*another origin/);
  });

  it('needs the witnesses of its policy', async () => {
    const policy: Policy = {
      ...trusted,
      witnesses: [{ name: 'W', key: witness.key, url: null }],
      quorum: 'W',
    };
    serve(treeOf(20));
    expect(await alarm({ policy })).toMatch(/^ALARM: .*too few witnesses.*\nNothing was seen before: /);
    const note = await noteOf(treeOf(20));
    serve(treeOf(20), `${note}${witness.line(note.slice(0, note.indexOf('\n\n') + 1))}\n`);
    await watch({ policy });
    expect(asked).toEqual(Array(2).fill('/api/v1/audit/checkpoint?kind=witnessed'));
    expect(existsSync(file)).toBe(true);
  });

  it('refuses a state file that holds no checkpoint, and leaves it', async () => {
    writeFileSync(file, 'notes of mine\n');
    serve(treeOf(20));
    expect(await alarm()).toBe('--state names a file that holds no checkpoint.');
    expect(readFileSync(file, 'utf8')).toBe('notes of mine\n');
  });

  it('ends if the server refuses the key', async () => {
    serve(treeOf(20));
    expect(await alarm({ token: 'other' })).toMatch(/^The server refused GET \/api\/v1\/audit\/checkpoint with 401 /);
    expect(existsSync(file)).toBe(false);
  });

  it('remembers what grows', async () => {
    served = { tree: treeOf(0), checkpoint: () => problem(404, 'no_checkpoint') };
    await watch();
    for (const size of [20, 20, 300]) {
      serve(treeOf(size));
      await watch();
    }
    expect(told).toEqual([
      'The audit has no checkpoint yet.',
      'The audit has 20 records. From now on it must only grow.',
      'The audit has 20 records, as before.',
      'The audit has 300 records, which begin with the 20 seen before.',
    ]);
    expect([remembered(), existsSync(`${file}.refused`)]).toEqual([300, false]);
  });

  it('accepts a node that is late for a moment', async () => {
    serve(treeOf(20));
    await watch();
    serve(treeOf(19));
    await watch({ wait: async () => serve(treeOf(21)) });
    expect(remembered()).toBe(21);
  });

  it('fails at an outage if it looks once, and goes on through it otherwise', async () => {
    serve(treeOf(20));
    served.checkpoint = () => problem(503, 'store_unavailable');
    expect(await alarm()).toBe('The audit could not be looked at: the server answered 503.');
    let rounds = 0;
    const wait = async (): Promise<void> => {
      rounds += 1;
      if (rounds === 3) serve(treeOf(20));
      if (rounds === 5) throw new Error('enough');
    };
    expect(await alarm({ everyMs: 60_000, wait })).toBe('Error: enough');
    expect(told).toEqual([
      'The audit cannot be looked at: the server answered 503. It is tried again.',
      'The audit has 20 records. From now on it must only grow.',
      'The server answers again.',
      'The audit has 20 records, as before.',
    ]);
  });
});
