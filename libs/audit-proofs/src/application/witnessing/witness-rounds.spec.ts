import { PartUnavailable } from '#kernel';
import { ManualClock } from '#kernel/testing';
import { openByPolicy, type Policy } from '../../domain/notes/policy.js';
import { parsePolicy } from '../../domain/notes/policy-file.js';
import { parseAddCheckpoint } from '../../domain/witnessing/add-checkpoint.js';
import type { CheckpointKind, StoredCheckpoint } from '../../ports/checkpoint.store.js';
import { WitnessAway, WitnessEndpoint, type WitnessReply } from '../../ports/witness-endpoint.js';
import { aWitness } from '../../testing/a-witness.js';
import { GrowingLog } from '../../testing/growing-log.js';
import { MemoryCheckpointStore } from '../../testing/memory-checkpoint-store.js';
import { ArchivedTile } from '../tree/damaged-tile.js';
import { type ConsistencyProofs, WitnessClient } from './witness-client.js';
import { ROUND_MS, WitnessRounds } from './witness-rounds.js';

type Answer = (body: string) => WitnessReply | Promise<WitnessReply>;

const said = (status: number, body = '', type = 'text/plain'): WitnessReply => ({ status, type, body });

/** Witnesses in memory, by their URLs. */
class Endpoint extends WitnessEndpoint {
  readonly answers = new Map<string, Answer>();
  readonly requests: { readonly url: string; readonly old: number; readonly hashes: number }[] = [];

  override async addCheckpoint(prefix: string, body: string): Promise<WitnessReply> {
    const { old, proof } = parseAddCheckpoint(body);
    this.requests.push({ url: prefix, old, hashes: proof.length });
    const answer = this.answers.get(prefix);
    if (!answer) throw new WitnessAway('the witness cannot be reached (ECONNREFUSED)');
    return answer(body);
  }
}

/** Cannot publish witnessed checkpoints as long as it has a fault. */
class Store extends MemoryCheckpointStore {
  fault: Error | null = null;

  override async publish(kind: CheckpointKind, checkpoint: StoredCheckpoint): Promise<boolean> {
    if (this.fault && kind === 'witnessed') throw this.fault;
    return super.publish(kind, checkpoint);
  }
}

