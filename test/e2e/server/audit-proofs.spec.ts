import {
  decodeEntries,
  openByPolicy,
  parsePolicy,
  verifyConsistency,
  verifyInclusion,
  verifyProofFile,
} from '#audit-proofs';
import { HASH_BYTES, leafHash } from '#kernel';
import { eventually } from '../../faults/support/eventually.js';
import { makeAccount, must } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import {
  type Answer,
  type Api,
  accountWith,
  type Body,
  expectFields,
  expectProblem,
  PASSWORD,
  sendRaw,
} from '../support/processes/api.js';
import { describeCoffer, recordsOf, refusesStrangers, requestIdOf } from '../support/processes/coffer.js';
import { downloadBundle, NO_TILES } from '../support/routes/audit-routes.js';
import { NOWHERE } from '../support/routes/route-under-test.js';

const READS = { effect: 'allow', actions: ['audit:read'], resources: ['audit:**'] };
const FAR = '999999999999999';
/** More than the 4 requests of one account that may wait. */
const WAITING = 8;

const bytesOf = ({ body }: Answer) => Buffer.from(body as Uint8Array);
const rootsOf = (...roots: string[]) => roots.map((root) => Buffer.from(root, 'base64'));
const hashesOf = (hashes: string[]) => hashes.map((hash) => Buffer.from(hash, 'base64'));

