import { once } from 'node:events';
import { createServer, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from '../../faults/support/eventually.js';
import { must } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { Api, setUp } from '../support/processes/api.js';
import { describePairs, type Site } from '../support/processes/pairs.js';

/** A SIEM that takes what it gets, until a test lets it hang. */
class Siem {
  readonly lines: string[] = [];
  readonly tokens = new Set<string | undefined>();
  isHanging = false;
  private readonly held: ServerResponse[] = [];

  private constructor(private readonly server: HttpServer) {}

  static async open(): Promise<Siem> {
    const server = createServer(async (request, response) => {
      const body = await text(request);
      siem.lines.push(...body.trimEnd().split('\n'));
      siem.tokens.add(request.headers.authorization);
      if (siem.isHanging) siem.held.push(response);
      else response.writeHead(204).end();
    });
    const siem = new Siem(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return siem;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/in`;
  }

  get seqs(): number[] {
    return this.lines.map((line) => JSON.parse(line).seq);
  }

  get isAsked(): boolean {
    return this.held.length > 0;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describePairs('the stream of the audit', (open) => {
  let site: Site;
  let siem: Siem;
  beforeAll(async () => {
    siem = await Siem.open();
    site = await open({ AUDIT_STREAM: siem.url, AUDIT_STREAM_TOKEN: 'a-token-of-the-siem' });
  });
  afterAll(async () => {
    await site?.clear();
    siem?.close();
  });

  it('leaves no record out and repeats at most what was on its way, if the server is killed while the receiver hangs [R147]', async () => {
    const first = await site.start();
    const admin = await setUp(first);
    await keep(admin, 'streamed/one');
    const headOf = async (api: Api): Promise<number> => must(await api.get('/audit/logs?limit=1')).body.items[0].seq;
    const ready = async () => (await admin.as(null).get('./health/ready')).body.audit_stream;
    await eventually(async () => expect(await ready()).toMatchObject({ behind: 0 }));
    siem.isHanging = true;
    await keep(admin, 'streamed/two');
    await eventually(async () => expect(siem.isAsked).toBe(true));
    await eventually(async () => expect((await ready()).behind).toBeGreaterThan(0));
    await first.kill();

    siem.isHanging = false;
    const again = (await Api.of(await site.start())).as(admin.token);
    const head = await headOf(again);
    await eventually(async () => expect(siem.seqs).toContain(head));
    const seen = [...new Set(siem.seqs)].filter((seq) => seq <= head);
    expect(seen).toEqual(Array.from({ length: head }, (_, index) => index + 1));
    expect(siem.tokens).toEqual(new Set(['Bearer a-token-of-the-siem']));
    // Names of accounts are looked up when a line is made, so the two may differ in them.
    const factsOf = (line: string) => {
      const { seq, at, action, outcome, request_id, resource_id } = JSON.parse(line);
      return JSON.stringify({ seq, at, action, outcome, request_id, resource_id });
    };
    const exported = (await again.get('/audit/logs/export')).text.split('\n').slice(0, head);
    const streamed = new Set(siem.lines.map(factsOf));
    expect(exported.map(factsOf).filter((facts) => !streamed.has(facts))).toEqual([]);
  });
});