describe('the rounds of witnesses', () => {
  const clock = () => new ManualClock(Date.UTC(2026, 10, 22, 12));

  async function station(quorum = '2') {
    const time = clock();
    const log = new GrowingLog();
    const [endpoint, store] = [new Endpoint(), new Store()];
    const lines: string[] = [];
    const witnesses = [];
    for (const name of ['a', 'b', 'c']) {
      const own = await aWitness([log.signer.key], `witness.example/${name}`, time);
      const url = `https://${name}.example`;
      const { vkeys = [] } = (await own.witness.keys()) ?? {};
      lines.push(`witness ${name} ${vkeys[0]} ${url}`);
      const up: Answer = async (body) => {
        const cosigned = await own.witness.cosign(Buffer.from(body));
        if (cosigned.kind === 'moved') return said(409, `${cosigned.size}\n`, 'text/x.tlog.size');
        return said(200, `${cosigned.lines.join('\n')}\n`);
      };
      endpoint.answers.set(url, up);
      witnesses.push({ ...own, url, up });
    }
    const policy: Policy = parsePolicy(`${lines.join('\n')}\ngroup g ${quorum} a b c\nquorum g\n`);
    const alarms: string[] = [];
    const place = { isHeld: true, hold: async () => place.isHeld };
    const alarm = { raise: (what: string) => void alarms.push(what) };
    /** Throws what `tree.fault` holds, as long as it holds something. */
    const tree: ConsistencyProofs & { fault: Error | null } = {
      fault: null,
      async consistency(from, to) {
        if (tree.fault) throw tree.fault;
        return log.consistency(from, to);
      },
    };
    const client = new WitnessClient(endpoint, tree);
    const rounds = new WitnessRounds({ policy, client, store, place, alarm, clock: time });
    const publish = async (leaves: number) => {
      const checkpoint = { ...(await log.grow(leaves).checkpoint()), at: time.now() };
      await store.publish('signed', checkpoint);
      return checkpoint;
    };
    const asked = (url = 'https://a.example') => endpoint.requests.filter((request) => request.url === url);
    return { time, log, tree, endpoint, store, witnesses, policy, alarms, place, rounds, publish, asked };
  }

  it('publishes nothing as witnessed without a quorum, and tells of each outage once [R148]', async () => {
    const at = await station();
    at.endpoint.answers.clear();
    const [a] = at.witnesses;
    if (a) at.endpoint.answers.set(a.url, a.up);
    await at.publish(3);
    for (let round = 0; round < 5; round++) await at.rounds.round();
    expect(await at.store.newest('witnessed')).toBeNull();
    expect(at.alarms).toEqual([
      'witness b: the witness cannot be reached (ECONNREFUSED)',
      'witness c: the witness cannot be reached (ECONNREFUSED)',
    ]);
  });

  it.each<[string, Answer]>([
    ['a line of another key', async () => said(200, `— witness.example/x ${Buffer.alloc(76).toString('base64')}\n`)],
    ['no line', async () => said(200, '')],
    ['text', async () => said(200, '<html>\n')],
    ['500', async () => said(500)],
    ['a redirect', async () => said(307)],
    ['the cosignature of another checkpoint', async () => said(200, (await elsewhere()).line)],
  ])('keeps no cosignature from a witness that answers with %s [R148]', async (_, answer) => {
    const at = await station('all');
    at.endpoint.answers.set('https://a.example', answer);
    await at.publish(3);
    await at.rounds.round();
    expect(await at.store.newest('witnessed')).toBeNull();
    expect(at.alarms).toHaveLength(1);
  });

  /** What a witness says to another tree. */
  async function elsewhere() {
    const other = new GrowingLog('log.example/a').grow(9);
    const { witness } = await aWitness([other.signer.key], 'witness.example/a');
    const { note } = await other.checkpoint();
    const cosigned = await witness.cosign(Buffer.from(`old 0\n\n${note}`));
    return { line: cosigned.kind === 'cosigned' ? `${cosigned.lines[0]}\n` : '' };
  }

  it('publishes a checkpoint with its cosignatures as soon as the quorum is met, one witness being away', async () => {
    const at = await station();
    at.endpoint.answers.delete('https://b.example');
    const checkpoint = await at.publish(5);
    await at.rounds.round();
    const witnessed = await at.store.newest('witnessed');
    expect(witnessed).toMatchObject({ size: 5, root: checkpoint.root, origin: checkpoint.origin });
    const auditor = { ...at.policy, logs: [{ key: at.log.signer.key, url: null }] };
    const opened = openByPolicy(auditor, witnessed?.note ?? '');
    expect(opened.witnesses.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(await at.store.newest('signed')).toMatchObject({ note: checkpoint.note });
  });

  it.each<[string, Error, RegExp]>([
    [
      'its size lies in archived records',
      new ArchivedTile({ level: 0, index: 0 }),
      /^witness b: the records at the size that it cosigned are archived$/,
    ],
    ['the store is away', new PartUnavailable('store'), /^witness b: it could not be asked: .*store does not answer/],
  ])(
    'publishes the lines of the others when no proof can be made for one witness: %s [R148]',
    async (_, fault, why) => {
      const at = await station();
      at.endpoint.answers.set('https://b.example', () => said(409, '3\n', 'text/x.tlog.size'));
      await at.publish(5);
      at.tree.fault = fault;
      await at.rounds.round();
      expect(await at.store.newest('witnessed')).toMatchObject({ size: 5 });
      expect(at.alarms).toEqual([expect.stringMatching(why)]);
    },
  );

  it('publishes the lines that it collected in the round after the one whose publication failed [R148]', async () => {
    const at = await station();
    await at.publish(5);
    at.store.fault = new PartUnavailable('store');
    await expect(at.rounds.round()).rejects.toThrow(PartUnavailable);
    expect(await at.store.newest('witnessed')).toBeNull();
    at.store.fault = null;
    expect(await at.rounds.round()).toBe(false);
    expect(await at.store.newest('witnessed')).toMatchObject({ size: 5 });
    expect(at.asked()).toHaveLength(1);
  });

  it('asks a witness once a minute while the publication fails', async () => {
    const at = await station('1');
    for (const url of ['https://b.example', 'https://c.example']) at.endpoint.answers.delete(url);
    await at.publish(5);
    at.store.fault = new PartUnavailable('store');
    at.rounds.start();
    await at.time.advance(ROUND_MS - 1);
    expect(at.asked('https://b.example')).toHaveLength(1);
    await at.rounds.stop();
  });

  it('asks from the size that a witness cosigned last, also after a restart, with two requests at most', async () => {
    const at = await station();
    await at.publish(5);
    await at.rounds.round();
    await at.publish(4);
    await at.rounds.round();
    expect(at.asked().map(({ old }) => old)).toEqual([0, 5]);
    const restarted = new WitnessRounds({
      ...{ policy: at.policy, client: new WitnessClient(at.endpoint, at.log), store: at.store, place: at.place },
      ...{ alarm: { raise: (what: string) => void at.alarms.push(what) }, clock: at.time },
    });
    await at.publish(7);
    await restarted.round();
    expect(at.asked().map(({ old }) => old)).toEqual([0, 5, 0, 9]);
    expect(at.asked().at(-1)?.hashes).toBeGreaterThan(0);
    expect(await at.store.newest('witnessed')).toMatchObject({ size: 16 });
    expect(at.alarms).toEqual([]);
  });

  it('asks one witness two times and no more, whatever sizes it tells', async () => {
    const at = await station('all');
    let size = 0;
    at.endpoint.answers.set('https://a.example', () => said(409, `${++size}\n`, 'text/x.tlog.size'));
    await at.publish(9);
    await at.rounds.round();
    expect(at.asked()).toHaveLength(2);
    expect(at.alarms).toEqual(['witness a: the witness answers 409']);
  });

  it.each<[string, Answer, RegExp]>([
    ['it cosigned more than this log has', () => said(409, '9\n', 'text/x.tlog.size'), /cosigned 9 .*rolled back$/],
    ['it has another root', () => said(409), /another root at size 3/],
    ['the tree was not extended', () => said(422), /not extended \(422\)$/],
    ['it does not know the origin', () => said(404), /origin of this log \(404\)$/],
    ['it does not know the key', () => said(403), /key of this log \(403\)$/],
  ])('raises an alarm when a witness says that %s [R148]', async (_, answer, words) => {
    const at = await station('all');
    at.endpoint.answers.set('https://b.example', answer);
    await at.publish(3);
    await at.rounds.round();
    expect(at.alarms).toEqual([expect.stringMatching(words)]);
    expect(await at.store.newest('witnessed')).toBeNull();
  });

  it('raises none when another node has shown a larger checkpoint to the witness meanwhile', async () => {
    const at = await station('all');
    at.endpoint.answers.set('https://b.example', async () => {
      await at.publish(6);
      return said(409, '9\n', 'text/x.tlog.size');
    });
    await at.publish(3);
    await at.rounds.round();
    expect(at.alarms).toEqual([]);
  });

  it('asks each witness once a minute, about a quiet log once, and one that is away ever more seldom', async () => {
    const at = await station();
    at.endpoint.answers.delete('https://b.example');
    await at.publish(3);
    at.rounds.start();
    await at.time.advance(ROUND_MS * 60);
    expect(at.asked()).toHaveLength(1);
    const away = at.asked('https://b.example').length;
    expect(away).toBeGreaterThan(5);
    expect(away).toBeLessThan(12);
    await at.rounds.stop();
  });

  it('asks nobody on a node that has not the place of the sweeper', async () => {
    const at = await station();
    at.place.isHeld = false;
    await at.publish(3);
    await at.rounds.round();
    expect(at.endpoint.requests).toEqual([]);
  });

  it('keeps one witnessed checkpoint an hour in the history', async () => {
    const at = await station();
    for (let minute = 0; minute < 130; minute += 10) {
      await at.publish(1);
      await at.rounds.round();
      await at.time.advance(600_000);
    }
    expect((await at.store.kept(null, 100)).map(({ size }) => size)).toEqual([1, 7, 13]);
  });
});