describeCoffer(
  'the proofs of the audit',
  (coffer) => {
    let auditor: Api;
    /** The id of a request of the administrator: a reveal. */
    let reveal: string;

    beforeAll(async () => {
      auditor = await accountWith(coffer.admin, 'prover', [READS]);
      const { id } = (await keep(coffer.admin, 'proved/one')).body;
      reveal = requestIdOf(must(await coffer.admin.get(`/secrets/${id}/reveal`)));
    });

    const covered = async (seq: number): Promise<Body> =>
      eventually(async () => must(await auditor.get(`/audit/logs/${seq}/proof?wait=10s`)).body);
    const newestSeq = async (): Promise<number> => (await auditor.get('/audit/logs?limit=1')).body.items[0].seq;

    describe('a tile', () => {
      refusesStrangers(coffer, 'get', '/audit/tile/0/000.p/1');

      it('is found by its exact path alone', async () => {
        await covered(1);
        for (const path of NO_TILES) {
          const answer = await auditor.get(path);
          expect([path, answer.status, answer.body.code]).toEqual([path, 404, 'not_found']);
        }
        const refused = await auditor.get('/audit/tile/0/x000/000');
        expect(await recordsOf(coffer.admin, requestIdOf(refused))).toEqual(['audit:read denied']);
        expectFields(await auditor.get('/audit/tile/0/000.p/1?p=1'), 'p');
      });

      it('is not there beyond what a checkpoint covers, and neither are entries', async () => {
        for (const path of ['0/001', '0/255.p/255', '0/x999/x999/x999/x999/999', '1/000', '6/000.p/1', 'entries/001'])
          expectProblem(await auditor.get(`/audit/tile/${path}`), 404, 'not_found');
      });

      it('has the hashes of the entries under it', async () => {
        const { tree_size: size } = await covered(3);
        const width = Math.min(Number(size), 200);
        const path = `/audit/tile/0/000.p/${width}`;
        const tile = must(await auditor.get(path));
        const entries = must(await auditor.get(`/audit/tile/entries/000.p/${width}`));
        expect([tile, entries].map(({ headers }) => [headers['content-type'], headers['cache-control']])).toEqual([
          ['application/octet-stream', 'private, no-cache'],
          ['application/octet-stream', 'no-store'],
        ]);
        const leaves = decodeEntries(bytesOf(entries));
        expect(Buffer.concat(leaves.map(leafHash)).equals(bytesOf(tile))).toBe(true);
        expect(bytesOf(tile)).toHaveLength(width * HASH_BYTES);
        const asked = ['"other"', tile.headers.etag ?? ''].map((tag) => auditor.get(path, { 'If-None-Match': tag }));
        expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 304]);
      });

      it('leaves one record for all that a caller reads in 5 minutes [R71]', async () => {
        const reader = await accountWith(coffer.admin, 'bulk_reader', [READS]);
        const answers = [];
        for (const path of ['0/000.p/1', 'entries/000.p/1', '0/000.p/2', '0/000.p/1'])
          answers.push(must(await reader.get(`/audit/tile/${path}`)));
        const records = await Promise.all(answers.map((answer) => recordsOf(coffer.admin, requestIdOf(answer))));
        expect(records).toEqual([['audit:read succeeded'], [], [], []]);
        const denied = await reader.get('/audit/tile/0/999');
        expect(await recordsOf(coffer.admin, requestIdOf(denied))).toEqual(['audit:read denied']);
      });
    });

    describe('a checkpoint', () => {
      refusesStrangers(coffer, 'get', '/audit/checkpoint');

      it('is a note that satisfies the policy of the log, and no witness has signed it', async () => {
        await covered(1);
        expectFields(await auditor.get('/audit/checkpoint?kind=any'), 'kind');
        expectProblem(await auditor.get('/audit/checkpoint?kind=witnessed'), 404, 'no_checkpoint');
        const answer = must(await auditor.get('/audit/checkpoint'));
        expect([answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
          'text/plain; charset=utf-8',
          'no-store',
        ]);
        const { items, next_cursor, policy } = must(await auditor.get('/audit/keys')).body;
        expect([items, next_cursor]).toEqual([[{ vkey: expect.any(String), state: 'active' }], null]);
        expect(openByPolicy(parsePolicy(policy), answer.text).checkpoint.size).toBeGreaterThan(0);
      });

      it('answers HEAD like GET, and other methods by 405', async () => {
        const headers = { authorization: `Bearer ${auditor.token}` };
        const head = await sendRaw(coffer.server.url, 'HEAD', '/api/v1/audit/checkpoint', headers);
        expect([head.status, head.text, head.headers['content-type']]).toEqual([200, '', 'text/plain; charset=utf-8']);
        for (const method of ['OPTIONS', 'POST', 'DELETE']) {
          const { status, headers: given } = await sendRaw(
            coffer.server.url,
            method,
            '/api/v1/audit/tile/0/000',
            headers,
          );
          expect([method, status, given.allow]).toEqual([method, 405, 'GET, HEAD']);
        }
      });
    });

    describe('a proof', () => {
      refusesStrangers(coffer, 'get', '/audit/logs/1/proof');

      it('names each wrong parameter, and is 404 for a number that the log has not', async () => {
        for (const size of ['0', '-0', '00', '1e308', '1.0', '0x1', '9999999999999999', ''])
          expectFields(await auditor.get(`/audit/logs/1/proof?size=${size}`), 'size');
        for (const wait of ['0s', '11s', '10', '1m', '1e1s', '-1s'])
          expectFields(await auditor.get(`/audit/logs/1/proof?wait=${wait}`), 'wait');
        expectFields(await auditor.get('/audit/logs/2/proof?size=1'), 'size');
        for (const seq of ['0', '-1', '01', '1e308', 'x', FAR, `${FAR}9`])
          expectProblem(await auditor.get(`/audit/logs/${seq}/proof?wait=10s`), 404, 'not_found');
      });

      it('is not there yet for a size that no checkpoint covers, and says when to ask again', async () => {
        const answer = await auditor.get(`/audit/logs/1/proof?size=${FAR}`);
        expectProblem(answer, 404, 'not_included_yet');
        expect(answer.headers['retry-after']).toBe('1');
        expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual(['audit:read failed']);
      });

      it('is waited for by 4 requests of one account at a time, and by others beside them', async () => {
        const wait = (api: Api) => api.get(`/audit/logs/1/proof?size=${FAR}&wait=3s`);
        const [own, other] = await Promise.all([
          Promise.all(Array.from({ length: WAITING }, () => wait(auditor.withoutPatience()))),
          wait(coffer.admin),
        ]);
        const refused = own.filter(({ status }) => status === 429);
        expect(refused.length).toBe(WAITING - 4);
        for (const answer of refused) expectProblem(answer, 429, 'rate_limited');
        expectProblem(other, 404, 'not_included_yet');
      });

      it('leads from each record to the newest checkpoint', async () => {
        const seq = await newestSeq();
        const proof = await covered(seq);
        const { policy } = must(await auditor.get('/audit/keys')).body;
        const { checkpoint } = openByPolicy(parsePolicy(policy), String(proof.checkpoint));
        expect([proof.seq, proof.index, proof.tree_size]).toEqual([seq, seq - 1, checkpoint.size]);
        const [root] = rootsOf(String(proof.root));
        expect(root?.equals(checkpoint.root)).toBe(true);
        const inclusion = { index: seq - 1, size: checkpoint.size, root: checkpoint.root };
        const hashes = hashesOf(proof.hashes as string[]);
        expect(verifyInclusion({ ...inclusion, leaf: leafHash(String(proof.leaf)), proof: hashes })).toBe(true);
        expect(JSON.parse(String(proof.leaf)).seq).toBe(seq);
        const [shown] = (await auditor.get('/audit/logs?limit=200')).body.items.filter((one: Body) => one.seq === seq);
        expect(shown.included).toBe(true);
      });

      it('is a file for verifiers of others, where a checkpoint is kept', async () => {
        const text = { accept: 'text/plain' };
        const answer = must(await auditor.get('/audit/logs/1/proof', text));
        expect([answer.headers['content-type'], answer.headers.vary]).toEqual(['text/plain; charset=utf-8', 'Accept']);
        const { policy } = must(await auditor.get('/audit/keys')).body;
        const { leaf } = await covered(1);
        expect(verifyProofFile(answer.text, String(leaf), parsePolicy(policy)).index).toBe(0);
        // One checkpoint an hour is kept, so one of these two sizes has none.
        const one = await auditor.get('/audit/logs/1/proof?size=1', text);
        const two = await auditor.get('/audit/logs/1/proof?size=2', text);
        expectProblem(one.status === 404 ? one : two, 404, 'no_checkpoint');
      });
    });

    describe('consistency', () => {
      refusesStrangers(coffer, 'get', '/audit/consistency?from=1');

      it('names each wrong size, and is not there beyond what is published', async () => {
        for (const from of ['0', '-0', '00', '1e308', '', '1.5'])
          expectFields(await auditor.get(`/audit/consistency?from=${from}`), 'from');
        expectFields(await auditor.get('/audit/consistency'), 'from');
        expectFields(await auditor.get('/audit/consistency?from=3&to=2'), 'from');
        for (const query of [`from=1&to=${FAR}`, `from=${FAR}`])
          expectProblem(await auditor.get(`/audit/consistency?${query}`), 404, 'not_included_yet');
      });

      it('shows that the log extends what it was', async () => {
        const older = await covered(2);
        const newer = await covered(await newestSeq());
        const [from, to] = [Number(older.tree_size), Number(newer.tree_size)];
        const { body } = must(await auditor.get(`/audit/consistency?from=${from}&to=${to}`));
        const [fromRoot, toRoot] = rootsOf(String(older.root), String(newer.root));
        const proof = hashesOf(body.hashes);
        const at = { from, to, proof, fromRoot: fromRoot as Buffer, toRoot: toRoot as Buffer };
        expect(verifyConsistency(at)).toBe(true);
        expect(verifyConsistency({ ...at, fromRoot: at.toRoot })).toBe(from === to);
      });
    });

    describe('receipts', () => {
      refusesStrangers(coffer, 'get', `/auth/audit/receipts?request_id=${NOWHERE}`);

      it("give nothing of another account's request, as of one that was never made", async () => {
        await makeAccount(coffer.admin, 'curious');
        const curious = await coffer.admin.login('curious', PASSWORD);
        const answers = [];
        for (const id of [reveal, NOWHERE])
          answers.push(must(await curious.get(`/auth/audit/receipts?request_id=${id}`)));
        expect(answers.map(({ body }) => [body.items, body.next_cursor])).toEqual([
          [[], null],
          [[], null],
        ]);
        expectFields(await curious.get('/auth/audit/receipts'), 'request_id');
        expectFields(await curious.get('/auth/audit/receipts?request_id=1'), 'request_id');
      });

      it('prove what the audit has of a request, to who made it', async () => {
        const { items } = (await auditor.get(`/audit/logs?request_id=${reveal}`)).body;
        await covered(items[0].seq);
        const { body } = must(await coffer.admin.get(`/auth/audit/receipts?request_id=${reveal.toUpperCase()}`));
        const [receipt] = body.items;
        expect([body.items.length, receipt.seq, receipt.index]).toEqual([1, items[0].seq, items[0].seq - 1]);
        expect(JSON.parse(receipt.leaf)).toMatchObject({ action: 'secret:reveal', request_id: reveal });
        const [root] = rootsOf(body.root);
        const leaf = leafHash(receipt.leaf);
        const inclusion = { leaf, index: receipt.index, size: body.tree_size, proof: hashesOf(receipt.hashes) };
        expect(verifyInclusion({ ...inclusion, root: root as Buffer })).toBe(true);
        expect(body.checkpoint).toContain(`\n${body.tree_size}\n${body.root}\n`);
      });
    });

    describe('a bundle', () => {
      refusesStrangers(coffer, 'post', '/audit/bundles');

      it('has personal values for who may export them alone, and the refusal is recorded', async () => {
        const answer = await auditor.post('/audit/bundles', { personal: true });
        expectProblem(answer, 403, 'forbidden');
        expect(await recordsOf(coffer.admin, requestIdOf(answer))).toEqual(['audit:export-personal denied']);
        for (const [field, value] of [
          ['from_seq', 0],
          ['from_seq', 1e308],
          ['from_seq', 1.5],
          ['to_seq', -1],
          ['to_seq', '5'],
          ['personal', 'true'],
        ] as const)
          expectFields(await auditor.post('/audit/bundles', { personal: false, [field]: value }), field);
      });

      it('is a tar, and each export of it is recorded', async () => {
        await covered(1);
        const plain = await downloadBundle(auditor, false);
        expect([plain.status, plain.headers.get('content-type')]).toEqual([200, 'application/x-tar']);
        const tar = Buffer.from(await plain.arrayBuffer());
        expect([tar.subarray(257, 262).toString(), tar.includes('root_admin')]).toEqual(['ustar', false]);
        expect(await recordsOf(coffer.admin, String(plain.headers.get('x-request-id')))).toEqual([
          'audit:read succeeded',
        ]);
        const personal = await downloadBundle(coffer.admin, true);
        expect(Buffer.from(await personal.arrayBuffer()).includes('root_admin')).toBe(true);
        expect(await recordsOf(coffer.admin, String(personal.headers.get('x-request-id')))).toEqual([
          'audit:read succeeded',
          'audit:export-personal succeeded',
        ]);
      });

      it('may be left early, by many at once', async () => {
        const left = await Promise.all(Array.from({ length: 16 }, () => downloadBundle(auditor, false)));
        await Promise.all(left.map(({ body }) => body?.cancel()));
        expect((await downloadBundle(auditor, false)).status).toBe(200);
      });
    });
  },
  { AUDIT_CHECKPOINT_EVERY: '1s' },
);
